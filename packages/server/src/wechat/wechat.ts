import { ImError } from '@warbler/protocol';
import { createAttemptLimiter, type LoginPass, networkOf, type UserRef } from '../accounts/index.ts';
import type { App } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { QrLogins } from '../handover/index.ts';
import { type Identities, OpenIdKind } from '../identities/index.ts';
import { type EventSignature, isSigned, readScan } from './official-events.ts';
import type { MiniProgramLogin, MiniProgramVersion, WechatClient } from './wechat-client.ts';

/** A QR code of the official account. */
export interface OfficialQrCode {
  /** Asks for its state. */
  readonly code: string;
  /** What is drawn. */
  readonly url: string;
  readonly expiresAtMs: number;
}

/** An open id is to be bound. */
export interface OpenIdRequest {
  readonly kind: OpenIdKind;
  /** The open id itself, or the proof that a login gave in its place. */
  readonly openId: string;
  readonly isByAdmin: boolean;
}

/** Logging in with WeChat. Where the server was not set up for it, calls throw ImError `notConfigured`. */
export interface Wechat {
  /**
   * Lets in whose open id it is, in the mini program; gives a proof of the open id where it is nobody's.
   *
   * @throws ImError `wrongVerificationCode`, `invalidParameter`, `serviceFailed`, `rateLimited`, `userFrozen`
   */
  logIn(
    app: App,
    login: MiniProgramLogin & { readonly address: string },
  ): Promise<{ readonly pass: LoginPass } | { readonly proof: string }>;
  /**
   * Binds an open id to a user: one that a login proved to be theirs, or any by an admin, whose own server asked WeChat.
   *
   * @throws ImError `invalidParameter` without proof, `userAlreadyBound`
   */
  bind(app: App, user: UserRef, request: OpenIdRequest): Promise<void>;
  /** Makes a QR code of the official account that only this user may use. @throws ImError `serviceFailed`, `rateLimited` */
  makeQrCode(app: App, user: UserRef, address: string): Promise<OfficialQrCode>;
  /** Whether the official account signed it. */
  isFromWechat(signature: EventSignature): boolean;
  /** The official account tells of something. Everything but a scan is ignored. */
  noteEvent(xml: string): Promise<void>;
  /** Makes a link that opens a page of the mini program. @throws ImError `invalidParameter`, `serviceFailed`, `rateLimited` */
  makeUrlLink(page: {
    readonly path: string;
    readonly query: string;
    readonly version: MiniProgramVersion;
    readonly address: string;
  }): Promise<string>;
}

/** What the WeChat capability needs. */
export interface WechatOptions {
  readonly client: WechatClient;
  readonly identities: Pick<Identities, 'bindOpenId' | 'logInByOpenId' | 'readOpenIdProof'>;
  readonly qrLogins: Pick<QrLogins, 'make' | 'open' | 'confirmByOpenId'>;
  /** With which the official account signs what it sends; undefined: it sends nothing here. */
  readonly eventToken: string | undefined;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'wechatCallsPerAddress'>;
  /** WeChat failed. The error holds no secret. */
  readonly onProblem: (error: unknown) => void;
}

const CALLS_WINDOW_MS = 600_000;

/** Opens the WeChat capability. */
export function createWechat(options: WechatOptions): Wechat {
  const { client, identities, qrLogins, eventToken, clock, limits, onProblem } = options;
  const calls = createAttemptLimiter(clock, {
    burst: limits.wechatCallsPerAddress,
    refillMs: CALLS_WINDOW_MS / limits.wechatCallsPerAddress,
  });
  /** Calls cost a quota at WeChat, whoever causes them. */
  const ask = async <Output>(address: string, run: () => Promise<Output>): Promise<Output> => {
    if (!calls.take(networkOf(address))) throw new ImError('rateLimited');
    try {
      return await run();
    } catch (error) {
      if (error instanceof ImError && error.code === 'serviceFailed') onProblem(error);
      throw error;
    }
  };

  return {
    async logIn(app, { address, ...login }) {
      const { openId, mobile } = await ask(address, () => client.logIn(login));
      return identities.logInByOpenId(app, { kind: OpenIdKind.miniProgram, id: openId }, mobile);
    },

    async bind(app, user, { kind, openId, isByAdmin }) {
      const proven = identities.readOpenIdProof(app, openId);
      if (proven?.kind === kind) return identities.bindOpenId(user, proven);
      if (isByAdmin) return identities.bindOpenId(user, { kind, id: openId });
      if (!client.hasMiniProgram) throw notConfigured('mini program');
      throw new ImError('invalidParameter', {
        message: 'invalid request parameter: open_id must be what a WeChat login gave within the last hour',
      });
    },

    async makeQrCode(app, user, address) {
      if (eventToken === undefined) throw notConfigured('official account');
      const { code, expiresAtMs } = qrLogins.make(app);
      const lifetimeMs = expiresAtMs - clock.now();
      const url = await ask(address, () => client.createQrCode({ scene: code, lifetimeMs }));
      await qrLogins.open(app, user, code);
      return { code, url, expiresAtMs };
    },

    isFromWechat(signature) {
      if (eventToken === undefined) throw notConfigured('official account');
      return isSigned(eventToken, signature);
    },

    async noteEvent(xml) {
      const scan = readScan(xml);
      if (scan !== undefined) await qrLogins.confirmByOpenId(scan.scene, scan.openId);
    },

    makeUrlLink: ({ address, ...page }) => ask(address, () => client.createUrlLink(page)),
  };
}

function notConfigured(what: string): ImError {
  return new ImError('notConfigured', { message: `this server is not set up for a WeChat ${what}` });
}
