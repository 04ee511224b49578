export { createQrLogins, type PhoneAction, type QrLogins } from './qr-logins.ts';
export { createSecrets, type Secrets } from './secrets.ts';
