import { bindByProof, bindContact, proveByContact } from './sql/bind-contact.ts';
import { eraseIdentities } from './sql/erase-identities.ts';
import { logInByContact } from './sql/log-in-by-contact.ts';
import { noteRegistration, storeProof } from './sql/mobile-proofs.ts';
import { bindOpenId, logInByOpenId, openIdOf, unbindOpenId } from './sql/open-ids.ts';
import { verifiedMobile, verifyUser } from './sql/user-verification.ts';

/** What identities run on the storage thread. */
export const identityProcedures = {
  'identities.logInByContact': logInByContact,
  'identities.noteRegistration': noteRegistration,
  'identities.bindContact': bindContact,
  'identities.bindByProof': bindByProof,
  'identities.storeProof': storeProof,
  'identities.proveByContact': proveByContact,
  'identities.verifyUser': verifyUser,
  'identities.verifiedMobile': verifiedMobile,
  'identities.logInByOpenId': logInByOpenId,
  'identities.bindOpenId': bindOpenId,
  'identities.unbindOpenId': unbindOpenId,
  'identities.openIdOf': openIdOf,
  'identities.erase': eraseIdentities,
};
