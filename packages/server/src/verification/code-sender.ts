import type { AppId } from '@warbler/protocol';
import type { Contact } from './contact.ts';

/** A code on its way to somebody. */
export type CodeMessage = Contact & {
  readonly appId: AppId;
  /** Six digits. */
  readonly code: string;
  /** How long it counts, in milliseconds. */
  readonly lifetimeMs: number;
};

/** Takes codes to people. */
export interface CodeSender {
  /**
   * Hands a code over; resolves once somebody has taken responsibility for it.
   *
   * @throws ImError `serviceFailed` when nobody has
   */
  send(message: CodeMessage): Promise<void>;
}
