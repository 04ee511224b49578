import type { XmppLogin } from '../generator/xmpp-client.ts';

/** Another server, driven with the same load. */
export interface Peer {
  readonly name: string;
  /** How to get it. */
  readonly install: string;
  /** Its settings, in a sentence or two. */
  readonly settings: string;
  /** Whether it is installed. */
  isInstalled(): boolean;
  /** What it says of its version. */
  version(): string;
  /**
   * Starts it with these users over a new folder.
   *
   * @throws Error when it does not come up
   */
  start(options: PeerOptions): Promise<RunningPeer>;
}

/** How a peer is started. */
export interface PeerOptions {
  /** A new, empty folder. */
  readonly folder: string;
  /** Users to make: `user-0` and so on, all with the same password. */
  readonly userCount: number;
}

/** A peer that takes connections. */
export interface RunningPeer {
  readonly pids: readonly number[];
  /** The ways in of its users. */
  readonly logins: readonly XmppLogin[];
  /** An address under which a room can be made. */
  readonly room: string;
  stop(): Promise<void>;
}

/** The only domain of a peer. */
export const PEER_DOMAIN = 'localhost';

/** The password of every user. */
export const PEER_PASSWORD = 'bench-password';

/** The ways in to a peer that listens on a port of the loopback. */
export function peerLogins(port: number, userCount: number): readonly XmppLogin[] {
  const place = { host: '127.0.0.1', port, domain: PEER_DOMAIN, password: PEER_PASSWORD };
  return Array.from({ length: userCount }, (_, index) => ({ ...place, username: `user-${index}` }));
}
