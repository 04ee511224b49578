import { expect, test } from 'vitest';
import { capacityFor, type Headroom, type MeasuredFigures, type Usage } from './capacity.ts';

const figures: MeasuredFigures = {
  sendUs: 100,
  postgresSendUs: 1000,
  postgresShare: 0.5,
  deliveryUs: 10,
  loginUs: 1000,
  connectionKb: 10,
  idleMb: 100,
  messageBytes: 200,
};
const usage: Usage = {
  users: 10_000,
  onlineShare: 0.1,
  sendsPerHour: 36,
  receivers: 3,
  busyHoursPerDay: 10,
  retentionDays: 100,
};
const headroom: Headroom = { cpuShare: 0.5, coresPerNode: 4, memoryGbPerNode: 16, returnSeconds: 100 };

test('a small cloud is one process with SQLite', () => {
  const capacity = capacityFor(figures, usage, headroom);
  expect(capacity).toMatchObject({
    online: 1000,
    sendsPerSecond: 10,
    deliveriesPerSecond: 30,
    nodes: 1,
    usesPostgres: false,
  });
  expect(capacity.serverCores).toBeCloseTo(0.0012);
  expect(capacity.memoryGb).toBeCloseTo(0.11);
  expect(capacity.diskGb).toBeCloseTo(7.2);
});

test('a large one has one node more than its load needs, and a database beside', () => {
  const capacity = capacityFor(figures, { ...usage, users: 10_000_000 }, headroom);
  // 10,000 sends a second: 500 + 20 µs of the servers each, 500 of the database.
  expect(capacity.serverCores).toBeCloseTo(5.2);
  expect(capacity.databaseCores).toBeCloseTo(5);
  expect(capacity).toMatchObject({ nodes: 4, usesPostgres: true });
  expect(capacity.returningPerSecond).toBeCloseTo(1_000_000 / 4 / 100);
});

test('the return of a lost node’s devices alone can ask for more nodes', () => {
  const capacity = capacityFor(figures, { ...usage, users: 10_000_000 }, { ...headroom, returnSeconds: 10 });
  expect(capacity.nodes).toBe(11);
  expect((capacity.returningPerSecond / 10) * figures.loginUs).toBeLessThan(1e6);
});

test('memory alone can ask for more nodes', () => {
  const quiet = { ...usage, users: 100_000_000, sendsPerHour: 0.01 };
  expect(capacityFor({ ...figures, connectionKb: 100 }, quiet, headroom).nodes).toBe(Math.ceil(1000.1 / 11.2) + 1);
});
