/**
 * The API of the floo web SDK, for apps that move from it.
 * @module
 */
import type { FlooConfig } from './config.ts';
import { createFlooIM, type FlooIM, type MadeFlooIM } from './flooim.ts';

export type { FlooConfig, FlooLogLevel } from './config.ts';
export type { FlooHandler, FlooHandlers } from './event-bus.ts';
export type { FlooDownload, FlooPicture, FlooProgress, FlooUpload } from './files.ts';
export { type CallParams, type FlooCall, FlooError } from './floo-rest.ts';
export { createFlooIM, type FlooIM, type MadeFlooIM } from './flooim.ts';
export type { FlooId } from './given-ids.ts';
export type { FlooKind, FlooMessage } from './message-shape.ts';
export type { FlooNotice, FlooXid, LongNumber } from './notice-shape.ts';
export type { ConversationItem } from './recents.ts';
export type { RtcMessage } from './rtc-manage.ts';
export type { SearchResult } from './search.ts';
export type { FlooForward, FlooMention, FlooSend } from './sending.ts';
export type { LogoutOptions } from './session.ts';
export type { StaticVars } from './static-vars.ts';
export { type KeyValues, newKeyValues, type WebStorePorts } from './web-store.ts';
export type { Row } from './world.ts';

/** The one that the page shares: what floo's module keeps, and what a second call goes on with. */
const page: { shared?: MadeFlooIM } = {};

/**
 * Begins, and returns the object that the page shares. A second call goes on with its configuration; handlers stay.
 * @throws ImError `invalidParameter` without `appid` or `dnsServer`.
 */
export function flooim(config: FlooConfig): FlooIM {
  if (page.shared) page.shared.reconfigure(config);
  else page.shared = createFlooIM(config);
  return page.shared.im;
}

/** `flooim`, as floo's module has it. @alias */
// biome-ignore lint/style/noDefaultExport: apps that move from floo import it so
export default flooim;
