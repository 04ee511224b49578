export type { WechatApp } from './access-token.ts';
export { createHttpWechatClient } from './http-wechat-client.ts';
export { createWechat, type Wechat } from './wechat.ts';
export type { WechatClient } from './wechat-client.ts';
