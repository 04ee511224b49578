/** What to run for how many people: `npm run bench:capacity`. The page docs/operations/scaling.md shows its table. */
import { capacityFor, type Headroom, type MeasuredFigures, type Usage } from './capacity.ts';

/** From bench/results, see there for the machine; put in your own. */
const figures: MeasuredFigures = {
  sendUs: 33,
  postgresSendUs: 100,
  // An estimate: the benchmark measures the processes together.
  postgresShare: 0.5,
  deliveryUs: 3,
  loginUs: 252,
  connectionKb: 10,
  idleMb: 117,
  messageBytes: 258,
};

const usage: Omit<Usage, 'users'> = {
  onlineShare: 0.1,
  sendsPerHour: 20,
  receivers: 5,
  busyHoursPerDay: 8,
  retentionDays: 365,
};

const headroom: Headroom = { cpuShare: 0.5, coresPerNode: 2, memoryGbPerNode: 16, returnSeconds: 30 };

const columns = [10_000, 1_000_000, 100_000_000].map((users) => capacityFor(figures, { ...usage, users }, headroom));
const rows: readonly (readonly [name: string, pick: (capacity: (typeof columns)[number]) => string])[] = [
  ['online at the busiest time', ({ online }) => whole(online)],
  ['sends a second', ({ sendsPerSecond }) => whole(sendsPerSecond)],
  ['deliveries a second', ({ deliveriesPerSecond }) => whole(deliveriesPerSecond)],
  ['store', ({ usesPostgres }) => (usesPostgres ? 'PostgreSQL' : 'SQLite, in the process')],
  ['cores busy, servers', ({ serverCores }) => serverCores.toFixed(2)],
  ['cores busy, database', ({ databaseCores }) => databaseCores.toFixed(2)],
  ['memory of the servers, GB', ({ memoryGb }) => memoryGb.toFixed(1)],
  ['servers', ({ nodes }) => whole(nodes)],
  ['messages on the disk, GB', ({ diskGb }) => whole(diskGb)],
  ['logins a second when a server is lost', ({ returningPerSecond }) => whole(returningPerSecond)],
];

console.log('| | 10 thousand users | 1 million | 100 million |\n| --- | --- | --- | --- |');
for (const [name, pick] of rows) console.log(`| ${name} | ${columns.map(pick).join(' | ')} |`);

function whole(value: number): string {
  return Math.ceil(value).toLocaleString('en');
}
