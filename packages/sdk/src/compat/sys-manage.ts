import type { EncodeInput } from '@warbler/protocol';
import { decodeFrame, encodeFrame, type Frame, ImError } from '@warbler/protocol';
import { Contacts } from './contacts.ts';
import { downloadAudio, type FlooPicture, type FlooUpload, fileUrl, pictureUrl, uploadFile } from './files.ts';
import { type CallParams, callsOf } from './floo-rest.ts';
import { conversationIdOf, messageIdOf } from './given-ids.ts';
import { parseLink, parseLinkV2 } from './links.ts';
import { type FlooMessage, flooMessage } from './message-shape.ts';
import { keptNotices } from './notice-events.ts';
import { draftOf, saveDraft, touch } from './recents.ts';
import { type SearchResult, search } from './search.ts';
import {
  type FlooForward,
  type FlooMention,
  type FlooSend,
  forward,
  send,
  sendMention,
  sendTyping,
} from './sending.ts';
import { type StaticVars, staticVars } from './static-vars.ts';
import type { Row, World } from './world.ts';

type Id = number | string;

const statusWords = ['unread', 'delivered', 'read'] as const;

/** `im.sysManage`: sending, history, conversations, files, and what belongs nowhere else (sdk-web.md §6). */
export function sysManage(world: World) {
  const now = () => world.platform.clock.now();
  const find = (id: Id, mid: Id): FlooMessage | undefined => {
    const message = world.client
      .messages(conversationIdOf(id))
      .find((one) => String(one.id ?? one.localId) === String(mid));
    return message && flooMessage(message, world.viewer);
  };
  return {
    ...callsOf(world.rest, {
      asyncGetUserAvatarUploadUrl: 'G /file/upload/avatar/user',
      asyncGetGroupAvatarUploadUrl: 'G /file/upload/avatar/group group_id',
      asyncGetFileUploadChatFileUrl: 'G /file/upload/chat file_type to_id to_type',
      asyncQrcode: 'G /app/qr_code',
      asyncQrlogin: 'G /app/qr_login qr_code',
      asyncQrcodeGroupsign: 'G /app/qrcode/group_sign group_id',
      asyncQrcodeGroupinvite: 'G /app/qrcode/group_invite qr_info',
      asyncWoaQrcode: 'G /app/official_account/qrcode',
      asyncWoaQrcodeStatus: 'G /app/official_account/qrcode_status qrcode_id',
      asyncWoaQrlogin: 'G /app/official_account/login code',
      asyncWoaIsBind: 'G /app/official_account/is_bind',
      asyncWxlogin: 'G /app/wechat_login code',
      asyncWxbind: 'G /user/bind_openid open_id',
      asyncWechatBind: 'B /app/wechat/bind open_id type',
      asyncWechatIsbind: 'G /app/wechat/is_bind',
      asyncWechatUnbind: 'B /app/wechat/unbind',
      asyncGetStaticContact: 'G /app/support_staff',
    }),
    getStaticVars: (): StaticVars => staticVars(),

    sendRosterMessage: (message: FlooSend): number => send(world, message.uid, message),
    sendGroupMessage: (message: FlooSend): number => send(world, message.gid, message),
    sendMentionMessage: (mention: FlooMention): number => sendMention(world, mention),
    sendInputStatusMessage: (uid: Id, status: string): number => sendTyping(world, uid, status),
    forwardMessage: (message: FlooForward): number | undefined => forward(world, message),
    /** Sends a frame as it is, as bytes or as what they are made of; lost while offline. */
    sendMessage: (frame: Uint8Array | EncodeInput<Frame>): void => {
      const bytes = frame instanceof Uint8Array ? frame : encodeFrame(frame);
      // What is no frame must not end the session.
      decodeFrame(bytes);
      world.parts.connection.send(bytes);
    },
    /** Messages below `sid` (0: the newest) are told one by one, then `onReceiveHistoryMsg` where to go on. */
    requireHistoryMessage: (id: Id, sid: Id = 0, amount = 20): void => {
      void readHistory(world, id, sid, amount).catch((error: unknown) => {
        const { entry, message } = ImError.from(error);
        world.error('FAIL', message, entry.status);
      });
    },

    getMessageStatus: (id: Id, mid: Id, _isGroup = false): string | undefined =>
      statusWords[find(id, mid)?.status ?? -1],
    /** On this device only. */
    markMessageUnread: (id: Id, mid: Id, _isGroup = false): FlooMessage | null => {
      const conversationId = conversationIdOf(id);
      const message = find(id, mid);
      const chat = world.parts.chats.find(conversationId);
      if (!message || !chat) return null;
      world.parts.actions.markUnreadHere(chat, messageIdOf(mid));
      return find(id, mid) ?? null;
    },
    getConversationDraft: (id: Id, _type?: string): string => draftOf(world, id),
    saveConversationDraft: (id: Id, _type: string, draft: string, atMs = now()): void =>
      saveDraft(world, id, draft, atMs),
    touchConversation: (id: Id, _type?: string, atMs = now()): void => touch(world, id, atMs),
    getNoticeMessage: (): readonly Row[] => keptNotices(world),
    makeSearch: (words: string): SearchResult => search(world, new Contacts(world), words),
    deleteConversation: (id: Id, isForAll = true): void => {
      const conversationId = conversationIdOf(id);
      world.client.deleteConversation(conversationId, isForAll ? 'everywhere' : 'here').then(
        () => world.notice('conversation_deleted', { id: conversationId, source: 'user_operation' }),
        (error: unknown) => world.error('FAIL', ImError.from(error).message),
      );
    },

    asyncFileUpload: (upload: FlooUpload): Promise<{ readonly url: string }> => uploadFile(world, upload),
    getImage: (picture: FlooPicture): string => pictureUrl(world, picture),
    getChatFile: ({ url, params = {} }: { readonly url: string; readonly params?: CallParams }): string =>
      fileUrl(world, url, params),
    getAudio: ({ url }: { readonly url: string }): string => fileUrl(world, url, { format: 'mp3' }),
    downloadAudio: (audio: Parameters<typeof downloadAudio>[1]): Promise<Blob> => downloadAudio(world, audio),

    getServers: (_appid?: string) => world.servers,
    getServerIp: (_appid?: string): string | undefined => world.serverIp,
    getAppStatus: (_appid?: string): string => String(world.dns.app_status ?? ''),
    getAccountVerification: (_appid?: string) => world.dns.account_verification,
    getAppConfig: (appid: string = world.config.appid): Row => world.store.get<Row>(`key_app_config_${appid}`) ?? {},
    getLinkServer: (): string => world.config.linkServer ?? '',
    aysncParseLink: (server: string, { link }: { readonly link: string }) => parseLink(world, server, link),
    aysncParseLinkV2: (link: string) => parseLinkV2(world, link),
  };
}

async function readHistory(world: World, id: Id, sid: Id, amount: number): Promise<void> {
  const { chats, loader } = world.parts;
  const conversationId = conversationIdOf(id);
  const { messages, next } = await loader.page(chats.open(conversationId), messageIdOf(sid), amount);
  for (const message of messages)
    world.feed.message(conversationId, { ...flooMessage(message, world.viewer), isHistory: true });
  world.bus.fire('onReceiveHistoryMsg', { next });
}
