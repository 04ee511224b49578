export { giveMobile, requireFreeMobile } from './sql/give-mobile.ts';
export {
  type Admission,
  type OneTimePasswordInput,
  requireAdmission,
  storeOneTimePassword,
} from './sql/one-time-passwords.ts';
export { requireUser } from './sql/require-user.ts';
export { requireRoomToRevoke, revokeAllTokens, revokeTokens } from './sql/revoke-tokens.ts';
