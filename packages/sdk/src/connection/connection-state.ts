/** Why a session ended. All but `logout` were decided by the server. */
export type SignedOutReason =
  | 'logout'
  | 'tokenExpired'
  | 'passwordChanged'
  | 'sameDevice'
  | 'kicked'
  | 'deviceRemoved'
  | 'userFrozen'
  | 'userRemoved'
  | 'appFrozen'
  | 'tooManyDevices'
  | 'licenseInvalid';

/** How the client stands to the server. */
export type ConnectionState =
  | { readonly state: 'signedOut'; readonly reason?: SignedOutReason }
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  /** Not connected; tries again at `retryAtMs` (ms since the epoch), or at once when the network comes back. */
  | { readonly state: 'waiting'; readonly retryAtMs: number };
