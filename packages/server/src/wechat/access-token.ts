import type { Clock } from '../clock.ts';
import { askWechat, textOf } from './wechat-request.ts';

/** An app at WeChat, a mini program or an official account. */
export interface WechatApp {
  readonly appId: string;
  readonly secret: string;
}

/** The token that WeChat wants with most calls. */
export interface AccessToken {
  /** The one that counts now. @throws ImError `serviceFailed` */
  get(): Promise<string>;
  /** Another one, after WeChat did not take this one. */
  renew(refused: string): Promise<string>;
}

/** Renewed so much before its end, so that none ends on its way. */
const MARGIN_MS = 300_000;
const SHORTEST_MS = 60_000;

/**
 * Keeps the access token of a WeChat app. It asks for the "stable" one, which goes on counting when another server asks
 * too. Many who ask at once cause one request.
 */
export function createAccessToken({
  app,
  apiUrl,
  clock,
  timeoutMs,
}: {
  readonly app: WechatApp;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}): AccessToken {
  let known: { readonly token: Promise<string>; text?: string; endsAtMs: number } | undefined;

  const ask = (isForced: boolean): Promise<string> => {
    const asking = request(isForced);
    const entry: NonNullable<typeof known> = {
      token: asking.then(({ token }) => token),
      endsAtMs: Number.POSITIVE_INFINITY,
    };
    known = entry;
    asking.then(
      ({ token, lifetimeMs }) => {
        entry.text = token;
        entry.endsAtMs = clock.now() + Math.max(SHORTEST_MS, lifetimeMs - MARGIN_MS);
      },
      () => {
        // Whoever waits gets the error; the next one asks again.
        if (known === entry) known = undefined;
      },
    );
    return entry.token;
  };

  const request = async (isForced: boolean) => {
    const answer = await askWechat({
      url: new URL(`${apiUrl}/cgi-bin/stable_token`),
      body: { grant_type: 'client_credential', appid: app.appId, secret: app.secret, force_refresh: isForced },
      timeoutMs,
    });
    const seconds = answer['expires_in'];
    return { token: textOf(answer, 'access_token'), lifetimeMs: typeof seconds === 'number' ? seconds * 1000 : 0 };
  };

  const get = () => (known !== undefined && known.endsAtMs > clock.now() ? known.token : ask(false));
  return {
    get,
    // Where another call has renewed it already, that one is taken: WeChat forces few renewals a day.
    renew: (refused) => (known?.text === refused ? ask(true) : get()),
  };
}
