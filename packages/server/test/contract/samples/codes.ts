import type { ContractWorld } from '../contract-world.ts';
import type { Prepare, Samples } from '../sample.ts';

/** A mobile number of nobody with the code that was sent to it. */
async function withCode({ must, freeMobile, codeOf }: ContractWorld) {
  const mobile = freeMobile();
  await must('GET /app/captcha/sms', { query: { mobile } });
  return { mobile, captcha: codeOf(mobile) };
}

const withMobile: Prepare = async (world) => {
  const caller = await world.newcomer();
  const proof = await withCode(world);
  await world.must('POST /app/user/mobile_bind', { as: caller, body: proof });
  await world.must('GET /app/captcha/sms', { query: { mobile: proof.mobile } });
  return { caller, body: { mobile: proof.mobile, captcha: world.codeOf(proof.mobile) } };
};

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
  'POST /app/user/mobile_update': ({ ann, freeMobile }) => ({ caller: ann, body: { mobile: freeMobile() } }),
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
    return { query: { image_id, captcha: await readPicture(image_id), mobile: freeMobile() } };
  },
  'GET /app/user_verification': ({ ann }) => ({ caller: ann }),
  'POST /app/user_verification_by_mobile': async (world) => ({
    caller: await world.newcomer(),
    body: await withCode(world),
  }),
  'GET /app/qr_code': () => ({}),
  'GET /app/qr_login': async ({ must }) => ({ query: { qr_code: (await must('GET /app/qr_code')).qr_code } }),
  'GET /app/official_account/qrcode': ({ ann }) => ({ caller: ann }),
  'GET /app/official_account/qrcode_status': async ({ must, ann }) => ({
    caller: ann,
    query: { qrcode_id: (await must('GET /app/official_account/qrcode', { as: ann })).qrcode_id },
  }),
  'GET /app/official_account/login': ({ ann }) => ({ caller: ann, query: { code: 'code' } }),
  'GET /app/official_account/is_bind': ({ ann }) => ({ caller: ann }),
  'GET /user/bind_openid': ({ ann }) => ({ caller: ann, query: { open_id: 'open', type: 1 } }),
  'GET /app/wechat_login': () => ({ query: { code: 'code', iv: '', data: '' } }),
  'POST /app/wechat/bind': ({ ann }) => ({ caller: ann, body: { open_id: 'open', type: 1 } }),
  'POST /app/wechat/unbind': ({ ann }) => ({ caller: ann, body: {} }),
  'GET /app/wechat/is_bind': ({ ann }) => ({ caller: ann }),
  'POST /app/generate_url_link': ({ ann }) => ({
    caller: ann,
    body: { path: 'pages/profile/index', query: 'link=a&code=b' },
  }),
  'GET /app/support_staff': ({ ann }) => ({ caller: ann }),
  'GET /info': () => ({ query: { link: 'a' } }),
};
