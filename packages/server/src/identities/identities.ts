import { createHash, randomBytes } from 'node:crypto';
import type { AppId } from '@warbler/protocol';
import { type Accounts, type LoginPass, makeOneTimePassword, networkOf, type UserRef } from '../accounts/index.ts';
import { type App, appHash } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { type CodeProof, type Contact, mobileContact, type Verification } from '../verification/index.ts';
import type { OpenId, OpenIdKind } from './open-id-kind.ts';
import { proveOpenId, readOpenIdProof } from './open-id-proof.ts';
import type { identityProcedures } from './procedures.ts';
import type { BoundContact } from './sql/bind-contact.ts';
import type { NewProof } from './sql/mobile-proofs.ts';

/** Where a call comes from: what is remembered of it tells one browser from another, not who it is. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

/** Somebody shows the proof of a mobile number. */
export interface BindByProof {
  readonly mobile: string;
  readonly proof: string;
  /** Who shows it; undefined when they have not said. */
  readonly user: UserRef | undefined;
}

/** Who a login turned out to be: a user, or nobody yet with a proof that lets them become one. */
export type LoginByProof = { readonly pass: LoginPass } | { readonly proof: string };

/** What else than a name tells who a user is: mobile number, e-mail address, open ids; and how that is proved. */
export interface Identities {
  /**
   * Lets in whose contact it is, for the code that was sent there. For a mobile number of nobody it gives a proof instead.
   *
   * @throws ImError `wrongVerificationCode`, `tooManyFailures`, `userNotFound` for an e-mail address of nobody,
   *   `userFrozen`
   */
  logInByCode(app: App, proof: CodeProof, origin: Origin): Promise<LoginByProof>;
  /** Somebody registered: proofs that were given to the same browser a moment ago are theirs. */
  noteRegistration(app: App, user: UserRef, origin: Origin): Promise<void>;
  /**
   * Gives the user a contact for the code that was sent there.
   *
   * @param changeProof lets it take the place of the contact that the user has
   * @throws ImError `wrongVerificationCode`, `tooManyFailures`, `mobileAlreadyBound`, `emailAlreadyBound`,
   *   `userAlreadyBound` when the user has another one and shows no proof
   */
  bindByCode(app: App, user: UserRef, proof: CodeProof & { readonly changeProof?: string }): Promise<void>;
  /**
   * Gives a user the number that a proof is of.
   *
   * @throws ImError `wrongVerificationCode`, `missingToken` when nobody knows whose, `mobileAlreadyBound`,
   *   `userAlreadyBound`, `userFrozen`
   */
  bindByProof(app: App, request: BindByProof): Promise<void>;
  /** A proof that lets the user change their contacts. @throws ImError `wrongPassword`, `tooManyFailures` */
  proveByPassword(user: UserRef, password: string): Promise<string>;
  /** The same by a code to the user's number. @throws ImError `noPermission` for another number, `wrongVerificationCode` */
  proveByCode(app: App, user: UserRef, proof: CodeProof): Promise<string>;
  /** Makes the user known by a number. @throws ImError `wrongVerificationCode`, `tooManyFailures`, `mobileVerificationLimit` */
  verifyUser(app: App, user: UserRef, proof: CodeProof): Promise<void>;
  /** The number that a user is known by; undefined for none. */
  verifiedMobile(user: UserRef): Promise<string | undefined>;
  /**
   * Lets in whose open id it is. For an open id of nobody it gives a proof that lets somebody bind it.
   *
   * @param mobile the number that WeChat knows them by, where they let us have it
   */
  logInByOpenId(app: App, openId: OpenId, mobile: string | undefined): Promise<LoginByProof>;
  /** The open id that a proof is of; undefined for anything else, and after its time. */
  readOpenIdProof(app: App, proof: string): OpenId | undefined;
  /** Gives the user an open id. @throws ImError `userAlreadyBound` */
  bindOpenId(user: UserRef, openId: OpenId): Promise<void>;
  /** Takes the user's open id of that kind away, if there is one. */
  unbindOpenId(user: UserRef, kind: OpenIdKind): Promise<void>;
  /** Whether the user has an open id of that kind. */
  hasOpenId(user: UserRef, kind: OpenIdKind): Promise<boolean>;
}

/** What the identities capability needs. */
export interface IdentitiesOptions {
  readonly storage: ProcedureCaller<typeof identityProcedures>;
  readonly accounts: Pick<Accounts, 'provePassword'>;
  readonly verification: Pick<Verification, 'withProof'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'mobileProofMs' | 'oneTimePasswordMs' | 'openIdProofMs' | 'verifiedUsersPerMobile'>;
  /** Told after the change is durable, before the answer; an empty contact is one that was lost to somebody else. */
  readonly onContactBound: (user: UserRef, contact: Contact) => Promise<void> | void;
}

/** 128 bits: beyond guessing, so that a plain hash keeps it. */
const PROOF_BYTES = 16;

/** Opens the identities capability. */
export function createIdentities(options: IdentitiesOptions): Identities {
  const { storage, accounts, verification, clock, limits, onContactBound } = options;

  const makePassword = () => {
    const { password, hash } = makeOneTimePassword();
    return { password, stored: { hash, expiresAtMs: clock.now() + limits.oneTimePasswordMs } };
  };
  const makeProof = <Given extends Pick<NewProof, 'appId' | 'purpose' | 'mobile' | 'origin'>>(given: Given) => {
    const nowMs = clock.now();
    const text = randomBytes(PROOF_BYTES).toString('base64url');
    const stored = { ...given, proofHash: hashOfProof(text), nowMs, expiresAtMs: nowMs + limits.mobileProofMs };
    return { text, stored };
  };
  const makeChangeProof = ({ appId, userId }: UserRef) =>
    makeProof({ appId, user: userId, purpose: 'change', mobile: '', origin: '' } as const);

  const tellBound = async (appId: AppId, { user, displaced }: BoundContact, contact: Contact) => {
    await onContactBound({ appId, userId: user }, contact);
    if (displaced !== undefined) await onContactBound({ appId, userId: displaced }, { ...contact, to: '' });
  };

  return {
    async logInByCode(app, codeProof, origin) {
      const { contact } = codeProof;
      const { password, stored } = makePassword();
      const proof = makeProof({
        appId: app.appId,
        purpose: 'bind',
        mobile: contact.to,
        origin: hashOfOrigin(app, origin),
      });
      const { admitted } = await verification.withProof(app, codeProof, (attempt) =>
        storage.call('identities.logInByContact', { contact, attempt, password: stored, proof: proof.stored }),
      );
      return admitted === undefined ? { proof: proof.text } : { pass: { ...admitted, password } };
    },

    noteRegistration: (app, { appId, userId: user }, origin) =>
      storage.call('identities.noteRegistration', {
        appId,
        user,
        origin: hashOfOrigin(app, origin),
        nowMs: clock.now(),
      }),

    async bindByCode(app, user, { changeProof, ...codeProof }) {
      const { contact } = codeProof;
      const proofHash = changeProof === undefined ? {} : { proofHash: hashOfProof(changeProof) };
      const binding = { appId: user.appId, user: user.userId, contact, ...proofHash };
      const bound = await verification.withProof(app, codeProof, (attempt) =>
        storage.call('identities.bindContact', { ...binding, attempt }),
      );
      await tellBound(user.appId, bound, contact);
    },

    async bindByProof({ appId }, { mobile, proof, user }) {
      const request = { appId, mobile, proofHash: hashOfProof(proof), user: user?.userId, nowMs: clock.now() };
      const bound = await storage.call('identities.bindByProof', request);
      await tellBound(appId, bound, mobileContact(mobile));
    },

    async proveByPassword(user, password) {
      await accounts.provePassword(user, password);
      const proof = makeChangeProof(user);
      await storage.call('identities.storeProof', proof.stored);
      return proof.text;
    },

    async proveByCode(app, user, codeProof) {
      const proof = makeChangeProof(user);
      await verification.withProof(app, codeProof, (attempt) =>
        storage.call('identities.proveByContact', { contact: codeProof.contact, attempt, proof: proof.stored }),
      );
      return proof.text;
    },

    async verifyUser(app, { appId, userId: user }, codeProof) {
      const request = { appId, user, mobile: codeProof.contact.to, usersMax: limits.verifiedUsersPerMobile };
      await verification.withProof(app, codeProof, (attempt) =>
        storage.call('identities.verifyUser', { ...request, attempt }),
      );
    },

    verifiedMobile: ({ appId, userId: user }) => storage.call('identities.verifiedMobile', { appId, user }),

    async logInByOpenId(app, openId, mobile) {
      const { password, stored } = makePassword();
      const request = { appId: app.appId, openId, mobile, password: stored, nowMs: clock.now() };
      const admitted = await storage.call('identities.logInByOpenId', request);
      if (admitted !== undefined) return { pass: { ...admitted, password } };
      return { proof: proveOpenId(app, openId, clock.now() + limits.openIdProofMs) };
    },

    readOpenIdProof: (app, proof) => readOpenIdProof(app, proof, clock.now()),
    bindOpenId: ({ appId, userId: user }, openId) => storage.call('identities.bindOpenId', { appId, user, openId }),
    unbindOpenId: (user, kind) => storage.call('identities.unbindOpenId', slotOf(user, kind)),
    hasOpenId: async (user, kind) => (await storage.call('identities.openIdOf', slotOf(user, kind))) !== undefined,
  };
}

function slotOf({ appId, userId }: UserRef, kind: OpenIdKind) {
  return { appId, user: userId, kind };
}

function hashOfProof(proof: string): string {
  return createHash('sha256').update(proof).digest('base64url');
}

function hashOfOrigin(app: App, { address, userAgent }: Origin): string {
  return appHash(app, 'origin', `${networkOf(address)}\n${userAgent}`).toString('base64url');
}
