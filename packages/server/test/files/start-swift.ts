import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@warbler/test-kit/free-port';
import { createS3Client, type S3Client, type S3Options } from '../../src/files/store/s3-client.ts';

/** A real object store that speaks S3 and refuses wrong signatures: OpenStack Swift, as Debian packages it. */
export interface Swift {
  readonly options: S3Options;
  /** Asks the bucket what a store does not. */
  readonly s3: S3Client;
  stop(): Promise<void>;
}

// Debian's own Python has Debian's packages; another one that comes first in the path has not.
const PYTHON = '/usr/bin/python3';

/** Whether this machine has Swift: `apt-get install python3-swift`. */
export function hasSwift(): boolean {
  return spawnSync(PYTHON, ['-c', 'import swift.common.middleware.s3api']).status === 0;
}

/** Starts Swift with a new bucket. */
export async function startSwift(): Promise<Swift> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-swift-'));
  const port = await freePort();
  const program = join(import.meta.dirname, 'object-store.py');
  const child = spawn(PYTHON, [program, folder, String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  await ready(child);
  const access = { region: 'us-east-1', accessKey: 'test:tester', secretKey: 'testing' };
  const endpoint = `http://127.0.0.1:${port}`;
  await createS3Client({ ...access, endpoint, bucket: undefined })({ method: 'PUT', name: 'warbler' });
  const options = { ...access, endpoint, bucket: 'warbler' };
  return {
    options,
    s3: createS3Client(options),
    async stop() {
      child.kill();
      await once(child, 'close');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const complaints: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const lines = createInterface(child.stdout!);
  const ended = once(child, 'close').then(() => Promise.reject(new Error(`Swift ended: ${complaints.join('')}`)));
  await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => undefined);
}
