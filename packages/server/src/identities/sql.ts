export { OpenIdKind } from './open-id-kind.ts';
export { findOpenIdHolder, type OpenIdBinding, putOpenId, requireOpenIdFree } from './sql/open-ids.ts';
