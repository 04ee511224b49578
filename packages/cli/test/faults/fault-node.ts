import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AppId } from '@warbler/protocol';
import { type FaultProxy, startFaultProxy } from '@warbler/test-kit';
import { freePort } from '@warbler/test-kit/free-port';

/** What the process is told. */
export interface ClockStep {
  readonly stepMs: number;
}

/** What nodes have in common. */
export interface NodeOptions {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** Its data and its log go into a folder in here. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Time for a node to start; a busy machine may need it. */
const START_MS = 30_000;

/** A server in a process of its own, with a network between it and everybody else that can be spoilt. */
export class FaultNode {
  readonly name: string;
  /** Where the server itself is. */
  readonly directUrl: string;
  /** Where clients find it. */
  readonly url: string;
  readonly toDatabase: FaultProxy;
  readonly toBus: FaultProxy;
  readonly toClients: FaultProxy;
  appId = '' as AppId;
  readonly #options: NodeOptions;
  #child: ChildProcess | undefined;

  private constructor(
    name: string,
    options: NodeOptions,
    network: Pick<FaultNode, 'directUrl' | 'toDatabase' | 'toBus' | 'toClients'>,
  ) {
    this.name = name;
    this.#options = options;
    this.directUrl = network.directUrl;
    this.toDatabase = network.toDatabase;
    this.toBus = network.toBus;
    this.toClients = network.toClients;
    this.url = network.toClients.url;
  }

  /** Lays the networks of a node; `start` starts it. */
  static async create(name: string, options: NodeOptions): Promise<FaultNode> {
    const directUrl = `http://127.0.0.1:${await freePort()}`;
    return new FaultNode(name, options, {
      directUrl,
      toDatabase: await startFaultProxy(asHttp(options.databaseUrl)),
      toBus: await startFaultProxy(asHttp(options.natsUrl)),
      toClients: await startFaultProxy(directUrl),
    });
  }

  /** Starts it, and resolves when it is ready. */
  async start(): Promise<void> {
    const folder = join(this.#options.folder, this.name);
    await mkdir(folder, { recursive: true });
    const log = await open(`${folder}.log`, 'a');
    const child = spawn(process.execPath, [join(import.meta.dirname, 'node-process.ts')], {
      stdio: ['ignore', 'pipe', log.fd, 'ipc'],
      env: {
        ...process.env,
        WARBLER_PORT: new URL(this.directUrl).port,
        WARBLER_DATA_DIR: join(folder, 'data'),
        WARBLER_DATABASE_URL: through(this.#options.databaseUrl, this.toDatabase),
        WARBLER_NATS_URL: through(this.#options.natsUrl, this.toBus),
        WARBLER_LOG_LEVEL: 'info',
        ...this.#options.environment,
      },
    });
    this.#child = child;
    await log.close();
    const line = await firstLine(child, `${this.name} ended before it was ready, see ${folder}.log`);
    this.appId = (JSON.parse(line) as { appId: AppId }).appId;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop, as a supervisor does. @returns its exit code */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** It stands still, and nobody is told. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** It goes on as if nothing had been. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Somebody sets its clock. */
  async stepClock(stepMs: number): Promise<void> {
    const child = this.#child as ChildProcess;
    const stepped = once(child, 'message');
    child.send({ stepMs } satisfies ClockStep);
    await stepped;
  }

  /** What it says of itself, past every network. */
  async health(): Promise<unknown> {
    const response = await fetch(`${this.directUrl}/api/health`, { signal: AbortSignal.timeout(2000) });
    return response.json();
  }

  /** Ends it and its networks. */
  async remove(): Promise<void> {
    await this.kill();
    for (const proxy of [this.toClients, this.toDatabase, this.toBus]) await proxy.stop();
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }
}

async function firstLine(child: ChildProcess, problem: string): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const late = AbortSignal.timeout(START_MS);
  const [line] = await Promise.race([
    once(lines, 'line', { signal: late }) as Promise<[string]>,
    once(child, 'exit').then(() => {
      throw new Error(problem);
    }),
  ]);
  return line;
}

function asHttp(url: string): string {
  return `http://${new URL(url).host}`;
}

function through(url: string, proxy: FaultProxy): string {
  const changed = new URL(url);
  changed.port = new URL(proxy.url).port;
  return changed.href.replace(/\/$/, '');
}
