import {
  type ConversationId,
  ImError,
  isGroupId,
  parseConversationId,
  parseMessageId,
  parseUserId,
  type UserId,
} from '@warbler/protocol';
import { RECEIPT_LISTS, type ReceiptCounts } from '../../receipts/index.ts';
import { Type } from '../../type.ts';
import type { CallerOf } from '../caller.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const PAGE_DEFAULT = 100;

const Receipts = Type.Object({
  user_ids: listOutput(Type.Integer()),
  counts: Type.Optional(
    Type.Object(Object.fromEntries(RECEIPT_LISTS.map((list) => [list, Type.Integer()])), {
      description: 'Receivers by what they did; with the first page, unless the group is very large',
    }),
  ),
});

/** Who has and has not read, got or played a message. Ours: deployed clients count the receipts that they hear of. */
export const addReceiptRoutes: AddRoutes = (http, { useCases, limits }) => {
  defineRoute(http, useCases, {
    method: 'GET',
    url: '/message/receipts',
    auth: 'userOrAdmin',
    tag: Tag.messages,
    summary: 'Who has and who has not read, got or played a message',
    description:
      'For the author of the message, for owner and admins of its group, and for admin tokens (which name a user with ' +
      'the header user_id where the conversation is of two). Receivers are those who were in the conversation when it ' +
      'was said and still are. Groups tell it while their read receipts are on.',
    query: Type.Object({
      conversation_id: integerInput('The other user, or the group'),
      msg_id: integerInput('The message'),
      type: Type.Optional(Type.Enum(RECEIPT_LISTS, { description: 'Which list; read when absent' })),
      cursor: Type.Optional(Type.String({ description: 'From the page before; empty for the first' })),
      limit: Type.Optional(integerInput(`1 to ${limits.receiptsPage}; ${PAGE_DEFAULT} when absent`)),
    }),
    data: Receipts,
    handle: async ({ caller, query }) => {
      const conversation = parseConversationId(query.conversation_id);
      const limit = readOptionalInteger(query.limit, { name: 'limit', min: 1, max: limits.receiptsPage });
      const page = await useCases.receipts.list({
        appId: caller.appId,
        user: askerIn(caller, conversation),
        isAdmin: caller.role === 'admin',
        conversation,
        target: parseMessageId(query.msg_id),
        which: query.type ?? 'read',
        after: parseUserId(query.cursor === undefined || query.cursor === '' ? 0 : query.cursor),
        limit: limit ?? PAGE_DEFAULT,
      });
      const cursor = page.hasMore ? { cursor: String(page.users.at(-1)) } : {};
      return { data: { user_ids: [...page.users], ...countsOf(page) }, ...cursor };
    },
  });
};

function countsOf({ counts }: { readonly counts?: ReceiptCounts }) {
  return counts === undefined ? {} : { counts };
}

function askerIn({ userId }: CallerOf<'userOrAdmin'>, conversation: ConversationId): UserId {
  if (userId !== undefined) return userId;
  if (isGroupId(conversation)) return 0 as UserId;
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: the header user_id must name one of the two users of the conversation',
  });
}
