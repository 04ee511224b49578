export { requireRoomToRevoke, revokeAllTokens, revokeTokens } from './sql/revoke-tokens.ts';
