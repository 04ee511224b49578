import { type AppId, ImError, parseAppId } from '@warbler/protocol';
import { type App, type Apps, isSignedForApp, signForApp } from '../apps/index.ts';

/** What an address says by itself, without anything stored. */
export interface Sealed {
  /** What it is for; a text sealed for one purpose is nothing for another. */
  readonly purpose: string;
  /** Each of 1 to 40 letters, digits, `_` and `-`. */
  readonly fields: readonly string[];
  readonly expiresAtMs: number;
}

/** What was sealed, and by which app. */
export interface Unsealed extends Omit<Sealed, 'purpose'> {
  readonly app: App;
}

const FORM = /^(([\w-]{2,90})((?:\.[\w-]{1,40}){1,10})\.([a-z0-9]{1,11}))\.([\w-]{43})$/;
const RADIX = 36;

/** Writes a text that only this app's server can have made, and that says which app it is. Needs no escaping. */
export function seal({ appId, tokenSecret }: App, { purpose, fields, expiresAtMs }: Sealed): string {
  const said = [Buffer.from(appId).toString('base64url'), ...fields, expiresAtMs.toString(RADIX)].join('.');
  return `${said}.${signForApp({ appSecret: tokenSecret, purpose, said })}`;
}

/** Reads what {@link seal} wrote for this purpose; undefined for everything else. It may have expired. */
export async function unseal(apps: Apps, purpose: string, text: string): Promise<Unsealed | undefined> {
  const [, said = '', name = '', fields = '', expiry = '', signature = ''] = FORM.exec(text) ?? [];
  const app = await findApp(apps, Buffer.from(name, 'base64url').toString());
  if (app === undefined || !isSignedForApp({ appSecret: app.tokenSecret, purpose, said }, signature)) return undefined;
  return { app, fields: fields.slice(1).split('.'), expiresAtMs: Number.parseInt(expiry, RADIX) };
}

async function findApp(apps: Apps, name: string): Promise<App | undefined> {
  try {
    const appId: AppId = parseAppId(name);
    return await apps.find(appId);
  } catch (error) {
    if (error instanceof ImError && (error.code === 'appNotFound' || error.code === 'invalidParameter'))
      return undefined;
    throw error;
  }
}
