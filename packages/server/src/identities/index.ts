export { createIdentities, type Identities, type Origin } from './identities.ts';
export { type OpenId, OpenIdKind } from './open-id-kind.ts';
