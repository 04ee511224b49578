import { type AppId, parseUserId, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { forgetExpired } from '../../storage/sql.ts';

/** What somebody may do who shows a proof: give a user a number that they control, or change what a user has. */
export type ProofPurpose = 'bind' | 'change';

/** A proof as it is kept. */
export interface NewProof {
  readonly appId: AppId;
  readonly proofHash: string;
  readonly purpose: ProofPurpose;
  /** The number that was proved; empty where a password proved who it is. */
  readonly mobile: string;
  /** For whom it counts; undefined: not known yet. */
  readonly user?: UserId;
  /** Stands for the browser that asked. */
  readonly origin: string;
  readonly expiresAtMs: number;
  readonly nowMs: number;
}

/** A proof that counts. */
export interface Proof {
  readonly mobile: string;
  /** For whom; undefined: for whoever shows it, once that is known. */
  readonly user: UserId | undefined;
}

/** More than one user registered where the proof came from: it counts for nobody who does not say who they are. */
const AMBIGUOUS = 0;

/** Keeps a proof. */
export function storeProof(store: StoreContext, proof: NewProof): void {
  const { appId, proofHash, purpose, mobile, user, origin, expiresAtMs, nowMs } = proof;
  forgetExpired(store, 'mobile_proofs', nowMs);
  store.statements.prepare(STORE).run(appId, proofHash, purpose, mobile, user ?? null, origin, expiresAtMs);
}

const STORE = `insert into mobile_proofs (app_id, proof_hash, purpose, mobile, user_id, origin, expires_at)
  values (?, ?, ?, ?, ?, ?, ?)`;

/** What names a proof. */
export interface ProofKey {
  readonly appId: AppId;
  readonly proofHash: string;
  readonly purpose: ProofPurpose;
}

/** Finds a proof that counts; undefined when there is none. */
export function findProof(
  { statements }: StoreContext,
  { appId, proofHash, purpose }: ProofKey,
  nowMs: number,
): Proof | undefined {
  const row = statements.prepare(FIND).get(appId, proofHash, purpose, nowMs);
  if (row === undefined) return undefined;
  const isKnown = row.user_id !== null && row.user_id !== AMBIGUOUS;
  return { mobile: row.mobile as string, user: isKnown ? parseUserId(row.user_id) : undefined };
}

const FIND = `select mobile, user_id from mobile_proofs
  where app_id = ? and proof_hash = ? and purpose = ? and expires_at > ?`;

/** The proof counts no more. */
export function useUpProof({ statements }: StoreContext, { appId, proofHash }: ProofKey): void {
  statements.prepare('delete from mobile_proofs where app_id = ? and proof_hash = ?').run(appId, proofHash);
}

/** Who registered, from where. */
export interface NoteRegistrationInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly origin: string;
  readonly nowMs: number;
}

/**
 * Somebody registered where proofs of numbers came from a moment ago: those are theirs, until another user registers
 * there too. Deployed web clients bind the number right after they register, without saying who they are (ADR 10).
 */
export function noteRegistration(
  { statements }: StoreContext,
  { appId, user, origin, nowMs }: NoteRegistrationInput,
): void {
  statements.prepare(CLAIM).run(user, AMBIGUOUS, appId, origin, nowMs);
}

const CLAIM = `update mobile_proofs set user_id = case when user_id is null then ? else ? end
  where app_id = ? and origin = ? and purpose = 'bind' and expires_at > ?`;
