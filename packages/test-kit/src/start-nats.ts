import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

/** A real NATS on a port of this machine. */
export interface Nats {
  readonly url: string;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's package puts it where not every path leads. */
const PROGRAM = process.env.WARBLER_NATS_SERVER ?? '/usr/sbin/nats-server';

/** Starts NATS. @throws Error with what to install when it is not there */
export async function startNats(...flags: readonly string[]): Promise<Nats> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: apt-get install nats-server`);
  const port = await freePort();
  let child: ChildProcess | undefined;
  const nats: Nats = {
    url: `nats://127.0.0.1:${port}`,
    async kill() {
      if (child === undefined) return;
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      child = undefined;
      await ended;
    },
    async start() {
      child = spawn(PROGRAM, ['-a', '127.0.0.1', '-p', String(port), ...flags], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await ready(child);
    },
    stop: () => nats.kill(),
  };
  await nats.start();
  return nats;
}

async function ready(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  const lines = createInterface(child.stderr as NodeJS.ReadableStream);
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('Server is ready')) resolve();
    });
    child.once('close', () => reject(new Error(`NATS ended: ${said.join('\n')}`)));
  });
}

/** An authority, and a certificate for this machine that it signed. */
export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  remove(): Promise<void>;
}

/** Makes certificates that count for a day. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-certificates-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...parameters: readonly string[]) =>
    execFileSync('openssl', parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=authority');
  const name = ['-subj', '/CN=nats', '-addext', 'subjectAltName=DNS:localhost'];
  openssl(
    'req',
    '-x509',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    ...newKey,
    '-keyout',
    'nats.key',
    '-out',
    'nats.pem',
    ...name,
  );
  return {
    caFile: file('ca.pem'),
    certFile: file('nats.pem'),
    keyFile: file('nats.key'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
