import { type ConversationId, type GroupId, ImError, isGroupId } from '@warbler/protocol';
import type { Client } from '../client.ts';
import type { AccountSeam } from '../seam.ts';
import { Downloads } from './downloads.ts';
import { fileAddress, signOf } from './file-address.ts';
import { type FileSource, type FileTransfers, sizeOf } from './file-transfers.ts';
import type { Files } from './files-api.ts';
import { fileTypeOf, MessageUploads, nameOf } from './message-uploads.ts';
import { TransferList } from './transfer-list.ts';
import { type UploadPlan, uploadFile } from './upload-file.ts';
import { createWebTransfers } from './web-transfers.ts';

/** What files need beside a client. */
export interface FilesOptions {
  /** How the platform moves files. Default: as browsers and Node do. */
  readonly transfers?: FileTransfers;
  /** Files up to this size are kept until they are uploaded, over a reload too; default 4 MiB. */
  readonly keepBytes?: number;
}

const defaultKeepBytes = 4 * 1024 * 1024;

/** Opens the files of a client; once for each client, before or after signing in. */
export function createFiles(client: Client, options: FilesOptions = {}): Files {
  const { transfers = createWebTransfers(), keepBytes = defaultKeepBytes } = options;
  const { seam } = client;
  const list = new TransferList();
  const downloads = new Downloads(transfers, list);
  const isOnline = () => client.connection.state === 'online';
  const uploads = new MessageUploads({ seam, transfers, list, keepBytes, isOnline });
  const endings = [
    seam.onOpen(() => uploads.open()),
    client.on('connection', ({ state }) => {
      if (state === 'online') uploads.startAll();
    }),
    client.on('messages', () => uploads.look()),
    client.on('signedOut', () => uploads.close()),
  ];

  const account = (): AccountSeam => {
    const found = seam.account();
    if (!found) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return found;
  };
  let uploadCount = 0;
  /** An upload that belongs to no message: pausing it makes no sense, as whoever called waits for it. */
  const upload = async (ticket: UploadPlan['ticket'], source: FileSource, name: string): Promise<string> => {
    uploadCount += 1;
    const id = `upload${uploadCount}`;
    const totalBytes = sizeOf(source);
    const size = totalBytes === undefined ? {} : { totalBytes };
    list.put({ id, kind: 'upload', state: 'running', loadedBytes: 0, ...size });
    const sent = (loadedBytes: number) => list.change(id, { loadedBytes });
    const running = uploadFile({ account: account(), appId: seam.appId, transfers }, { ticket, source, name }, sent);
    single.set(id, running.abort);
    return running.done.finally(() => {
      single.delete(id);
      list.remove(id);
    });
  };
  const single = new Map<string, () => void>();
  const chatTicket = (to: ConversationId, fileType: number) => ({
    path: '/file/upload/chat',
    query: { file_type: fileType, to_id: to, to_type: isGroupId(to) ? 2 : 1 },
  });
  const address: Files['address'] = (url, wish = {}) => {
    const signedIn = seam.account();
    const rights = { token: signedIn?.token() ?? '', restBase: signedIn?.restBase() ?? '' };
    return fileAddress(url, wish, { appId: seam.appId, ...rights });
  };

  return {
    address,
    send: (conversationId, file) => uploads.send(conversationId, file),
    resendWith(localId, source) {
      uploads.supply(localId, source);
      client.resend(localId);
    },
    upload(conversationId, { type, source, name = nameOf(source) }) {
      return upload(chatTicket(conversationId, fileTypeOf(type, name)), source, name);
    },
    transfers: () => list.snapshot,
    onChange: (handler) => list.onChange(handler),
    pause(id) {
      if (!uploads.pause(id)) downloads.pause(id);
    },
    resume(id) {
      if (!uploads.resume(id)) downloads.resume(id);
    },
    cancel(id) {
      single.get(id)?.();
      if (!uploads.cancel(id)) downloads.cancel(id);
    },
    download: (url, wish) => downloads.start(address(url, wish)),
    async readdress(url, conversationId) {
      const sign = signOf(url);
      if (sign === undefined) return url;
      const query = { file_sign: sign, to_id: conversationId, to_type: isGroupId(conversationId) ? 2 : 1 };
      const answer = await account().rest.get('/file/upload/forward', query);
      if (typeof answer !== 'string') throw new ImError('responseInvalid');
      return answer;
    },
    async setAvatar(source, name = nameOf(source)) {
      const url = await upload({ path: '/file/upload/avatar/user', query: {} }, source, name);
      await account().rest.post('/user/avatar', { avatar: url });
      account().refreshMe();
    },
    async setGroupAvatar(groupId: GroupId, source, name = nameOf(source)) {
      const url = await upload({ path: '/file/upload/avatar/group', query: { group_id: groupId } }, source, name);
      await client.groups.update(groupId, { avatar: url });
    },
    async share(groupId, { type, source, name = nameOf(source) }) {
      const url = await upload(chatTicket(groupId, fileTypeOf(type, name) + 100), source, name);
      const file = { group_id: groupId, name, size: sizeOf(source) ?? 0, type: extensionOf(name), url };
      await account().rest.post('/group/file/upload', file);
    },
    close() {
      for (const end of endings) end();
      for (const abort of single.values()) abort();
      uploads.close();
      downloads.close();
    },
  };
}

function extensionOf(name: string): string {
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at + 1).toLowerCase();
}
