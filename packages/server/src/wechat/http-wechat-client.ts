import { ImError } from '@warbler/protocol';
import type { Clock } from '../clock.ts';
import { type AccessToken, createAccessToken, type WechatApp } from './access-token.ts';
import { decryptWechatData, mobileOf } from './decrypt-data.ts';
import type { WechatClient } from './wechat-client.ts';
import { askWechat, refusalOf, textOf, type WechatAnswer } from './wechat-request.ts';

/** Which apps at WeChat the server speaks for. */
interface HttpWechatOptions {
  readonly miniProgram: WechatApp | undefined;
  readonly officialAccount: WechatApp | undefined;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly clock: Clock;
  /** How long WeChat has to answer. */
  readonly timeoutMs: number;
}

/** WeChat's numbers for why it refused (global return codes in its documentation). */
const CODE_REFUSED = [40029, 40163, 40226];
const TOKEN_REFUSED = [40001, 40014, 42001];
const PAGE_REFUSED = [40165, 40212, 85401];

/** Speaks with WeChat's HTTP API. */
export function createHttpWechatClient(options: HttpWechatOptions): WechatClient {
  const { apiUrl, clock, timeoutMs } = options;
  const setUp = (app: WechatApp | undefined) =>
    app && { app, token: createAccessToken({ app, apiUrl, clock, timeoutMs }) };
  const miniProgram = setUp(options.miniProgram);
  const officialAccount = setUp(options.officialAccount);

  const askWithToken = async (token: AccessToken, path: string, body: unknown): Promise<WechatAnswer> => {
    const ask = (withToken: string) => {
      const url = new URL(apiUrl + path);
      url.searchParams.set('access_token', withToken);
      return askWechat({ url, body, timeoutMs });
    };
    const accessToken = await token.get();
    const answer = await ask(accessToken);
    return TOKEN_REFUSED.includes(refusalOf(answer) ?? 0) ? ask(await token.renew(accessToken)) : answer;
  };

  return {
    hasMiniProgram: miniProgram !== undefined,

    async logIn({ code, encrypted }) {
      const { app } = requireSetUp(miniProgram, 'mini program');
      const url = new URL(`${apiUrl}/sns/jscode2session`);
      const { appId: appid, secret } = app;
      url.search = new URLSearchParams({ appid, secret, js_code: code, grant_type: 'authorization_code' }).toString();
      const answer = await askWechat({ url, timeoutMs });
      if (CODE_REFUSED.includes(refusalOf(answer) ?? 0)) {
        throw new ImError('wrongVerificationCode', { message: 'the code of the WeChat login is wrong or used' });
      }
      const openId = textOf(answer, 'openid');
      if (encrypted === undefined) return { openId, mobile: undefined };
      const sessionKey = textOf(answer, 'session_key');
      return { openId, mobile: mobileOf(decryptWechatData(encrypted, { sessionKey, appId: app.appId })) };
    },

    async createQrCode({ scene, lifetimeMs }) {
      const { token } = requireSetUp(officialAccount, 'official account');
      const answer = await askWithToken(token, '/cgi-bin/qrcode/create', {
        expire_seconds: Math.ceil(lifetimeMs / 1000),
        action_name: 'QR_STR_SCENE',
        action_info: { scene: { scene_str: scene } },
      });
      return textOf(answer, 'url');
    },

    async createUrlLink({ path, query, version }) {
      const { token } = requireSetUp(miniProgram, 'mini program');
      const answer = await askWithToken(token, '/wxa/generate_urllink', { path, query, env_version: version });
      if (PAGE_REFUSED.includes(refusalOf(answer) ?? 0)) {
        throw new ImError('invalidParameter', {
          message: 'invalid request parameter: path or query is not one of the mini program',
          details: { errcode: refusalOf(answer) },
        });
      }
      return textOf(answer, 'url_link');
    },
  };
}

function requireSetUp<SetUp>(app: SetUp | undefined, name: string): SetUp {
  if (app !== undefined) return app;
  throw new ImError('notConfigured', { message: `this server is not set up for a WeChat ${name}` });
}
