import { type CallUnderTest, NOT_ID, NOT_TEXT, text } from './call-under-test.ts';

const NO_MOBILE = ['', 'x', '1380013800', '12800138000', '+1234567', `+${'1'.repeat(40)}`];
const NO_EMAIL = ['', 'x', 'a@', '@b', 'a b@c', `${'a'.repeat(250)}@b.example`];

const mobile = { good: '13800138000', bad: [...NOT_TEXT, ...NO_MOBILE] };
const mobileInQuery = { good: '13800138000', bad: NO_MOBILE };
const captcha = { good: '123456', bad: [...NOT_TEXT, 'x'.repeat(33)] };
const captchaInQuery = { good: '123456', bad: ['x'.repeat(33)] };
const imageId = { good: 'x', bad: ['x'.repeat(201)] };
const sign = { good: 'x', bad: [...NOT_TEXT, 'x'.repeat(101)] };
const code = { good: 'x', bad: ['x'.repeat(201)] };
const codeInBody = { good: 'x', bad: [...NOT_TEXT, 'x'.repeat(201)] };
const openId = { good: 'x', bad: ['', 'x'.repeat(301)] };
const page = { good: 'x', bad: [...NOT_TEXT, 'x'.repeat(1025)] };

const byAnybody = (line: string, fields: Omit<CallUnderTest, 'line' | 'needsToken'>): CallUnderTest => ({
  line,
  needsToken: false,
  ...fields,
});
const byUser = (line: string, fields: Omit<CallUnderTest, 'line' | 'needsToken'>): CallUnderTest => ({
  line,
  needsToken: true,
  ...fields,
});

/** Every call of codes and hand-overs with required parameters (rest-api.md sections 4.2, 4.3, 4.12), and ours beside them. */
export const CODE_CALLS: readonly CallUnderTest[] = [
  byAnybody('GET /app/captcha/sms', { query: { mobile: mobileInQuery } }),
  byAnybody('GET /app/captcha/sms_web', {
    query: { mobile: mobileInQuery, image_id: imageId, captcha: captchaInQuery },
  }),
  byAnybody('GET /app/captcha/email', {
    query: { email: { good: 'a@b.example', bad: NO_EMAIL }, image_id: imageId, captcha: captchaInQuery },
  }),
  byAnybody('GET /app/user/info_pwd', { query: { mobile: mobileInQuery, captcha: captchaInQuery } }),
  byUser('POST /app/user/mobile_bind', { body: { mobile, captcha } }),
  byAnybody('POST /app/user/mobile_bind_with_sign', { body: { mobile, sign } }),
  byUser('POST /app/user/mobile_update', { body: { mobile } }),
  byUser('POST /app/user/mobile_prechange_by_password', { body: { password: text('p') } }),
  byUser('POST /app/user/mobile_prechange_by_mobile', { body: { mobile, captcha } }),
  byUser('POST /app/user/mobile_change', { body: { mobile, captcha, sign } }),
  byUser('POST /app/user/email_bind', {
    body: { email: { good: 'a@b.example', bad: [...NOT_TEXT, ...NO_EMAIL] }, captcha },
  }),
  byUser('POST /app/user_verification_by_mobile', { body: { mobile, captcha } }),
  byUser('POST /app/secret_info', {
    body: {
      expire_seconds: { good: 60, bad: [...NOT_ID, 0, 301] },
      secret_text: { good: 'x', bad: [...NOT_TEXT, 'x'.repeat(4097)] },
    },
  }),
  byAnybody('GET /app/secret_info', { query: { code: { good: 'x', bad: ['x'.repeat(101)] } } }),
  byAnybody('GET /app/qr_login', { query: { qr_code: code } }),
  ...['scan', 'confirm', 'cancel'].map((action) =>
    byUser(`POST /app/qr_login/${action}`, { body: { qr_code: codeInBody } }),
  ),
  byUser('GET /app/official_account/qrcode_status', { query: { qrcode_id: code } }),
  byUser('GET /app/official_account/login', { query: { code } }),
  byUser('GET /user/bind_openid', { query: { open_id: openId } }),
  byAnybody('GET /app/wechat_login', { query: { code: { good: 'x', bad: ['', 'x'.repeat(201)] } } }),
  byUser('POST /app/wechat/bind', {
    body: {
      open_id: { good: 'x', bad: [...NOT_TEXT, ...openId.bad] },
      type: { good: 1, bad: [...NOT_ID, 0, 3] },
    },
  }),
  byUser('POST /app/generate_url_link', { body: { path: page, query: page } }),
  byUser('POST /app/link/delete', { query: { link: { good: 'x', bad: ['x'.repeat(501)] } } }),
  byUser('DELETE /app/link/delete', { query: { link: { good: 'x', bad: ['x'.repeat(501)] } } }),
  byAnybody('POST /user/register/anonymous', { body: { username: text('anon_'), password: text('p') } }),
];

/** Those that a token is enough for. */
export const CODE_TOKEN_ONLY = [
  'GET /app/user_verification',
  'GET /app/wechat/is_bind',
  'POST /app/wechat/unbind',
  'GET /app/support_staff',
  'GET /app/link',
  'POST /app/link',
];

/** Those that an admin token is enough for. */
export const CODE_ADMIN_ONLY = ['GET /admin/app/support_staff'];

/** Without required parameters, or with an app id elsewhere: captcha, handover, wechat and links have tests of their own. */
export const CODE_TESTED_APART = [
  'POST /app/captcha/image',
  'GET /app/captcha/image',
  'GET /app/qr_code',
  'GET /app/official_account/qrcode',
  'GET /app/official_account/is_bind',
  'POST /admin/app/support_staff',
  'PUT /admin/app/support_staff',
  'GET /info',
];
