import type { XmppLogin } from '../generator/xmpp-client.ts';
import type { XmppTarget } from '../generator/xmpp-lanes.ts';
import type { RunningPeer } from './peer.ts';

/** A lane for each two of a peer's users: the first of them writes to the second. */
export function peerPairs({ logins }: RunningPeer, textBytes: number): XmppTarget {
  const login = (at: number): XmppLogin => logins[at] as XmppLogin;
  const lanes = Array.from({ length: Math.floor(logins.length / 2) }, (_, pair) => ({
    sender: login(2 * pair),
    receivers: [login(2 * pair + 1)],
  }));
  return { kind: 'xmpp', lanes, textBytes };
}

/** One lane: all of a peer's users in a room, the first of them writes. */
export function peerRoom({ logins, room }: RunningPeer, textBytes: number): XmppTarget {
  const [sender, ...receivers] = logins;
  if (sender === undefined) throw new Error('a room needs somebody who writes');
  return { kind: 'xmpp', lanes: [{ sender, receivers, room }], textBytes };
}
