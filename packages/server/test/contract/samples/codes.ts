import { createHash } from 'node:crypto';
import { type ContractWorld, type Person, WECHAT_TOKEN } from '../contract-world.ts';
import type { Prepare, Samples } from '../sample.ts';

/** A mobile number of nobody with the code that was sent to it. */
async function withCode({ must, freeMobile, codeOf }: ContractWorld) {
  const mobile = freeMobile();
  await must('GET /app/captcha/sms', { query: { mobile } });
  return { mobile, captcha: codeOf(mobile) };
}

/** Somebody whose mobile number is known, and the next code that it gets. */
const withMobile: Prepare = async (world) => {
  const caller = await world.newcomer();
  const { mobile, captcha } = await withCode(world);
  await world.must('POST /app/user/mobile_bind', { as: caller, body: { mobile, captcha } });
  await world.must('GET /app/captcha/sms', { query: { mobile } });
  return { caller, body: { mobile, captcha: world.codeOf(mobile) } };
};

/** A new user of the mini program, with the proof that WeChat gave of them. */
async function newWechatUser({ wechat, must, freeName }: ContractWorld) {
  const code = freeName();
  wechat.openIds.set(code, `open-id-of-${code}`);
  return { code, open_id: (await must('GET /app/wechat_login', { query: { code } })).openid };
}

/** A QR code of the official account, which somebody in WeChat has scanned. */
async function scanned({ must, call, freeName }: ContractWorld, as: Person): Promise<string> {
  const { qrcode_id } = await must('GET /app/official_account/qrcode', { as });
  const [timestamp, nonce] = ['1700000000', 'nonce'];
  const signature = createHash('sha1').update([WECHAT_TOKEN, timestamp, nonce].sort().join('')).digest('hex');
  const { status } = await call('POST /app/official_account/events', {
    query: { signature, timestamp, nonce },
    type: 'text/xml',
    body: `<xml><FromUserName><![CDATA[${freeName()}]]></FromUserName><MsgType><![CDATA[event]]></MsgType>
      <Event><![CDATA[SCAN]]></Event><EventKey><![CDATA[${qrcode_id}]]></EventKey></xml>`,
  });
  if (status !== 200) throw new Error(`what WeChat told was answered with ${status}`);
  return qrcode_id;
}

/** Codes, QR codes, WeChat, support and links: contract sections 4.2, 4.3, 4.12 to 4.14. */
export const codeSamples: Samples = {
  'POST /app/secret_info': ({ ann }) => ({
    caller: ann,
    body: { expire_seconds: 60, secret_text: '{"username":"a","password":"b"}' },
  }),
  'GET /app/secret_info': async ({ must, ann }) => ({
    query: await must('POST /app/secret_info', { as: ann, body: { expire_seconds: 60, secret_text: '{}' } }),
  }),
  'GET /app/user/info_pwd': async (world) => ({ query: await withCode(world) }),
  'POST /app/user/mobile_bind': async (world) => ({ caller: await world.newcomer(), body: await withCode(world) }),
  'POST /app/user/mobile_bind_with_sign': async (world) => {
    const proof = await withCode(world);
    const { sign } = await world.must('GET /app/user/info_pwd', { query: proof });
    return { caller: await world.newcomer(), body: { sign, mobile: proof.mobile } };
  },
  'POST /app/user/mobile_update': async ({ newcomer, freeMobile }) => ({
    caller: await newcomer(),
    body: { mobile: freeMobile() },
  }),
  'POST /app/user/mobile_prechange_by_password': async ({ newcomer }) => {
    const caller = await newcomer();
    return { caller, body: { password: caller.password } };
  },
  'POST /app/user/mobile_prechange_by_mobile': withMobile,
  'POST /app/user/mobile_change': async (world) => {
    const caller = await world.newcomer();
    const { sign } = await world.must('POST /app/user/mobile_prechange_by_password', {
      as: caller,
      body: { password: caller.password },
    });
    return { caller, body: { ...(await withCode(world)), sign } };
  },
  'POST /app/captcha/image': () => ({ body: {} }),
  'GET /app/captcha/image': async ({ must, cloud }) => ({
    query: { image_id: await must('POST /app/captcha/image', { body: {} }), app_id: cloud.appId },
  }),
  'GET /app/captcha/sms': ({ freeMobile }) => ({ query: { mobile: freeMobile() } }),
  'GET /app/captcha/sms_web': async ({ must, freeMobile, readPicture }) => {
    const image_id = await must('POST /app/captcha/image', { body: {} });
    return { query: { image_id, captcha: readPicture(image_id), mobile: freeMobile() } };
  },
  'GET /app/user_verification': ({ ann }) => ({ caller: ann }),
  'POST /app/user_verification_by_mobile': async (world) => ({
    caller: await world.newcomer(),
    body: await withCode(world),
  }),
  'GET /app/qr_code': () => ({}),
  'GET /app/qr_login': async ({ must }) => ({ query: { qr_code: (await must('GET /app/qr_code')).qr_code } }),
  'GET /app/official_account/qrcode': ({ ann }) => ({ caller: ann }),
  'GET /app/official_account/qrcode_status': async (world) => {
    const caller = await world.newcomer();
    return { caller, query: { qrcode_id: await scanned(world, caller) } };
  },
  'GET /app/official_account/login': async (world) => {
    const caller = await world.newcomer();
    return { caller, query: { code: await scanned(world, caller) } };
  },
  'GET /app/official_account/is_bind': async (world) => {
    const caller = await world.newcomer();
    await world.must('GET /app/official_account/login', { as: caller, query: { code: await scanned(world, caller) } });
    return { caller };
  },
  'GET /user/bind_openid': async (world) => {
    const { open_id } = await newWechatUser(world);
    return { caller: await world.newcomer(), query: { open_id, type: 1 } };
  },
  'GET /app/wechat_login': async (world) => {
    const { code } = await newWechatUser(world);
    return { query: { code, iv: '', data: '' } };
  },
  'POST /app/wechat/bind': async (world) => {
    const { open_id } = await newWechatUser(world);
    return { caller: await world.newcomer(), body: { open_id, type: 1 } };
  },
  'POST /app/wechat/unbind': async (world) => {
    const caller = await world.newcomer();
    const { open_id } = await newWechatUser(world);
    await world.must('POST /app/wechat/bind', { as: caller, body: { open_id, type: 1 } });
    return { caller, body: {} };
  },
  'GET /app/wechat/is_bind': ({ ann }) => ({ caller: ann }),
  'POST /app/generate_url_link': ({ ann }) => ({
    caller: ann,
    body: { path: 'pages/profile/index', query: 'link=a&code=b' },
  }),
  'GET /app/support_staff': async ({ must, admin, ann, ben }) => {
    await must('POST /admin/app/support_staff', { token: admin, body: { list: [{ user_id: ben.userId }] } });
    return { caller: ann };
  },
  'GET /info': async ({ must, ann }) => ({
    query: { link: (await must('POST /app/link', { as: ann, body: { text: 'hello', type: 'chat' } })).link },
  }),
};
