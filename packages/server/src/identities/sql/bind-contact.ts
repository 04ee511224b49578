import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { requireUser } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { Contact, Refusal } from '../../verification/index.ts';
import { type CodeAttempt, withCode } from '../../verification/sql.ts';
import { type ContactBinding, contactOf, requireFree, requireNoOther, setContact } from './contacts.ts';
import { findProof, type NewProof, type Proof, type ProofKey, storeProof, useUpProof } from './mobile-proofs.ts';

/** Whose contact was set. */
export interface BoundContact {
  readonly user: UserId;
  /** Who had only said that it is theirs, and has it no more. */
  readonly displaced: UserId | undefined;
}

/** A user shows the code that a contact got. */
export interface BindContactInput extends ContactBinding {
  readonly attempt: CodeAttempt;
  /** A proof of who the user is, which lets them replace the contact that they have. */
  readonly proofHash?: string;
}

/**
 * Gives a user the contact that they proved to control.
 *
 * @throws ImError `mobileAlreadyBound`, `emailAlreadyBound`, `userAlreadyBound` when they have another one and no proof,
 *   `wrongVerificationCode` for a proof that does not count, `userDeleted`; nothing is changed then
 */
export function bindContact(store: StoreContext, input: BindContactInput): BoundContact | Refusal {
  const { appId, user, proofHash, attempt } = input;
  return withCode(store, attempt, () => {
    requireUser(store, input);
    const key: ProofKey | undefined = proofHash === undefined ? undefined : { appId, proofHash, purpose: 'change' };
    if (key === undefined) requireNoOther(store, input);
    else requireProof(store, key, { user, nowMs: attempt.nowMs });
    requireFree(store, input);
    const displaced = setContact(store, input);
    if (key !== undefined) useUpProof(store, key);
    return { user, displaced };
  });
}

/** Somebody shows a proof of a number. */
export interface BindByProofInput {
  readonly appId: AppId;
  readonly proofHash: string;
  readonly mobile: string;
  /** Who shows it; undefined when they have not said. */
  readonly user: UserId | undefined;
  readonly nowMs: number;
}

/**
 * Gives a user the number that a proof is of: the one who shows it, else the one who registered from the same place.
 *
 * @throws ImError `wrongVerificationCode`, `missingToken` when nobody knows for whom, `mobileAlreadyBound`,
 *   `userAlreadyBound`, `userDeleted`; nothing is changed then
 */
export function bindByProof(
  store: StoreContext,
  { appId, proofHash, mobile, user, nowMs }: BindByProofInput,
): BoundContact {
  const key: ProofKey = { appId, proofHash, purpose: 'bind' };
  const proof = findProof(store, key, nowMs);
  if (proof === undefined || proof.mobile !== mobile) throw wrongProof();
  const owner = user ?? proof.user;
  if (owner === undefined)
    throw new ImError('missingToken', { message: 'whose number it is is not known, log in first' });
  const binding: ContactBinding = { appId, user: owner, contact: { channel: 'sms', to: mobile } };
  requireUser(store, binding);
  requireNoOther(store, binding);
  requireFree(store, binding);
  const displaced = setContact(store, binding);
  useUpProof(store, key);
  return { user: owner, displaced };
}

/** A user shows the code that their own number got, to change something. */
export interface ProveByContactInput {
  readonly contact: Contact;
  readonly attempt: CodeAttempt;
  readonly proof: NewProof & { readonly user: UserId };
}

/** Makes a proof for whoever controls the number that the user has. @throws ImError `noPermission` for another number */
export function proveByContact(
  store: StoreContext,
  { contact, attempt, proof }: ProveByContactInput,
): BoundContact | Refusal {
  const { appId, user } = proof;
  if (contactOf(store, { appId, user, contact }) !== contact.to) {
    throw new ImError('noPermission', { message: 'this is not the number of the account' });
  }
  return withCode(store, attempt, () => {
    storeProof(store, proof);
    return { user, displaced: undefined };
  });
}

function requireProof(
  store: StoreContext,
  key: ProofKey,
  { user, nowMs }: { readonly user: UserId; readonly nowMs: number },
): Proof {
  const proof = findProof(store, key, nowMs);
  if (proof === undefined || proof.user !== user) throw wrongProof();
  return proof;
}

function wrongProof(): ImError {
  return new ImError('wrongVerificationCode', { message: 'the proof is unknown, used or too old' });
}
