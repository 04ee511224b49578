import {
  type AppId,
  BodyType,
  type ConversationId,
  decodeMessageBody,
  ImError,
  type MessageId,
  type UserId,
} from '@warbler/protocol';
import type { HistoryMeta, MessageLog } from '../messages/index.ts';
import type { BackendMessage } from './backend-message.ts';
import { isUnfinished, type ReplyWatch } from './reply-watch.ts';
import { type BackendDependencies, sendMessage } from './send-message.ts';

/** What asking needs. */
export interface AskDependencies extends BackendDependencies {
  readonly log: Pick<MessageLog, 'history'>;
  readonly replies: ReplyWatch;
  /** How long the caller waits for the whole answer, in milliseconds. */
  readonly replyMs: number;
}

/** Messages that one answer may be made of. */
const REPLIES_MAX = 20;

/**
 * Sends a message to a bot, which is a user like any other, and waits for what it says: one message, or a stream of edits
 * until it says that it is finished.
 *
 * @returns the bot's messages as they stand in the end, oldest first
 * @throws ImError `timedOut` when nothing came in time; what came of a stream that does not end is returned
 */
export async function askBot(dependencies: AskDependencies, message: BackendMessage): Promise<readonly HistoryMeta[]> {
  const { replies, replyMs } = dependencies;
  const { appId, from, targets } = message;
  const [bot] = targets;
  if (bot === undefined || targets.length > 1) {
    throw new ImError('invalidParameter', { message: 'invalid request parameter: targets must name one bot' });
  }
  const answer = Promise.withResolvers<void>();
  const answered = new Set<MessageId>();
  const end = replies.wait({
    appId,
    from: bot as UserId,
    to: from,
    onReply(reply) {
      const { type, operation } = decodeMessageBody(reply.payload);
      // An edit is about the message that it changes; receipts are no answer.
      const mid = type === BodyType.OPER ? reply.about : reply.mid;
      if (mid === undefined || (type === BodyType.OPER && operation === undefined)) return;
      answered.add(mid);
      if (!isUnfinished(reply) || answered.size >= REPLIES_MAX) answer.resolve();
    },
  });
  let asked: MessageId | undefined;
  const timer = setTimeout(answer.resolve, replyMs);
  try {
    [asked] = await sendMessage(dependencies, message);
    await answer.promise;
  } finally {
    clearTimeout(timer);
    end();
  }
  const readers = { appId, user: from, bot };
  if (answered.size > 0) {
    const before = (Math.max(...answered) + 1) as MessageId;
    return readAnswer(dependencies, readers, before, ({ mid }) => answered.has(mid));
  }
  // Word of it may have been lost on its way from another node.
  const said =
    asked === undefined ? [] : await readAnswer(dependencies, readers, NEWEST, isAfter(asked, bot as UserId));
  if (said.length > 0) return said;
  throw new ImError('timedOut', { message: `the bot did not answer within ${replyMs} ms` });
}

/** History from its end. */
const NEWEST = 0 as MessageId;

function isAfter(asked: MessageId, bot: UserId): (meta: HistoryMeta) => boolean {
  return ({ mid, from }) => mid > asked && from === bot;
}

async function readAnswer(
  { log }: AskDependencies,
  { appId, user, bot }: { readonly appId: AppId; readonly user: UserId; readonly bot: ConversationId },
  before: MessageId,
  isWanted: (meta: HistoryMeta) => boolean,
): Promise<readonly HistoryMeta[]> {
  const page = { appId, user, peer: bot, before, limit: REPLIES_MAX * 2, maxBytes: Number.MAX_SAFE_INTEGER };
  const { metas } = await log.history(page);
  return metas.filter(isWanted).reverse();
}
