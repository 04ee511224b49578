import type { Cloud, CloudOptions, Fault, FaultProxy, TestUser, Witness, WitnessedMessage } from '@warbler/test-kit';

/** What a page needs to know of a cloud that runs outside. */
export interface CloudFacts {
  readonly handle: number;
  readonly url: string;
  readonly appId: string;
  readonly adminToken: string;
  readonly consolePassword: string;
  readonly users: readonly TestUser[];
  readonly dataDir: string;
}

/** The parts of the test-kit that need Node, as calls over the line between a page and vitest: handles stand for things. */
export interface TestKitCalls {
  startCloud(options: CloudOptions): Promise<CloudFacts>;
  restartCloud(cloud: number): Promise<void>;
  stopCloud(cloud: number): Promise<void>;
  registerUser(cloud: number, name: string): Promise<TestUser>;
  startProxy(target: string): Promise<{ readonly handle: number; readonly url: string }>;
  fault(proxy: number, fault: Fault): Promise<void>;
  breakAll(proxy: number): Promise<void>;
  heal(proxy: number): Promise<void>;
  lead(proxy: number, target: string): Promise<void>;
  stopProxy(proxy: number): Promise<void>;
  callWitness(cloud: number, user: TestUser): Promise<number>;
  historyAt(witness: number, conversation: number): Promise<readonly WitnessedMessage[]>;
  unreadAt(witness: number): Promise<readonly (readonly [number, number])[]>;
  dismiss(witness: number): Promise<void>;
}

/** Vitest's commands: each call of a page runs here, in vitest's own process. */
export function testKitCommands(): {
  readonly [Name in keyof TestKitCalls]: (
    context: unknown,
    ...args: Parameters<TestKitCalls[Name]>
  ) => ReturnType<TestKitCalls[Name]>;
} {
  // Loaded when a page asks: every other run of vitest reads its configuration without the server.
  const kit = () => import('@warbler/test-kit');
  const clouds = new Things<Cloud>();
  const proxies = new Things<FaultProxy>();
  const witnesses = new Things<Witness>();
  return {
    async startCloud(_, options) {
      const cloud = await (await kit()).startCloud(options);
      const { url, appId, adminToken, consolePassword, users, dataDir } = cloud;
      return { handle: clouds.keep(cloud), url, appId, adminToken, consolePassword, users, dataDir };
    },
    restartCloud: (_, cloud) => clouds.find(cloud).restart(),
    stopCloud: (_, cloud) => clouds.find(cloud).stop(),
    registerUser: (_, cloud, name) => clouds.find(cloud).register(name),
    async startProxy(_, target) {
      const proxy = await (await kit()).startFaultProxy(target);
      return { handle: proxies.keep(proxy), url: proxy.url };
    },
    fault: async (_, proxy, fault) => proxies.find(proxy).fault(fault),
    breakAll: async (_, proxy) => proxies.find(proxy).breakAll(),
    heal: async (_, proxy) => proxies.find(proxy).heal(),
    lead: async (_, proxy, target) => proxies.find(proxy).lead(target),
    stopProxy: (_, proxy) => proxies.find(proxy).stop(),
    async callWitness(_, cloud, user) {
      return witnesses.keep(await (await kit()).callWitness(clouds.find(cloud), user));
    },
    historyAt: (_, witness, conversation) => witnesses.find(witness).history(conversation),
    unreadAt: async (_, witness) => [...(await witnesses.find(witness).unread())],
    dismiss: async (_, witness) => witnesses.find(witness).leave(),
  };
}

/** Things by their handles. */
class Things<Thing> {
  readonly #things: Thing[] = [];

  keep(thing: Thing): number {
    return this.#things.push(thing) - 1;
  }

  find(handle: number): Thing {
    const thing = this.#things[handle];
    if (thing === undefined) throw new Error(`nothing has the handle ${handle}`);
    return thing;
  }
}
