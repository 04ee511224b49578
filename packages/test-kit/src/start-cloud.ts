import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppId, parseAppId, type UserId } from '@warbler/protocol';
import { createServer, type PartialConfig, type RunningServer, type ServerPorts } from '@warbler/server';
import { RestClient } from './rest-client.ts';
import { databaseOfTests } from './start-postgres.ts';

/** A user who can log in. */
export interface TestUser {
  readonly username: string;
  readonly password: string;
  readonly userId: UserId;
}

/** The whole cloud in this process, on a free port, over a folder of its own. */
export interface Cloud {
  readonly url: string;
  readonly appId: AppId;
  /** The first admin token of the demo app, as the last start showed it; empty once it was revoked. */
  readonly adminToken: string;
  /** Of the console's `admin`. */
  readonly consolePassword: string;
  /** alice, bob and carol, who know each other. */
  readonly users: readonly TestUser[];
  readonly dataDir: string;
  readonly rest: RestClient;
  /** Registers another user. */
  register(username: string): Promise<TestUser>;
  /** Stops the server and starts it again over the same folder, on the same port; `meanwhile` has the folder alone. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Stops the server and removes the folder. */
  stop(): Promise<void>;
}

/** What a test sets: parts of the configuration, and ports such as the clock. */
export interface CloudOptions extends PartialConfig {
  readonly ports?: ServerPorts;
}

/** Starts a cloud for a test. Silent unless it is asked to log. */
export async function startCloud({ ports, ...config }: CloudOptions = {}): Promise<Cloud> {
  const dataDir = config.dataDir ?? (await mkdtemp(join(tmpdir(), 'warbler-')));
  const databaseUrl = await databaseOfTests();
  const complete = { logLevel: 'silent', port: 0, databaseUrl, ...config, dataDir };
  let server: RunningServer = await createServer(complete, ports);
  const { url, port, start } = server;
  const appId = parseAppId(start.appId);
  const rest = new RestClient(url, appId);
  return {
    url,
    appId,
    get adminToken() {
      return server.start.adminToken ?? '';
    },
    consolePassword: start.consolePassword ?? '',
    users: start.users.map(({ username, userId, password = '' }) => ({ username, userId, password })),
    dataDir,
    rest,
    async register(username) {
      const password = `password of ${username}`;
      const { user_id: userId } = await rest.post<{ user_id: UserId }>('/user/register/v2', { username, password });
      return { username, password, userId };
    },
    async restart(meanwhile) {
      await server.stop();
      await meanwhile?.();
      server = await createServer({ ...complete, port }, ports);
    },
    async stop() {
      await server.stop();
      if (config.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
