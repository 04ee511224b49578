import { type AppId, ImError } from '@warbler/protocol';
import type { UserRef } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import type { handoverProcedures } from './procedures.ts';
import { hashOfSecretCode, openSecret, sealSecret } from './sealed-secret.ts';

/** Hands a text, such as a login, from one device to another by a code that counts once. */
export interface Secrets {
  /**
   * Keeps a text and gives its code.
   *
   * @throws ImError `invalidParameter` for a text that is too long or a time that is too long or none, `rateLimited`
   */
  keep(user: UserRef, secret: { readonly text: string; readonly lifetimeMs: number }): Promise<string>;
  /** Takes the text of a code. @throws ImError `wrongVerificationCode` when it is unknown, taken or too old */
  take(appId: AppId, code: string): Promise<string>;
}

/** Opens the hand-over of secrets. */
export function createSecrets({
  storage,
  clock,
  limits: { secretBytes, secretMs, secretsPerUser },
}: {
  readonly storage: ProcedureCaller<typeof handoverProcedures>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'secretBytes' | 'secretMs' | 'secretsPerUser'>;
}): Secrets {
  return {
    async keep({ appId, userId: user }, { text, lifetimeMs }) {
      if (Buffer.byteLength(text) > secretBytes) throw invalid(`secret_text holds at most ${secretBytes} bytes`);
      if (lifetimeMs <= 0 || lifetimeMs > secretMs) {
        throw invalid(`expire_seconds must be an integer from 1 to ${Math.floor(secretMs / 1000)}`);
      }
      const { code, ...sealed } = sealSecret(text);
      const nowMs = clock.now();
      await storage.call('handover.keepSecret', {
        ...sealed,
        appId,
        user,
        opensInAnyApp: namesApp(text, appId),
        expiresAtMs: nowMs + lifetimeMs,
        nowMs,
        secretsMax: secretsPerUser,
      });
      return code;
    },

    async take(appId, code) {
      const sealed = await storage.call('handover.takeSecret', {
        appId,
        codeHash: hashOfSecretCode(code),
        nowMs: clock.now(),
      });
      if (sealed !== undefined) return openSecret(code, sealed);
      throw new ImError('wrongVerificationCode', { message: 'the code is unknown, used or too old' });
    },
  };
}

/**
 * Whether the text tells its reader which app it is for. Such a secret is for a client that does not know yet and asks
 * under the app that it starts with; any other stays within its app.
 */
function namesApp(text: string, appId: AppId): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'app_id' in value && value.app_id === appId;
  } catch {
    // Not JSON: it names nothing.
    return false;
  }
}

function invalid(message: string): ImError {
  return new ImError('invalidParameter', { message: `invalid request parameter: ${message}` });
}
