import type { UserId } from '@warbler/protocol';

/** Who signs in: by name (a bound mobile number or e-mail address will do) or by user id, with the password. */
export type Credentials =
  | { readonly name: string; readonly password: string }
  | { readonly userId: UserId; readonly password: string };

/** What a new account is made of. */
export interface Registration {
  /** The name to sign in with and to be found by; unique in the app. */
  readonly name: string;
  readonly password: string;
  /** The name to be shown; empty by default. */
  readonly nickName?: string;
}

/** What a log-out does beside ending the session on this device. */
export interface LogoutOptions {
  /** Notifications go on reaching this device. Default: its push binding is taken off, when the server can be asked. */
  readonly keepPush?: boolean;
  /** Ends the sessions of the user's other web devices too. The log-out rejects, and does nothing, when that fails. */
  readonly everywhere?: boolean;
}
