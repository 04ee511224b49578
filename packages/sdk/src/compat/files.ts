import { ImError } from '@warbler/protocol';
import { checkAnswer, uploadFile as sendFile, type UploadPlan } from '../files/upload-file.ts';
import { type CallParams, queryOf } from './floo-rest.ts';
import type { World } from './world.ts';

/** How much of a file is there. */
export interface FlooProgress {
  readonly loaded: number;
  readonly total: number;
}

/** A file to upload, and what for. */
export interface FlooUpload {
  readonly file: Blob;
  /** file, audio, image, video, audio-mp3, and the same for sharing: shareFile, shareImage, ... */
  readonly fileType?: string;
  /** rosterAvatar, groupAvatar, chat. */
  readonly toType: string;
  readonly to_id?: number | string;
  readonly group_id?: number | string;
  /** Of whom `to_id` is the id. */
  readonly chatType?: 'roster' | 'group';
  /** Told how far it is. */
  readonly processCallback?: (progress: FlooProgress) => void;
}

/** A recording to read. */
export interface FlooDownload {
  readonly url: string;
  /** Told how far it is. */
  readonly processCallback?: (progress: FlooProgress) => void;
}

/** A picture of somebody or of a group. */
export interface FlooPicture {
  readonly avatar?: string;
  readonly type?: 'roster' | 'group';
  /** Default: true. */
  readonly thumbnail?: boolean;
  /** What stands for none. */
  readonly sdefault?: string;
}

const fileTypes: Readonly<Record<string, number>> = {
  ...{ file: 100, audio: 101, image: 102, video: 103, 'audio-mp3': 104 },
  ...{ shareFile: 200, shareAudio: 201, shareImage: 202, shareVideo: 203 },
};
const thumbnail = 2;

/** Uploads a file. Resolves to where it is read from. @throws ImError */
export async function uploadFile(world: World, upload: FlooUpload): Promise<{ readonly url: string }> {
  const { file, processCallback } = upload;
  const account = world.client.seam.account();
  if (!account) throw new ImError('notLoggedIn');
  const name = file instanceof File ? file.name : 'file';
  const parts = { account, appId: world.config.appid, transfers: world.transfers };
  const told = (loaded: number) => processCallback?.({ loaded, total: file.size });
  return { url: await sendFile(parts, { ticket: ticketOf(upload), source: file, name }, told).done };
}

/** Reads a recording as mp3. @throws ImError */
export async function downloadAudio(world: World, { url, processCallback }: FlooDownload): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const got = { status: 0, total: 0, loaded: 0, type: '' };
  const request = { url: fileUrl(world, url, { format: 'mp3' }), fromByte: 0 };
  const download = world.transfers.download(request, {
    started({ contentType, status, totalBytes = 0 }) {
      Object.assign(got, { status, total: totalBytes, type: contentType });
    },
    bytes(chunk) {
      chunks.push(chunk);
      got.loaded += chunk.length;
      processCallback?.({ loaded: got.loaded, total: got.total });
    },
    progress: (loaded, total) => processCallback?.({ loaded, total }),
  });
  await download.done;
  const blob = new Blob(chunks, { type: got.type });
  checkAnswer(got.status, got.status < 300 ? '' : await blob.text());
  return blob;
}

/** An address with what lets this user read it. */
export function fileUrl(world: World, url: string, params: CallParams = {}): string {
  if (url === '') return '';
  const query = queryOf({ ...params, 'access-token': world.token, app_id: world.config.appid });
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** The address of a picture, or of what stands for it. */
export function pictureUrl(
  world: World,
  { avatar = '', type = 'roster', thumbnail: isSmall = true, sdefault = '' }: FlooPicture,
): string {
  if (avatar === '') return sdefault || `/image/${type}.png`;
  if (avatar.startsWith('/')) return avatar;
  const isAddress = /^https?:/.test(avatar);
  const url = isAddress ? avatar : `${world.ratel}/file/download/avatar?${queryOf({ object_name: avatar })}`;
  return fileUrl(world, url, isSmall ? { image_type: thumbnail } : {});
}

function ticketOf({ chatType, fileType = 'file', group_id = 0, toType, to_id = 0 }: FlooUpload): UploadPlan['ticket'] {
  if (toType === 'rosterAvatar') return { path: '/file/upload/avatar/user', query: {} };
  if (toType !== 'chat') return { path: '/file/upload/avatar/group', query: { group_id: group_id || to_id } };
  const file_type = fileTypes[fileType] ?? 100;
  return { path: '/file/upload/chat', query: { file_type, to_id, to_type: chatType === 'group' ? 2 : 1 } };
}
