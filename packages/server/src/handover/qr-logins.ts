import { ImError } from '@warbler/protocol';
import { type LoginPass, makeOneTimePassword, type UserRef } from '../accounts/index.ts';
import type { App } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import type { handoverProcedures } from './procedures.ts';
import { hashOfUnprovenCode, makeQrLoginCode, type QrLoginCode, readQrLoginCode } from './qr-login-code.ts';
import type { QrLoginState } from './sql/qr-logins.ts';

/** A code to be drawn, and until when it counts. */
export interface NewQrLogin {
  readonly code: string;
  readonly expiresAtMs: number;
}

/** What the page that shows a code learns. */
export interface QrLoginProgress {
  readonly state: Exclude<QrLoginState, 'used'>;
  /** How to log in, once and when it is confirmed. */
  readonly pass: LoginPass | undefined;
}

/** What a phone does with a code that it scanned. */
export type PhoneAction = 'scan' | 'confirm' | 'cancel';

/**
 * Logging in on a page by a code that a phone scans. Every call throws ImError `notFound` for a code that is unknown, used
 * or too old.
 */
export interface QrLogins {
  /** Makes a code for anybody; nothing is stored. */
  make(app: App): NewQrLogin;
  /** A user's phone has scanned a code. @throws ImError `noPermission` when another user has scanned it */
  act(app: App, user: UserRef, request: { readonly action: PhoneAction; readonly code: string }): Promise<void>;
  /** What became of a code. The pass is given once. @throws ImError `userFrozen` */
  poll(app: App, code: string): Promise<QrLoginProgress>;
  /** Keeps a code for the user who will use it, for WeChat to say who scanned it. */
  open(app: App, user: UserRef, code: string): Promise<void>;
  /** WeChat says who scanned a code. @returns whether somebody waits for that */
  confirmByOpenId(code: string, openId: string): Promise<boolean>;
  /** What became of a code that the user asked for, or that anybody may use. */
  stateFor(app: App, user: UserRef, code: string): Promise<QrLoginState>;
  /** Logs in who scanned the code. @throws ImError `userAlreadyBound`, `userFrozen` */
  redeem(app: App, user: UserRef, code: string): Promise<LoginPass>;
}

/** Opens logins by QR code. */
export function createQrLogins({
  storage,
  clock,
  limits: { qrLoginMs, oneTimePasswordMs },
}: {
  readonly storage: ProcedureCaller<typeof handoverProcedures>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'oneTimePasswordMs' | 'qrLoginMs'>;
}): QrLogins {
  const read = (app: App, code: string): QrLoginCode => {
    const known = readQrLoginCode(app, code, clock.now());
    if (known === undefined) throw unknownCode();
    return known;
  };
  const makePassword = () => {
    const { password, hash } = makeOneTimePassword();
    return { password, stored: { hash, expiresAtMs: clock.now() + oneTimePasswordMs } };
  };
  const actionOf = (app: App, { userId }: UserRef, code: string) => ({
    appId: app.appId,
    user: userId,
    code: read(app, code),
    nowMs: clock.now(),
  });

  return {
    make(app) {
      const expiresAtMs = clock.now() + qrLoginMs;
      return { code: makeQrLoginCode(app, expiresAtMs), expiresAtMs };
    },

    act: async (app, user, { action, code }) => storage.call(`handover.${action}`, actionOf(app, user, code)),

    async poll(app, code) {
      const { codeHash } = read(app, code);
      const { password, stored } = makePassword();
      const question = { appId: app.appId, codeHash, password: stored, nowMs: clock.now() };
      const { state, admitted } = await storage.call('handover.poll', question);
      if (state === 'used') throw unknownCode();
      return { state, pass: admitted && { ...admitted, password } };
    },

    open: async (app, user, code) => storage.call('handover.open', actionOf(app, user, code)),

    confirmByOpenId: (code, openId) =>
      storage.call('handover.confirmByOpenId', { codeHash: hashOfUnprovenCode(code), openId, nowMs: clock.now() }),

    async stateFor(app, { userId: user }, code) {
      return storage.call('handover.stateForAsker', { appId: app.appId, codeHash: read(app, code).codeHash, user });
    },

    async redeem(app, { userId: user }, code) {
      const { codeHash } = read(app, code);
      const { password, stored } = makePassword();
      const question = { appId: app.appId, codeHash, user, password: stored, nowMs: clock.now() };
      return { ...(await storage.call('handover.redeem', question)), password };
    },
  };
}

function unknownCode(): ImError {
  return new ImError('notFound', { message: 'the QR code is unknown, used or too old' });
}
