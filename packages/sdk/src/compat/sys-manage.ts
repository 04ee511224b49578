import type { EncodeInput } from '@warbler/protocol';
import { decodeFrame, encodeFrame, type Frame, ImError } from '@warbler/protocol';
import { Contacts } from './contacts.ts';
import { downloadAudio, type FlooPicture, type FlooUpload, fileUrl, pictureUrl, uploadFile } from './files.ts';
import { type CallParams, callsOf } from './floo-rest.ts';
import { conversationIdOf, type FlooId, messageIdOf } from './given-ids.ts';
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

const statusWords = ['unread', 'delivered', 'read'] as const;

/** `im.sysManage`: sending, history, conversations, files, and what belongs nowhere else (sdk-web.md §6). */
export function sysManage(world: World) {
  const now = () => world.platform.clock.now();
  const find = (id: FlooId, mid: FlooId): FlooMessage | undefined => {
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
    /** The enums of the wire by name, with and without `STATIC_`. */
    getStaticVars: (): StaticVars => staticVars(),

    /** Sends a message to a user; returns its id on this device. */
    sendRosterMessage: (message: FlooSend): number => send(world, message.uid, message),
    /** Sends a message to a group; returns its id on this device. */
    sendGroupMessage: (message: FlooSend): number => send(world, message.gid, message),
    /** Sends a message to a group that mentions some or all; returns its id on this device. */
    sendMentionMessage: (mention: FlooMention): number => sendMention(world, mention),
    /** Tells a user that this one is typing, or has stopped. */
    sendInputStatusMessage: (uid: FlooId, status: string): number => sendTyping(world, uid, status),
    /** Sends a message once more, to somebody else. */
    forwardMessage: (message: FlooForward): number | undefined => forward(world, message),
    /** Sends a frame as it is, as bytes or as what they are made of; lost while offline. */
    sendMessage: (frame: Uint8Array | EncodeInput<Frame>): void => {
      const bytes = frame instanceof Uint8Array ? frame : encodeFrame(frame);
      // What is no frame must not end the session.
      decodeFrame(bytes);
      world.parts.connection.send(bytes);
    },
    /** Messages below `sid` (0: the newest) are told one by one, then `onReceiveHistoryMsg` where to go on. */
    requireHistoryMessage: (id: FlooId, sid: FlooId = 0, amount = 20): void => {
      void readHistory(world, id, sid, amount).catch((error: unknown) => {
        const { entry, message } = ImError.from(error);
        world.error('FAIL', message, entry.status);
      });
    },

    /** Where a message stands, in floo's words; undefined when it is not loaded. */
    getMessageStatus: (id: FlooId, mid: FlooId, _isGroup = false): string | undefined =>
      statusWords[find(id, mid)?.status ?? -1],
    /** On this device only. */
    markMessageUnread: (id: FlooId, mid: FlooId, _isGroup = false): FlooMessage | null => {
      const conversationId = conversationIdOf(id);
      const message = find(id, mid);
      const chat = world.parts.chats.find(conversationId);
      if (!message || !chat) return null;
      world.parts.actions.markUnreadHere(chat, messageIdOf(mid));
      return find(id, mid) ?? null;
    },
    /** What the user has begun to write; `''` when nothing. */
    getConversationDraft: (id: FlooId, _type?: string): string => draftOf(world, id),
    /** Keeps what the user has begun to write, on this device. */
    saveConversationDraft: (id: FlooId, _type: string, draft: string, atMs = now()): void =>
      saveDraft(world, id, draft, atMs),
    /** Puts a conversation on top of the list, a new one if need be. */
    touchConversation: (id: FlooId, _type?: string, atMs = now()): void => touch(world, id, atMs),
    /** The notices that were kept. */
    getNoticeMessage: (): readonly Row[] => keptNotices(world),
    /** Finds people, groups and loaded messages. */
    makeSearch: (words: string): SearchResult => search(world, new Contacts(world), words),
    /** Deletes a conversation: on all devices, or on this one only. */
    deleteConversation: (id: FlooId, isForAll = true): void => {
      const conversationId = conversationIdOf(id);
      world.client.deleteConversation(conversationId, isForAll ? 'everywhere' : 'here').then(
        () => world.notice('conversation_deleted', { id: conversationId, source: 'user_operation' }),
        (error: unknown) => world.error('FAIL', ImError.from(error).message),
      );
    },

    /** Uploads a file; resolves to its address. */
    asyncFileUpload: (upload: FlooUpload): Promise<{ readonly url: string }> => uploadFile(world, upload),
    /** The address of a picture of a user or a group. */
    getImage: (picture: FlooPicture): string => pictureUrl(world, picture),
    /** The address of a message's file, with the user's token in it. */
    getChatFile: ({ url, params = {} }: { readonly url: string; readonly params?: CallParams }): string =>
      fileUrl(world, url, params),
    /** The address of a sound as MP3. */
    getAudio: ({ url }: { readonly url: string }): string => fileUrl(world, url, { format: 'mp3' }),
    /** Gets a sound. */
    downloadAudio: (audio: Parameters<typeof downloadAudio>[1]): Promise<Blob> => downloadAudio(world, audio),

    /** The servers that the DNS answer names. */
    getServers: (_appid?: string) => world.servers,
    /** The server that is used. */
    getServerIp: (_appid?: string): string | undefined => world.serverIp,
    /** Whether the app is open, as the DNS answer says. */
    getAppStatus: (_appid?: string): string => String(world.dns.app_status ?? ''),
    /** How accounts are verified, as the DNS answer says. */
    getAccountVerification: (_appid?: string) => world.dns.account_verification,
    /** The configuration of an app, as it was last seen. */
    getAppConfig: (appid: string = world.config.appid): Row => world.store.get<Row>(`key_app_config_${appid}`) ?? {},
    /** The server of short links. */
    getLinkServer: (): string => world.config.linkServer ?? '',
    /** Asks a server what a short link leads to. */
    aysncParseLink: (server: string, { link }: { readonly link: string }) => parseLink(world, server, link),
    /** Asks the server of a short link what it leads to. */
    aysncParseLinkV2: (link: string) => parseLinkV2(world, link),
  };
}

async function readHistory(world: World, id: FlooId, sid: FlooId, amount: number): Promise<void> {
  const { chats, loader } = world.parts;
  const conversationId = conversationIdOf(id);
  const { messages, next } = await loader.page(chats.open(conversationId), messageIdOf(sid), amount);
  for (const message of messages)
    world.feed.message(conversationId, { ...flooMessage(message, world.viewer), isHistory: true });
  world.bus.fire('onReceiveHistoryMsg', { next });
}
