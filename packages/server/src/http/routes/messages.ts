import { decodeMessageBody, parseMessageId, parseUserId } from '@warbler/protocol';
import { type Static, Type } from 'typebox';
import type { HistoryMeta } from '../../messages/index.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { contentTypeName, messageStatusName } from './message-names.ts';
import type { AddRoutes } from './route-context.ts';

const Xid = Type.Object({
  uid: idOutput('A user or a group'),
  device_sn: Type.Optional(Type.Integer({ description: 'One of its devices' })),
});

const ConversationMessage = Type.Object({
  msg_id: idOutput('The message'),
  from_xid: Xid,
  to_xid: Xid,
  timestamp: Type.Integer({ description: 'Milliseconds since 1970' }),
  ctype: Type.String({ description: 'TEXT, IMAGE, AUDIO, VIDEO, FILE, LOCATION, COMMAND or FORWARD' }),
  content: Type.String(),
  ext: Type.String(),
  config: Type.String(),
  attachment: Type.String(),
  status: Type.String({ description: 'UNREAD, DELIVERED or READ' }),
});

const ConversationMessageList = Type.Object({
  messages: Type.Array(ConversationMessage, { description: 'Newest first' }),
  next_msg_id: idOutput('msg_id_start of the next page; 0 on the last one'),
  is_last: Type.Boolean({ description: 'Nothing older is left' }),
});

const UnreadDto = Type.Object({
  conversation_id: Type.Object({ uid: idOutput('The peer or the group') }),
  num: Type.Integer({ description: 'Unread messages' }),
});

/** History and unread counts. */
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
      return { data: { messages: metas.map(toConversationMessage), next_msg_id: nextMid, is_last: nextMid === 0 } };
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
};

function toConversationMessage(meta: HistoryMeta): Static<typeof ConversationMessage> {
  const body = decodeMessageBody(meta.payload);
  return {
    msg_id: meta.mid,
    from_xid: { uid: meta.from, device_sn: meta.fromSn },
    to_xid: { uid: meta.to },
    timestamp: meta.sentAtMs,
    ctype: contentTypeName(body.ctype),
    content: body.content,
    ext: body.ext,
    config: body.config,
    attachment: body.attachment,
    status: messageStatusName(meta.status),
  };
}
