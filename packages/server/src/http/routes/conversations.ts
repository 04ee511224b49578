import { isGroupId, parseConversationId, parseDeviceSn, parseMessageId } from '@warbler/protocol';
import type { Static } from 'typebox';
import type { ConversationSummary } from '../../conversations/index.ts';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { ConversationMessage, conversationMessageOf } from './message-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Conversation types, numbered like the types of `/message/send`. */
const TYPE_USER = 1;
const TYPE_GROUP = 2;

const ConversationDto = Type.Object({
  conversation_id: idOutput('The peer or the group; 0 for the system'),
  type: Type.Integer({ description: `${TYPE_USER} with a user (or the system), ${TYPE_GROUP} in a group` }),
  unread: Type.Integer({ description: 'Unread messages' }),
  last_message: Type.Optional(ConversationMessage),
  last_time: Type.Integer({ description: 'When the newest message came, also one that is gone by now' }),
  pinned: Type.Boolean(),
  muted: Type.Boolean({ description: 'It does not notify' }),
});

const conversation_id = integerInput('The peer or the group');

/** The caller's conversations as a whole. */
export const addConversationRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { conversations, operations, pins } = useCases;
  const base = { auth: 'user', tag: Tag.conversations } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/message/conversation/list',
    summary: "The caller's conversations with their last messages, the most recently active first",
    description: 'Ours. Conversations that were deleted are left out until a new message comes.',
    query: Type.Object({
      cursor: Type.Optional(Type.String({ description: 'From the page before; empty for the first' })),
      limit: Type.Optional(integerInput(`1 to ${limits.conversationPage}`)),
      device_sn: Type.Optional(integerInput('Without the conversations that were deleted on this device only')),
    }),
    data: listOutput(ConversationDto),
    handle: async ({ caller: { appId, userId }, query }) => {
      const max = limits.conversationPage;
      const page = await conversations.list({
        appId,
        user: userId,
        deviceSn: parseDeviceSn(query.device_sn ?? 0),
        before: parseMessageId(query.cursor === undefined || query.cursor === '' ? 0 : query.cursor),
        limit: readOptionalInteger(query.limit, { name: 'limit', min: 1, max }) ?? max,
        maxBytes: limits.frameBytes,
      });
      const cursor = page.nextBefore === 0 ? {} : { cursor: String(page.nextBefore) };
      return { data: page.conversations.map(conversationOf), ...cursor };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'DELETE',
    url: '/message/conversation',
    summary: 'Delete a conversation on all devices of the caller',
    description: 'Its messages are gone for the caller; a new one brings it back.',
    query: Type.Object({ conversation_id }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await operations.deleteConversation(caller, parseConversationId(query.conversation_id));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/user/conversation/pin',
    summary: 'Pin a conversation',
    body: Type.Object({ conversation_id }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await pins.pin(caller, parseConversationId(body.conversation_id));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/user/conversation/unpin',
    summary: 'Pin a conversation no more',
    body: Type.Object({ conversation_id }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await pins.unpin(caller, parseConversationId(body.conversation_id));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/conversation/pin_list',
    summary: "The caller's pinned conversations, the newest pin first",
    data: Type.Object({ conversation_ids: listOutput(Type.Integer()) }),
    handle: async ({ caller }) => ({ data: { conversation_ids: [...(await pins.list(caller))] } }),
  });
};

function conversationOf(summary: ConversationSummary): Static<typeof ConversationDto> {
  const { conversation, unreadCount, lastMessage, activeAtMs, isPinned, isMuted } = summary;
  return {
    conversation_id: conversation,
    type: isGroupId(conversation) ? TYPE_GROUP : TYPE_USER,
    unread: unreadCount,
    ...(lastMessage === undefined ? {} : { last_message: conversationMessageOf(lastMessage) }),
    last_time: activeAtMs,
    pinned: isPinned,
    muted: isMuted,
  };
}
