import { ImError } from '@warbler/protocol';
import type { CodeSender } from './code-sender.ts';

/** Where the gateway is. */
interface HttpCodeSenderOptions {
  readonly url: string;
  readonly token?: string | undefined;
  /** How long it has to answer. */
  readonly timeoutMs: number;
}

/**
 * Gives codes to a gateway over HTTP: POST with JSON `app_id`, `channel` (`sms` or `email`), `to`, `code` and
 * `expires_in` (seconds). A 2xx answer means that the gateway has it.
 */
export function createHttpCodeSender({ url, token, timeoutMs }: HttpCodeSenderOptions): CodeSender {
  return {
    async send({ appId, channel, to, code, lifetimeMs }) {
      const status = await post(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ app_id: appId, channel, to, code, expires_in: Math.floor(lifetimeMs / 1000) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (status >= 200 && status < 300) return;
      throw new ImError('serviceFailed', { message: 'the code could not be sent', details: { status } });
    },
  };
}

async function post(url: string, request: RequestInit): Promise<number> {
  try {
    const response = await fetch(url, request);
    // What it says beside the status is not for us; unread it would hold the connection.
    await response.body?.cancel();
    return response.status;
  } catch (cause) {
    throw new ImError('serviceFailed', { message: 'the code could not be sent', cause });
  }
}
