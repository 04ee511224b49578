import { type AppId, parseAppId, type UserId } from '@warbler/protocol';
import type { RunningServer } from '@warbler/server';
import { RestClient } from './rest-client.ts';

/** A user who can log in. */
export interface TestUser {
  readonly username: string;
  readonly password: string;
  readonly userId: UserId;
}

/** The whole cloud in this process, on a free port, over a folder of its own; or one node of a cluster. */
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

/** How a cloud comes and goes. */
interface CloudParts {
  readonly dataDir: string;
  /** @param port the one that it had before; absent the first time */
  readonly start: (port?: number) => Promise<RunningServer>;
  readonly removeData: () => Promise<void>;
}

/** Starts a cloud. */
export async function cloudOf({ dataDir, start, removeData }: CloudParts): Promise<Cloud> {
  let server = await start();
  const { url, port, start: info } = server;
  const appId = parseAppId(info.appId);
  const rest = new RestClient(url, appId);
  return {
    url,
    appId,
    get adminToken() {
      return server.start.adminToken ?? '';
    },
    consolePassword: info.consolePassword ?? '',
    users: info.users.map(({ username, userId, password = '' }) => ({ username, userId, password })),
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
      server = await start(port);
    },
    async stop() {
      await server.stop();
      await removeData();
    },
  };
}
