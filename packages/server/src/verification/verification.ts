import { ImError } from '@warbler/protocol';
import { createAttemptLimiter, networkOf } from '../accounts/index.ts';
import { type App, appHash } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { captchaPicture, makeCaptchaId, readCaptcha } from './captcha/captcha.ts';
import type { CodeSender } from './code-sender.ts';
import type { Contact } from './contact.ts';
import type { verificationProcedures } from './procedures.ts';
import { type Refusal, unlessRefused } from './refusal.ts';
import type { SendLimits } from './sql/open-code.ts';
import type { CodeAttempt } from './sql/with-code.ts';
import { hashOfCode, makeCode } from './verification-code.ts';

/** Somebody asks for a code. */
export interface CodeRequest {
  readonly contact: Contact;
  /** The network address that the wish comes from. */
  readonly address: string;
  /** What they read off a picture, where they were shown one. */
  readonly captcha?: { readonly imageId: string; readonly text: string };
}

/** Somebody says which code they got. */
export interface CodeProof {
  readonly contact: Contact;
  readonly code: string;
  /** The network address that it comes from. */
  readonly address: string;
}

/** Pictures that people read, and codes that reach their phones and mailboxes. */
export interface Verification {
  /** Makes the id of a new picture; nothing is stored. */
  makeCaptcha(app: App): string;
  /** The picture, a PNG file. @throws ImError `notFound` for an unknown or old id */
  drawCaptcha(app: App, imageId: string): Buffer;
  /**
   * Sends a code, which takes the place of an earlier one.
   *
   * @throws ImError `wrongCaptcha`, `rateLimited` past a share, `tooManyFailures`, `serviceFailed` when it could not be
   *   sent; then no code counts, and another may be asked for at once
   */
  sendCode(app: App, request: CodeRequest): Promise<void>;
  /**
   * Does something for whoever knows the code.
   *
   * @param run calls a procedure that does it by `withCode`
   * @throws ImError `wrongVerificationCode`, `tooManyFailures`, and what `run` throws
   */
  withProof<Output extends object>(
    app: App,
    proof: CodeProof,
    run: (attempt: CodeAttempt) => Promise<Output | Refusal>,
  ): Promise<Output>;
}

type VerificationLimits = SendLimits & Pick<Limits, 'captchaMs' | 'codeFailuresPerAddress' | 'codeTries'>;

/** What the verification capability needs. */
export interface VerificationOptions {
  readonly storage: ProcedureCaller<typeof verificationProcedures>;
  readonly sender: CodeSender;
  readonly clock: Clock;
  readonly limits: VerificationLimits;
  /** Told what became of each code. */
  readonly onSent: (channel: Contact['channel'], outcome: 'sent' | 'failed') => void;
  /** A code could not be sent. The error holds no code. */
  readonly onProblem: (error: unknown) => void;
}

const FAILURES_WINDOW_MS = 600_000;

/** Opens the verification capability. */
export function createVerification(options: VerificationOptions): Verification {
  const { storage, sender, clock, onSent, onProblem } = options;
  const { captchaMs, codeFailuresPerAddress, codeMs, codeTries } = options.limits;
  const sendLimits = sendLimitsOf(options.limits);
  const failures = createAttemptLimiter(clock, {
    burst: codeFailuresPerAddress,
    refillMs: FAILURES_WINDOW_MS / codeFailuresPerAddress,
  });

  /** Wrong guesses count against the network address, whatever they are aimed at. */
  const guard = async <Output>(address: string, run: () => Promise<Output>): Promise<Output> => {
    const network = networkOf(address);
    if (!failures.take(network)) throw new ImError('tooManyFailures');
    try {
      const output = await run();
      failures.giveBack(network);
      return output;
    } catch (error) {
      if (!isWrongGuess(error)) failures.giveBack(network);
      throw error;
    }
  };

  return {
    makeCaptcha: (app) => makeCaptchaId(app, clock.now() + captchaMs),

    drawCaptcha(app, imageId) {
      const picture = captchaPicture(app, imageId, clock.now());
      if (picture === undefined) throw new ImError('notFound', { message: 'the picture is unknown or too old' });
      return picture;
    },

    async sendCode(app, { contact, address, captcha }) {
      const code = makeCode();
      const sent = { appId: app.appId, contact: contact.to, codeHash: hashOfCode(app, contact, code) };
      const opened = await guard(address, async () => {
        const nowMs = clock.now();
        const reading = captcha && readCaptcha(app, { ...captcha, nowMs });
        if (captcha !== undefined && reading === undefined) throw new ImError('wrongCaptcha');
        const network = appHash(app, 'network address', networkOf(address)).toString('base64url');
        const input = { ...sent, network, nowMs, limits: sendLimits, ...(reading && { captcha: reading }) };
        return unlessRefused(await storage.call('verification.openCode', input));
      });
      try {
        await sender.send({ ...contact, appId: app.appId, code, lifetimeMs: codeMs });
        onSent(contact.channel, 'sent');
      } catch (error) {
        onSent(contact.channel, 'failed');
        onProblem(error);
        await storage.call('verification.withdrawCode', { ...sent, sendId: opened.sendId });
        throw error;
      }
    },

    withProof: (app, { contact, code, address }, run) =>
      guard(address, async () => {
        const codeHash = hashOfCode(app, contact, code.trim());
        const attempt = { appId: app.appId, contact: contact.to, codeHash, triesMax: codeTries, nowMs: clock.now() };
        return unlessRefused(await run(attempt));
      }),
  };
}

/** What the storage thread is told: only what it needs. */
function sendLimitsOf(limits: VerificationLimits): SendLimits {
  const { codeMs, codeResendMs, codesPerContact, codesPerAddress, codesPerApp, captchaTries } = limits;
  return { codeMs, codeResendMs, codesPerContact, codesPerAddress, codesPerApp, captchaTries };
}

function isWrongGuess(error: unknown): boolean {
  return error instanceof ImError && (error.code === 'wrongVerificationCode' || error.code === 'wrongCaptcha');
}
