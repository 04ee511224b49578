import { setPushAlias } from './sql/push-alias.ts';
import { addTags, clearTags, listTags, removeTags } from './sql/push-tags.ts';
import { pushTokenOfDevice } from './sql/push-tokens.ts';

/** What push settings run on the storage thread. */
export const pushProcedures = {
  'push.tokenOfDevice': pushTokenOfDevice,
  'push.setAlias': setPushAlias,
  'push.tags': listTags,
  'push.addTags': addTags,
  'push.removeTags': removeTags,
  'push.clearTags': clearTags,
};
