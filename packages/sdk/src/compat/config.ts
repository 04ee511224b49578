import { ImError } from '@warbler/protocol';
import type { Platform } from '../platform/platform.ts';
import type { Storage } from '../storage/storage.ts';
import type { WebStorePorts } from './web-store.ts';

/** How much is logged to the console. */
export type FlooLogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';

/** What `flooim` is given: floo's fields, and the parts of the platform that a program may replace. */
export interface FlooConfig {
  readonly appid: string;
  /** The complete address of the DNS answer, `https://<server>/v2/app_dns`: used as it is. */
  readonly dnsServer: string;
  /** Accepted and not needed: the connection is always a plain WebSocket. */
  readonly ws?: boolean;
  /** Whether a stored identity of this app is taken up at once. Default: true. */
  readonly autoLogin?: boolean;
  /** Default: `warn`. */
  readonly logLevel?: FlooLogLevel;
  /** Read back by `sysManage.getLinkServer`. */
  readonly linkServer?: string;
  readonly platform?: Partial<Platform>;
  readonly storage?: Storage | Promise<Storage>;
  readonly deviceScope?: string;
  readonly webStore?: WebStorePorts;
  /** What follows `logout` without arguments. Default: the page is loaded anew. */
  readonly reload?: () => void;
}

/** @throws ImError `invalidParameter` where there is no app or no cloud to ask. */
export function checkConfig({ appid, dnsServer }: FlooConfig): void {
  if (!appid) throw new ImError('invalidParameter', { message: 'appid must be given' });
  if (!dnsServer) throw new ImError('invalidParameter', { message: 'dnsServer must be given' });
}
