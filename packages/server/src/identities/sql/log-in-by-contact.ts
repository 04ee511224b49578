import { ImError, type UserId } from '@warbler/protocol';
import { type OneTimePasswordInput, requireAdmission, storeOneTimePassword } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { Contact, Refusal } from '../../verification/index.ts';
import { type CodeAttempt, withCode } from '../../verification/sql.ts';
import { findHolder } from './contacts.ts';
import { type NewProof, storeProof } from './mobile-proofs.ts';

/** A user whose one-time password counts from now on. */
export interface Admitted {
  readonly userId: UserId;
  readonly username: string;
}

/** Somebody shows the code that a contact got. */
export interface LogInByContactInput {
  readonly contact: Contact;
  readonly attempt: CodeAttempt;
  readonly password: OneTimePasswordInput;
  /** For whoever controls a number that is nobody's. */
  readonly proof: NewProof;
}

/**
 * Lets in whose contact it is; where it is a mobile number and nobody's, keeps the proof that its holder has it.
 *
 * @throws ImError `userNotFound` for an e-mail address that is nobody's, `userFrozen`
 */
export function logInByContact(
  store: StoreContext,
  { contact, attempt, password, proof }: LogInByContactInput,
): { readonly admitted: Admitted | undefined } | Refusal {
  const { appId, nowMs } = attempt;
  return withCode(store, attempt, () => {
    const holder = findHolder(store, { appId, contact });
    if (holder === undefined) {
      if (contact.channel !== 'sms') throw new ImError('userNotFound');
      storeProof(store, proof);
      return { admitted: undefined };
    }
    const admission = requireAdmission(store, appId, holder);
    storeOneTimePassword(store, admission, { ...password, nowMs });
    return { admitted: { userId: holder, username: admission.username } };
  });
}
