export type { Commit, CommittedSend, DeliveredMeta, Delivery } from './delivery.ts';
export { createMessageLog, type MessageLog } from './message-log.ts';
export { checkBody, type MessageLimits, mentionsEveryone } from './message-rules.ts';
export {
  type Appended,
  groupKeyOf,
  groupOf,
  keyOf,
  MetaKind,
  type NewMeta,
  type PairKey,
  PersonalSlot,
  pairOf,
  SERVER_CLIENT_MID,
  type StoredMeta,
} from './meta.ts';
export { type NewNotice, userNoticeMeta } from './notice.ts';
export {
  type AppendedToGroup,
  type MessageDraft,
  planMessage,
  type Sender,
  type SendingDependencies,
} from './plan-message.ts';
export type { CursorInput, CursorState, PullInput, PullPage } from './sql/pull-metas.ts';
export type { HistoryInput, HistoryMeta, HistoryPage } from './sql/read-history.ts';
