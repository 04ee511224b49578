import type { CrowdFigures, CrowdTarget } from '../generator/crowd.ts';
import { requireExact } from '../generator/delivery-ledger.ts';
import { frameSizes } from '../generator/frame-sizes.ts';
import { withBareServer } from '../limits/start-bare-server.ts';
import { type PeerResult, peerReadings, withPeers } from '../peers/with-peers.ts';
import { type Line, lineOf } from '../report/line.ts';
import { loginOf } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const TEXT_BYTES = 100;

/** How many connect. */
function crowdOf({ isQuick }: ScenarioContext): number {
  return isQuick ? 1000 : 10_000;
}

/** Memory per idle connection, logins a second, and the return of everybody at once. */
export const connections: Scenario = {
  name: 'connections',
  title: 'idle connections, logins, and everybody back at once, each with a message waiting',
  async run(context) {
    const ours = await measureWarbler(context);
    const sizes = frameSizes(TEXT_BYTES);
    const bare = await withBareServer({ sizes, isDurable: false }, ({ url, pid }) =>
      crowd(context, 'bare sockets', { kind: 'bare', url, guestCount: crowdOf(context), sizes }, [pid]),
    );
    const others = await withPeers(context, crowdOf(context) + 1, ({ logins, pids }, name) => {
      const [sender, ...guests] = logins;
      if (sender === undefined) throw new Error('a crowd needs somebody who writes to it');
      return crowd(context, name, { kind: 'xmpp', guests, sender, textBytes: TEXT_BYTES }, pids);
    });
    return linesOf(crowdOf(context), ours, bare, others);
  },
};

function measureWarbler(context: ScenarioContext): Promise<CrowdFigures> {
  return withWarbler(
    (seed) => ({ guests: seed.users(crowdOf(context)), sender: seed.users(1)[0] }),
    ({ server, seeded }) => {
      const guests = seeded.guests.map((guest) => loginOf(server, guest));
      const sender = loginOf(server, seeded.sender);
      return crowd(context, 'warbler', { kind: 'xsync', guests, sender, textBytes: TEXT_BYTES }, [server.pid]);
    },
  );
}

async function crowd(
  { generator, progress }: ScenarioContext,
  name: string,
  target: CrowdTarget,
  serverPids: readonly number[],
): Promise<CrowdFigures> {
  progress(`${name}: a crowd comes, goes, and comes back`);
  const figures = await generator.run('crowd', { target, serverPids });
  if (figures.retryCount > 0) progress(`${name}: ${figures.retryCount} logins of the return had to be tried again`);
  if (figures.accounting !== undefined) requireExact(name, figures.accounting);
  return figures;
}

function linesOf(
  count: number,
  ours: CrowdFigures,
  bare: CrowdFigures,
  others: readonly PeerResult<CrowdFigures>[],
): readonly Line[] {
  const limits = [{ name: 'bare sockets', result: bare }];
  const line = (label: string, unit: string, better: Line['better'], pick: (figures: CrowdFigures) => number) =>
    lineOf({ label, unit, better }, { ours, limits, peers: peerReadings(others, pick) }, pick);
  const crowdText = count.toLocaleString('en-US');
  const delivered = ({ allDeliveredMs = Number.NaN }: CrowdFigures) => allDeliveredMs / 1000;
  return [
    line(`memory per idle connection, of ${crowdText}`, 'KB', 'less', (each) => each.bytesPerConnection / 1024),
    line('logins', '/s', 'more', ({ loginsPerSecond }) => loginsPerSecond),
    line('server CPU per login', 'µs', 'less', ({ serverCpuUsPerLogin }) => serverCpuUsPerLogin),
    line(`${crowdText} come back at once: until all are in`, 's', 'less', ({ allBackMs }) => allBackMs / 1000),
    { ...line('until each has what was written meanwhile', 's', 'less', delivered), limits: [] },
  ];
}
