import { parseConversationId, parseDeviceSn, parseMessageId, parseUserId } from '@warbler/protocol';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { ConversationMessage, conversationMessageOf } from './message-wire.ts';
import type { AddRoutes } from './route-context.ts';

const ConversationMessageList = Type.Object({
  messages: Type.Array(ConversationMessage, { description: 'Newest first' }),
  next_msg_id: idOutput('msg_id_start of the next page; 0 on the last one'),
  is_last: Type.Boolean({ description: 'Nothing older is left' }),
});

const UnreadDto = Type.Object({
  conversation_id: Type.Object({ uid: idOutput('The peer or the group') }),
  num: Type.Integer({ description: 'Unread messages' }),
});

/** History, unread counts, and what is done to single messages. */
export const addMessageRoutes: AddRoutes = (http, { useCases, limits }) => {
  defineRoute(http, useCases, {
    method: 'GET',
    url: '/message/conversation',
    auth: 'user',
    tag: Tag.messages,
    summary: 'A page of history, newest first',
    query: Type.Object({
      opposite_id: integerInput('The peer or the group'),
      msg_id_start: integerInput('0 for the newest messages, else next_msg_id of the page before'),
      limit: integerInput(`At least 1; past ${limits.historyPage}, so many are answered`),
    }),
    data: ConversationMessageList,
    handle: async ({ caller, query }) => {
      const limit = readInteger(query.limit, { name: 'limit', min: 1, max: Number.MAX_SAFE_INTEGER });
      const { metas, nextMid } = await useCases.messages.history({
        appId: caller.appId,
        user: caller.userId,
        peer: parseUserId(query.opposite_id),
        before: parseMessageId(query.msg_id_start),
        limit: Math.min(limit, limits.historyPage),
        maxBytes: limits.frameBytes,
      });
      return { data: { messages: metas.map(conversationMessageOf), next_msg_id: nextMid, is_last: nextMid === 0 } };
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/message/unread',
    auth: 'user',
    tag: Tag.messages,
    summary: "The caller's conversations with their unread counts",
    data: listOutput(UnreadDto),
    handle: async ({ caller: { userId } }) => {
      const conversations = await useCases.conversations.unread({ user: userId, limit: limits.firstUnread });
      return {
        data: conversations.map(({ conversation, unreadCount }) => ({
          conversation_id: { uid: conversation },
          num: unreadCount,
        })),
      };
    },
  });

  defineRoute(http, useCases, {
    method: ['POST', 'PUT'],
    url: '/message/recall',
    auth: 'user',
    tag: Tag.messages,
    summary: 'Recall a message: it is gone for everyone',
    description:
      "One's own within the time that the app allows, anybody's as owner or admin of the group. An admin token that " +
      'acts as a user recalls any message of the conversation, at any time.',
    body: Type.Object({
      conversation_id: integerInput('The peer or the group'),
      msg_id: integerInput('The message'),
    }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const isServer = caller.tokenId === undefined;
      await useCases.operations.recall(caller, targetOf(body), { isServer });
      return done;
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/message/ack',
    auth: 'user',
    tag: Tag.messages,
    summary: 'Say that the caller has read a message',
    query: Type.Object({
      conversation_id: integerInput('The peer or the group'),
      msg_id: integerInput('The message'),
      device_sn: Type.Optional(integerInput("Which of the caller's devices says so: the others are told")),
    }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await useCases.operations.acknowledge(caller, targetOf(query), parseDeviceSn(query.device_sn ?? 0));
      return done;
    },
  });
};

function targetOf({ conversation_id, msg_id }: Record<'conversation_id' | 'msg_id', number | string>) {
  return { conversation: parseConversationId(conversation_id), mid: parseMessageId(msg_id) };
}
