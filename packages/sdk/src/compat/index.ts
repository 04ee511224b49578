import type { FlooConfig } from './config.ts';
import { createFlooIM as create, type FlooIM as Made } from './flooim.ts';

export type { FlooConfig, FlooLogLevel } from './config.ts';
export type { FlooHandler, FlooHandlers } from './event-bus.ts';
export { type FlooCall, FlooError } from './floo-rest.ts';
export { createFlooIM } from './flooim.ts';
export type { FlooMessage } from './message-shape.ts';
export type { FlooNotice } from './notice-shape.ts';
export type { ConversationItem } from './recents.ts';
export { type KeyValues, newKeyValues, type WebStorePorts } from './web-store.ts';

/** The object that apps written for floo call everything on. */
export type FlooIM = Made['im'];

/** The one that the page shares: what floo's module keeps, and what a second call goes on with. */
const page: { shared?: Made } = {};

/**
 * Begins, and returns the object that the page shares. A second call goes on with its configuration; handlers stay.
 * @throws ImError `invalidParameter` without `appid` or `dnsServer`.
 */
export function flooim(config: FlooConfig): FlooIM {
  if (page.shared) page.shared.reconfigure(config);
  else page.shared = create(config);
  return page.shared.im;
}

/** @alias As floo's module has it. */
// biome-ignore lint/style/noDefaultExport: apps that move from floo import it so
export default flooim;
