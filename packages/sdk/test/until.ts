import type { Client, ClientEventName } from '../src/index.ts';

const everyEvent: readonly ClientEventName[] = [
  'conversations',
  'messages',
  'connection',
  'typing',
  'profiles',
  'groups',
  'groupMembers',
  'requests',
  'signedOut',
];

/** Resolves as soon as the client's state is as wanted; looks after every event. Vitest's time limit is the bound. */
export function until<Found>(client: Client, look: () => Found | undefined | false): Promise<Found> {
  return new Promise((resolve, reject) => {
    const endings: (() => void)[] = [];
    const check = () => {
      try {
        const found = look();
        if (found === undefined || found === false) return;
        for (const end of endings) end();
        resolve(found);
      } catch (error) {
        for (const end of endings) end();
        reject(error);
      }
    };
    for (const name of everyEvent) endings.push(client.on(name, check));
    check();
  });
}

/** Resolves when the client is online. */
export function untilOnline(client: Client): Promise<boolean> {
  return until(client, () => client.connection.state === 'online');
}
