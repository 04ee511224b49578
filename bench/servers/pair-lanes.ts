import type { XsyncLogin } from '../generator/xsync-client.ts';
import type { XsyncLane } from '../generator/xsync-lanes.ts';
import type { SeededUser } from './seed-warbler.ts';
import type { Warbler } from './start-warbler.ts';

/** A lane for each two of the users: the first of them writes to the second. */
export function pairLanes(
  server: Warbler,
  users: readonly SeededUser[],
  transport: XsyncLogin['transport'] = 'websocket',
): readonly XsyncLane[] {
  return Array.from({ length: users.length / 2 }, (_, pair) => {
    const receiver = loginOf(server, users[2 * pair + 1], transport);
    return { sender: loginOf(server, users[2 * pair], transport), to: receiver.userId, receivers: [receiver] };
  });
}

/** A user's way into a server. @throws Error when fewer users were seeded than the scenario needs */
export function loginOf(
  { url }: Pick<Warbler, 'url'>,
  user: SeededUser | undefined,
  transport: XsyncLogin['transport'] = 'websocket',
): XsyncLogin {
  if (user === undefined) throw new Error('too few users were seeded');
  return { url, transport, ...user };
}
