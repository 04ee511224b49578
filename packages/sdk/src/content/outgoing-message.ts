import type { UserId } from '@warbler/protocol';
import type { Message, MessageContent, OutgoingContent, OutgoingExtras } from '../message.ts';
import { parseObject } from './parse-object.ts';

/** What of a message is the author's. */
export type Authored = Pick<
  Message,
  'content' | 'ext' | 'config' | 'priority' | 'mentions' | 'mentionsAll' | 'isMentioningMe'
>;

/** Makes the author's part of an own message; read receipts are wanted from `readersAsked`. */
export function authoredFrom(outgoing: OutgoingContent, readersAsked: readonly UserId[]): Authored {
  const { ext, config: _config, mentions, mentionsAll, priority, ...content } = outgoing;
  const config = writeConfig(outgoing, readersAsked);
  return {
    // What is left of a union by taking out what every member has is the union, which the type does not know.
    content: content as MessageContent,
    ...(ext === undefined ? {} : { ext }),
    ...(config === '' ? {} : { config }),
    ...(priority ? { priority } : {}),
    ...(mentions?.length ? { mentions } : {}),
    ...(mentionsAll ? { mentionsAll: true } : {}),
    isMentioningMe: false,
  };
}

/** Whether a message is for programs only: a command, or what controls a call. It is neither shown nor kept. */
export function isForPrograms({ content, config = '' }: Pick<Message, 'content' | 'config'>): boolean {
  return content.type === 'command' || (content.type === 'rtc' && parseObject(config)?.action !== 'record');
}

/** Whether a message waits for its file to be uploaded. */
export function isWithoutFile({ content }: Pick<Message, 'content'>): boolean {
  return 'url' in content && content.url === '';
}

function writeConfig({ config = '', mentions = [], mentionsAll }: OutgoingExtras, readersAsked: readonly UserId[]) {
  const ours = {
    ...(mentions.length > 0 ? { mentionList: mentions } : {}),
    ...(mentionsAll ? { mentionAll: true } : {}),
    ...(readersAsked.length > 0 ? { groupMemberList: readersAsked } : {}),
  };
  return Object.keys(ours).length > 0 ? JSON.stringify({ ...parseObject(config), ...ours }) : config;
}
