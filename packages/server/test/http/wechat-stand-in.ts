import { createCipheriv, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Loose } from './test-http.ts';

/** Another server that speaks as WeChat's API is documented to. */
export interface WechatStandIn {
  readonly url: string;
  /** What it was asked, oldest first. */
  readonly requests: { readonly path: string; readonly query: Loose; readonly body: Loose }[];
  /** The mini program's users: who logs in with which code. */
  readonly openIds: Map<string, string>;
  /** What it answers to the next calls of a path instead. */
  readonly answers: Map<string, Loose>;
  /** Encrypts for the mini program's server, as the phone number button does. */
  encrypt(value: object): { readonly iv: string; readonly data: string };
  /** The tokens that it gave; only the last one counts. */
  readonly tokens: string[];
  stop(): void;
}

/** Starts a stand-in for mini program `wx-mini` and official account `wx-official`, both with the secret `hidden`. */
export async function startWechatStandIn(): Promise<WechatStandIn> {
  const requests: WechatStandIn['requests'] = [];
  const openIds = new Map<string, string>();
  const answers = new Map<string, Loose>();
  const tokens: string[] = [];
  const sessionKey = randomBytes(16);

  const answer = (path: string, query: Loose, body: Loose): Loose => {
    if (answers.has(path)) return answers.get(path);
    switch (path) {
      case '/sns/jscode2session': {
        if (query.appid !== 'wx-mini' || query.secret !== 'hidden')
          return { errcode: 40125, errmsg: 'invalid appsecret' };
        const openid = openIds.get(query.js_code);
        if (openid === undefined) return { errcode: 40029, errmsg: 'invalid code' };
        return { openid, session_key: sessionKey.toString('base64') };
      }
      case '/cgi-bin/stable_token': {
        if (body.secret !== 'hidden') return { errcode: 40125, errmsg: 'invalid appsecret' };
        tokens.push(`token-${tokens.length}-of-${body.appid}`);
        return { access_token: tokens.at(-1), expires_in: 7200 };
      }
      default:
        if (query.access_token !== tokens.at(-1)) return { errcode: 40001, errmsg: 'invalid credential' };
        if (path === '/cgi-bin/qrcode/create')
          return { ticket: 't', expire_seconds: 60, url: 'http://weixin.example/q/1' };
        return { errcode: 0, errmsg: 'ok', url_link: 'https://wxaurl.example/abc' };
    }
  };

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://stand-in');
      const query = Object.fromEntries(searchParams);
      const body = text === '' ? undefined : JSON.parse(text);
      requests.push({ path, query, body });
      const answered = answer(path, query, body);
      response.writeHead(typeof answered === 'number' ? answered : 200);
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    openIds,
    answers,
    tokens,
    encrypt(value) {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-128-cbc', sessionKey, iv);
      const data = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]).toString('base64');
      return { iv: iv.toString('base64'), data };
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
