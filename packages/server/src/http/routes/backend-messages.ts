import {
  type ClientMessageId,
  type ConversationId,
  ImError,
  isGroupId,
  parseConversationId,
  parseMessageId,
  parseUserId,
  type UserId,
} from '@warbler/protocol';
import type { Static } from 'typebox';
import type { BackendMessage, MessageContent } from '../../backends/index.ts';
import { Type } from '../../type.ts';
import type { CallerOf } from '../caller.ts';
import { defineRoute, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger, readOptionalInteger } from '../read-integer.ts';
import type { UseCases } from '../use-cases.ts';
import { booleanInput, idOutput, integerInput } from '../wire-schemas.ts';
import { ConversationMessage, conversationMessageOf } from './message-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Content types that are operations on a message (rest-api.md section 5, MessageRequest); below them are contents. */
const Operation = { readAck: 9, recall: 10, append: 11, replace: 12 } as const;
const CONTENT_TYPE_MAX = 12;
const BROADCAST_CONTENT_TYPE_MAX = 6;
const TO_USERS = 1;
const TO_GROUPS = 2;

const Text = (description: string) => Type.Optional(Type.String({ description }));

const Content = {
  content: Text('Text; empty where the content type has none'),
  config: Text('JSON text for SDKs'),
  ext: Text("JSON text, the app's own"),
  attachment: Text('JSON text that describes a file or a place'),
};

const MessageRequest = Type.Object({
  type: integerInput('1: targets are users; 2: groups'),
  targets: Type.Array(integerInput('A user id or a group id'), { minItems: 1 }),
  content_type: integerInput(
    '0 text, 1 image, 2 audio, 3 video, 4 file, 5 location, 6 command, 7 forward, 8 call; ' +
      '9 read receipt, 10 recall, 11 append, 12 replace, of the message related_mid',
  ),
  ...Content,
  from_user_id: Type.Optional(integerInput('Admin token only: who sends')),
  online_only: Type.Optional(
    booleanInput(
      'Only to devices that are online now; nothing is stored. Of operations, for append and replace: a message that streams ' +
        'says the whole again in the end. Receipts and recalls hold all the same',
    ),
  ),
  related_mid: Type.Optional(integerInput('The message that an operation is about')),
  transaction_id: Type.Optional(integerInput('The same again within a while is the same message')),
});

const AiReplies = Type.Object({
  message_quota_usage: Type.Number({ description: 'AI messages charged; this server charges none' }),
  messages: Type.Array(ConversationMessage, { description: 'Oldest first' }),
});

/** Messages that backends send, for users and as the system. */
export const addBackendMessageRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { backends } = useCases;
  const base = { tag: Tag.messages, method: ['POST', 'PUT'], body: MessageRequest } as const;

  defineRoute(http, useCases, {
    ...base,
    url: '/message/send',
    auth: 'userOrAdmin',
    summary: 'Send a message, or an operation on one, to users or groups',
    description:
      'As the caller, or, with an admin token, as from_user_id (or the header user_id). The rules that hold for the ' +
      'sender hold here too, and all targets are checked before anything is sent.',
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const request = readRequest(caller, body, limits.targetsPerSend);
      if (request.contentType >= Operation.readAck) {
        await operate(useCases, request, body);
        return { data: true };
      }
      return { data: true, ...idsOf(await backends.send(messageOf(request, body))) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/message/notify',
    auth: 'admin',
    summary: 'Tell users or groups something as the system',
    description: 'Users get it in their system conversation, groups in their own. No block and no ban holds it up.',
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const request = readRequest({ ...caller, userId: caller.userId ?? SYSTEM }, body, limits.targetsPerSend);
      if (request.contentType >= Operation.readAck) {
        throw invalid('content_type must be 0 to 8: a notice is no operation');
      }
      return { data: true, ...idsOf(await backends.notify(messageOf(request, body))) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/ai/message/send',
    auth: 'userOrAdmin',
    summary: 'Ask a bot and wait for its answer',
    description: 'The one target is the bot, a user like any other. What it streams is answered once it is finished.',
    data: AiReplies,
    handle: async ({ caller, body }) => {
      const request = readRequest(caller, body, 1);
      if (request.contentType >= Operation.readAck) throw invalid('content_type must be 0 to 8 for a question');
      const replies = await backends.ask(messageOf(request, body));
      return { data: { message_quota_usage: 0, messages: replies.map(conversationMessageOf) } };
    },
  });

  defineRoute(http, useCases, {
    url: '/message/broadcast',
    method: 'POST',
    auth: 'admin',
    tag: Tag.messages,
    summary: 'Send a message of the system to every user of the app, in the background',
    description: 'Goes on after a restart; GET /message/broadcast says how far it came.',
    body: Type.Object({
      type: integerInput('1'),
      content_type: integerInput(`0 to ${BROADCAST_CONTENT_TYPE_MAX}, as in /message/send`),
      ...Content,
    }),
    data: Type.Object({
      success: Type.Boolean(),
      send_num: Type.Integer({ description: 'Users that get it' }),
      broadcast_id: idOutput('Names it in GET /message/broadcast'),
    }),
    handle: async ({ caller: { appId }, body }) => {
      readInteger(body.type, { name: 'type', min: TO_USERS, max: TO_USERS });
      const rule = { name: 'content_type', min: 0, max: BROADCAST_CONTENT_TYPE_MAX };
      const content = contentOf(readInteger(body.content_type, rule), body);
      const { id, totalCount } = await backends.broadcasts.start(appId, content);
      return { data: { success: true, send_num: totalCount, broadcast_id: id } };
    },
  });

  defineRoute(http, useCases, {
    url: '/message/broadcast',
    method: 'GET',
    auth: 'admin',
    tag: Tag.messages,
    summary: 'How far a broadcast came',
    query: Type.Object({ broadcast_id: integerInput('From POST /message/broadcast') }),
    data: Type.Object({
      sent: Type.Integer({ description: 'Users that have it' }),
      total: Type.Integer({ description: 'Users when it began' }),
      done: Type.Boolean(),
    }),
    handle: async ({ caller: { appId }, query }) => {
      const { sentCount, totalCount, isDone } = await backends.broadcasts.find(
        appId,
        parseMessageId(query.broadcast_id),
      );
      return { data: { sent: sentCount, total: totalCount, done: isDone } };
    },
  });
};

const SYSTEM = 0 as UserId;

type Body = Static<typeof MessageRequest>;

interface Request {
  readonly appId: CallerOf<'userOrAdmin'>['appId'];
  readonly from: UserId;
  readonly isAdmin: boolean;
  readonly contentType: number;
  readonly targets: readonly ConversationId[];
}

function readRequest(caller: CallerOf<'userOrAdmin' | 'admin'>, body: Body, targetsMax: number): Request {
  const type = readInteger(body.type, { name: 'type', min: TO_USERS, max: TO_GROUPS });
  const targets = [...new Set(body.targets.map(parseConversationId))];
  if (targets.length > targetsMax) throw invalid(`targets may name at most ${targetsMax}`);
  if (targets.some((target) => target === 0 || isGroupId(target) !== (type === TO_GROUPS))) {
    throw invalid(`targets must be ${type === TO_GROUPS ? 'groups' : 'users'}, as type says`);
  }
  return {
    appId: caller.appId,
    from: senderOf(caller, body),
    isAdmin: caller.role === 'admin',
    contentType: readInteger(body.content_type, { name: 'content_type', min: 0, max: CONTENT_TYPE_MAX }),
    targets,
  };
}

/** @throws ImError `noPermission` for a user who names another sender, `invalidParameter` for an admin who names none */
function senderOf(caller: CallerOf<'userOrAdmin' | 'admin'>, { from_user_id }: Body): UserId {
  const named = from_user_id === undefined ? undefined : parseUserId(from_user_id);
  if (caller.role === 'user' && named !== undefined && named !== caller.userId) {
    throw new ImError('noPermission', { message: 'only an admin token may send as another user' });
  }
  const sender = named ?? caller.userId;
  if (sender === undefined) throw invalid('an admin token needs from_user_id or the header user_id: who sends');
  return sender;
}

async function operate({ operations }: UseCases, request: Request, body: Body): Promise<void> {
  const { appId, from: userId, isAdmin, contentType, targets } = request;
  const mid = parseMessageId(readInteger(body.related_mid ?? 0, RELATED_MID));
  const actor = { appId, userId };
  for (const conversation of targets) {
    const target = { conversation, mid };
    if (contentType === Operation.readAck) await operations.acknowledge(actor, target, NO_DEVICE);
    else if (contentType === Operation.recall) await operations.recall(actor, target, { isServer: isAdmin });
    else {
      const { content = '', config = '', ext = '' } = body;
      const transaction = readTransaction(body);
      const clientMid = transaction === undefined ? {} : { clientMid: transaction as ClientMessageId };
      const isAppend = contentType === Operation.append;
      await operations.edit(actor, target, {
        isAppend,
        content,
        config,
        ext,
        isOnlineOnly: isOnlineOnly(body),
        ...clientMid,
      });
    }
  }
}

const RELATED_MID = { name: 'related_mid', min: 1, max: Number.MAX_SAFE_INTEGER };
const NO_DEVICE = 0 as Parameters<UseCases['operations']['acknowledge']>[2];

function messageOf({ appId, from, targets, contentType }: Request, body: Body): BackendMessage {
  const transactionId = readTransaction(body);
  return {
    appId,
    from,
    targets,
    content: contentOf(contentType, body),
    isOnlineOnly: isOnlineOnly(body),
    ...(transactionId === undefined ? {} : { transactionId }),
  };
}

function isOnlineOnly({ online_only }: Body): boolean {
  return online_only === true || online_only === 1;
}

function contentOf(contentType: number, body: Partial<Record<keyof typeof Content, string>>): MessageContent {
  const { content = '', config = '', ext = '', attachment = '' } = body;
  return { contentType, content, config, ext, attachment };
}

function readTransaction({ transaction_id }: Body): number | undefined {
  return readOptionalInteger(transaction_id, { name: 'transaction_id', min: 1, max: Number.MAX_SAFE_INTEGER });
}

/** Message ids are told of a single target only. */
function idsOf(mids: readonly (number | undefined)[]): { readonly msg_ids?: number[] } {
  const [mid] = mids;
  return mids.length === 1 && mid !== undefined ? { msg_ids: [mid] } : {};
}

function invalid(text: string): ImError {
  return new ImError('invalidParameter', { message: `invalid request parameter: ${text}` });
}
