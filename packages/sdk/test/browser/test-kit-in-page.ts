// Takes the place of `@warbler/test-kit` in tests that run inside a page: the same names, over vitest's commands.
import { parseAppId } from '@warbler/protocol';
import type { Cloud, CloudOptions, FaultProxy, TestUser, Witness } from '@warbler/test-kit';
import { commands } from 'vitest/browser';
import { RestClient } from '../../../test-kit/src/rest-client.ts';
import type { TestKitCalls } from './test-kit-commands.ts';

export { type Random, randomFrom } from '../../../test-kit/src/random.ts';

// Vitest knows its commands by the configuration only.
const calls = commands as unknown as TestKitCalls;
const handles = new Map<string, number>();

/** Starts a cloud outside; its ports cannot be set from a page. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { handle, appId, ...facts } = await calls.startCloud(options);
  const id = parseAppId(appId);
  handles.set(facts.url, handle);
  return {
    ...facts,
    appId: id,
    rest: new RestClient(facts.url, id),
    register: (name) => calls.registerUser(handle, name),
    restart: () => calls.restartCloud(handle),
    stop: () => calls.stopCloud(handle),
  };
}

/** Starts a proxy outside. What is told to it happens a moment later, in order. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { handle, url } = await calls.startProxy(target);
  return {
    url,
    fault: (fault) => void calls.fault(handle, fault),
    breakAll: () => void calls.breakAll(handle),
    heal: () => void calls.heal(handle),
    lead: (next) => void calls.lead(handle, next),
    stop: () => calls.stopProxy(handle),
  };
}

/** Signs a witness in, outside. */
export async function callWitness({ url }: Pick<Cloud, 'url'>, user: TestUser): Promise<Witness> {
  const handle = await calls.callWitness(handles.get(url) ?? -1, user);
  return {
    history: (conversation) => calls.historyAt(handle, conversation),
    unread: async () => new Map(await calls.unreadAt(handle)),
    leave: () => void calls.dismiss(handle),
  };
}
