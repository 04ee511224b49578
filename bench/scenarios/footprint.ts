import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { frameSizes } from '../generator/frame-sizes.ts';
import { settledResidentBytes } from '../generator/process-usage.ts';
import { measureRuntime } from '../limits/measure-runtime.ts';
import type { Line } from '../report/line.ts';
import { pairLanes } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import { measureLoad } from './measure-load.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const TEXT_BYTES = 100;
const PAIRS = 64;
const WINDOW_PER_PAIR = 16;

/** Start time, idle memory, and what a message takes on the disk. */
export const footprint: Scenario = {
  name: 'footprint',
  title: 'start, idle memory, bytes of data per message',
  async run(context) {
    context.progress('warbler: starts, is idle, stores');
    const ours = await measureWarbler(context);
    const runtime = await measureRuntime();
    const line = (label: string, unit: string, value: number, limit: { name: string; value: number }): Line => ({
      label,
      unit,
      better: 'less',
      ours: value,
      limits: [limit],
      peers: [],
    });
    const node = (value: number) => ({ name: 'bare Node', value });
    return [
      line('start until ready', 'ms', ours.readyMs, node(runtime.readyMs)),
      line('idle memory', 'MB', ours.idleBytes / MEGABYTE, node(runtime.idleBytes / MEGABYTE)),
      line('data per message', 'bytes', ours.bytesPerMessage, {
        name: 'its body',
        value: frameSizes(TEXT_BYTES).payload,
      }),
    ];
  },
};

const MEGABYTE = 1024 * 1024;

function measureWarbler(context: ScenarioContext): Promise<{
  readonly readyMs: number;
  readonly idleBytes: number;
  readonly bytesPerMessage: number;
}> {
  return withWarbler(
    (seed) => seed.users(PAIRS * 2),
    async ({ server, dataDir, seeded }) => {
      const serverPids = [server.pid];
      const idleBytes = await settledResidentBytes(serverPids);
      const emptyBytes = await folderBytes(dataDir);
      const target = { kind: 'xsync', lanes: pairLanes(server, seeded), textBytes: TEXT_BYTES } as const;
      const pace = { windowPerLane: WINDOW_PER_PAIR };
      const { accounting } = await measureLoad(context, { name: 'warbler', target, serverPids, pace });
      // Stopped, it has moved everything from its log into the database.
      await server.stop();
      const bytesPerMessage = ((await folderBytes(dataDir)) - emptyBytes) / accounting.accepted;
      return { readyMs: server.readyMs, idleBytes, bytesPerMessage };
    },
  );
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'));
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
