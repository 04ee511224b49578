import type { CrowdFigures, CrowdTarget } from '../generator/crowd.ts';
import { requireExact } from '../generator/delivery-ledger.ts';
import { frameSizes } from '../generator/frame-sizes.ts';
import { withBareServer } from '../limits/start-bare-server.ts';
import type { Line } from '../report/line.ts';
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
    return linesOf(crowdOf(context), ours, bare);
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
  if (figures.accounting !== undefined) requireExact(name, figures.accounting);
  return figures;
}

function linesOf(count: number, ours: CrowdFigures, bare: CrowdFigures): readonly Line[] {
  const line = (label: string, unit: string, better: Line['better'], pick: (crowd: CrowdFigures) => number): Line => ({
    label,
    unit,
    better,
    ours: pick(ours),
    limits: [{ name: 'bare sockets', value: pick(bare) }],
    peers: [],
  });
  const crowdText = count.toLocaleString('en-US');
  const delivered = line(
    `until each has what was written meanwhile`,
    's',
    'less',
    ({ allDeliveredMs = Number.NaN }) => allDeliveredMs / 1000,
  );
  return [
    line(`memory per idle connection, of ${crowdText}`, 'KB', 'less', (each) => each.bytesPerConnection / 1024),
    line('logins', '/s', 'more', ({ loginsPerSecond }) => loginsPerSecond),
    line('server CPU per login', 'µs', 'less', ({ serverCpuUsPerLogin }) => serverCpuUsPerLogin),
    line(`${crowdText} come back at once: until all are in`, 's', 'less', ({ allBackMs }) => allBackMs / 1000),
    { ...delivered, limits: [] },
  ];
}
