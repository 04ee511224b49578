import { ImError } from '@warbler/protocol';
import { type CallParams, queryOf } from './floo-rest.ts';
import type { Row, World } from './world.ts';

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

/** Uploads a file. Resolves to where it is read from. @throws FlooError, or ImError `objectStorageFailed` */
export async function uploadFile(world: World, upload: FlooUpload): Promise<{ readonly url: string }> {
  const ticket = await askTicket(world, upload);
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.oss_body_param ?? {})) form.append(name, String(value));
  form.append('file', upload.file);
  const url = String(ticket.upload_url);
  const { size: total } = upload.file;
  upload.processCallback?.({ loaded: 0, total });
  const response = await world.platform.fetch(url, { method: String(ticket.upload_method || 'POST'), body: form });
  if (!response.ok) throw new ImError('objectStorageFailed', { details: { url, status: response.status } });
  upload.processCallback?.({ loaded: total, total });
  return { url: String(ticket.download_url) };
}

/** Reads a recording as mp3. @throws ImError `fileNotFound` */
export async function downloadAudio(
  world: World,
  { url, processCallback }: { readonly url: string; readonly processCallback?: (progress: FlooProgress) => void },
): Promise<Blob> {
  const response = await world.platform.fetch(fileUrl(world, url, { format: 'mp3' }), {});
  if (!response.ok) throw new ImError('fileNotFound', { details: { url, status: response.status } });
  const blob = await response.blob();
  processCallback?.({ loaded: blob.size, total: blob.size });
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

function askTicket(
  world: World,
  { chatType, fileType = 'file', group_id, toType, to_id }: FlooUpload,
): Promise<Ticket> {
  if (toType === 'rosterAvatar') return world.rest.call('/file/upload/avatar/user');
  if (toType !== 'chat') return world.rest.call('/file/upload/avatar/group', { group_id: group_id ?? to_id });
  const to_type = chatType === 'group' ? 2 : 1;
  return world.rest.call('/file/upload/chat', { file_type: fileTypes[fileType] ?? fileTypes.file, to_id, to_type });
}

/** Leave to upload one file. */
interface Ticket extends Row {
  readonly oss_body_param?: Row;
}
