import { readFile } from 'node:fs/promises';
import { startFaultProxy } from '@warbler/test-kit';
import { type Certificates, makeCertificates, type Nats, startNats } from '@warbler/test-kit/nats';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Bus, createInProcessHub, createNatsBus, type NatsOptions } from '../../src/cluster/index.ts';
import { describeBus } from './bus-suite.ts';
import { makeNatsAccounts, type NatsAccounts } from './nats-accounts.ts';

describeBus('in this process', async () => {
  const hub = createInProcessHub();
  const [here, there] = [hub.join('here'), hub.join('there')];
  return {
    here,
    there,
    cut: () => hub.cut('there'),
    heal: () => hub.heal('there'),
    stop: async () => void (await Promise.all([here.stop(), there.stop()])),
  };
});

test('a node that does not keep up is cut off for a moment, and the others are not', async () => {
  const hub = createInProcessHub(10);
  const [here, there] = [hub.join('here'), hub.join('there')];
  const told: string[] = [];
  there.listen({ onConnected: () => void told.push('connected'), onCut: () => void told.push('cut') });
  let count = 0;
  there.subscribe('a', () => {
    count += 1;
  });
  for (let index = 0; index < 11; index += 1) here.publish('a', new Uint8Array());
  await vi.waitFor(() => expect(told).toEqual(['connected', 'cut', 'connected']));
  expect(count).toBe(0);
  here.publish('a', new Uint8Array());
  await vi.waitFor(() => expect(count).toBe(1));
});

const buses: Bus[] = [];
const problems: string[] = [];
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.stop()));
  problems.length = 0;
});

function openNats(url: string, options: Partial<NatsOptions> = {}): Bus {
  const bus = createNatsBus({
    url,
    name: 'test',
    user: undefined,
    password: undefined,
    credentialsFile: undefined,
    tlsCaFile: undefined,
    tlsCertFile: undefined,
    tlsKeyFile: undefined,
    onProblem: (error) => void problems.push(String((error as Error).stack)),
    ...options,
  });
  buses.push(bus);
  return bus;
}

const isConnected = (bus: Bus) =>
  vi.waitFor(() => expect(bus.state, problems.join('\n')).toBe('connected'), { timeout: 15_000 });

describe('NATS', () => {
  let nats: Nats;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.stop());

  describeBus('NATS', async () => {
    const proxy = await startFaultProxy(nats.url.replace('nats:', 'http:'));
    const here = openNats(nats.url);
    const there = openNats(proxy.url.replace('http:', 'nats:'));
    return {
      here,
      there,
      cut() {
        proxy.fault({ kind: 'refuse' });
        proxy.breakAll();
      },
      heal: () => proxy.heal(),
      async stop() {
        await Promise.all(buses.splice(0).map((bus) => bus.stop()));
        await proxy.stop();
      },
    };
  });

  test('a network that swallows everything is found out, and left for one that works', async () => {
    const proxy = await startFaultProxy(nats.url.replace('nats:', 'http:'));
    const bus = openNats(proxy.url.replace('http:', 'nats:'));
    await isConnected(bus);
    proxy.fault({ kind: 'swallow', direction: 'both' });
    await vi.waitFor(() => expect(bus.state).toBe('cut'), { timeout: 15_000 });
    proxy.heal();
    await isConnected(bus);
    expect(await bus.confirm()).toBe(true);
    await bus.stop();
    await proxy.stop();
  });

  test('a node that starts before NATS joins it later, also after NATS was killed', async () => {
    const late = await startNats();
    await late.kill();
    const [here, there] = [openNats(late.url), openNats(late.url)];
    expect(here.state).toBe('cut');
    const heard: number[] = [];
    there.subscribe('a', ([first]) => void heard.push(first as number));
    for (const round of [1, 2]) {
      await late.start();
      await Promise.all([isConnected(here), isConnected(there)]);
      expect(await there.confirm()).toBe(true);
      here.publish('a', new Uint8Array([round]));
      await vi.waitFor(() => expect(heard).toContain(round));
      await late.kill();
      await vi.waitFor(() => expect([here.state, there.state]).toEqual(['cut', 'cut']));
    }
    expect(heard).toEqual([1, 2]);
  });

  test('what is larger than NATS takes is not sent, and harms nothing', async () => {
    const bus = openNats(nats.url);
    await isConnected(bus);
    expect(bus.publish('a', new Uint8Array(2 * 1_048_576))).toBe(false);
    expect(bus.publish('a', new Uint8Array(1000))).toBe(true);
    expect(await bus.confirm()).toBe(true);
  });

  test('what NATS does not take fast enough is bounded, and counts again once it does', async () => {
    const proxy = await startFaultProxy(nats.url.replace('nats:', 'http:'));
    const bus = openNats(proxy.url.replace('http:', 'nats:'));
    await isConnected(bus);
    const payload = new Uint8Array(1_000_000);
    let sentCount = 0;
    while (bus.publish('a', payload)) sentCount += 1;
    expect(sentCount).toBe(67);
    await vi.waitFor(() => expect(bus.publish('a', payload)).toBe(true), { timeout: 15_000 });
    await bus.stop();
    await proxy.stop();
  });
});

describe('NATS with a password', () => {
  let nats: Nats;
  beforeAll(async () => {
    nats = await startNats('--user', 'node', '--pass', 'a-password');
  });
  afterAll(() => nats?.stop());

  test('is joined with it', async () => {
    await isConnected(openNats(nats.url, { user: 'node', password: 'a-password' }));
  });

  test('refuses another one; that is told, without the password, and tried again', async () => {
    const bus = openNats(nats.url, { user: 'node', password: 'a-wrong-one' });
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(1), { timeout: 15_000 });
    expect(bus.state).toBe('cut');
    expect(problems.join('\n')).toMatch(/authorization/i);
    expect(problems.join('\n')).not.toContain('a-wrong-one');
  });
});

describe('NATS with accounts', () => {
  let nats: Nats;
  let accounts: NatsAccounts;
  let creds: string;
  beforeAll(async () => {
    accounts = await makeNatsAccounts();
    creds = await readFile(accounts.credentialsFile, 'utf8');
    nats = await startNats('-c', accounts.configFile);
  });
  afterAll(async () => {
    await nats?.stop();
    await accounts?.remove();
  });
  /** What must not be said: the seed proves who one is, and the JWT says it. */
  const secretsIn = (text: string) => text.match(/^(SU[A-Z2-7]+|ey.+)$/gm) as string[];
  const refusalOf = (credentialsFile: string) => {
    try {
      openNats(nats.url, { credentialsFile });
    } catch (error) {
      return String((error as Error).stack);
    }
    throw new Error('it started');
  };

  test('is joined with the credentials of a user', async () => {
    const { credentialsFile } = accounts;
    const windows = await accounts.write(creds.replaceAll('\n', '\r\n'));
    const [here, there] = [openNats(nats.url, { credentialsFile }), openNats(nats.url, { credentialsFile: windows })];
    await Promise.all([isConnected(here), isConnected(there)]);
    const heard: number[] = [];
    there.subscribe('a', ([first]) => void heard.push(first as number));
    expect(await there.confirm()).toBe(true);
    here.publish('a', new Uint8Array([7]));
    await vi.waitFor(() => expect(heard).toEqual([7]));
  });

  test.each([
    ['no credentials', () => undefined],
    ['a stranger', () => accounts.strangerFile],
  ])('refuses %s; that is told, without what is in the file, and tried again', async (_, fileOf) => {
    const credentialsFile = fileOf();
    const bus = openNats(nats.url, { credentialsFile });
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(1), { timeout: 15_000 });
    expect(bus.state).toBe('cut');
    if (credentialsFile === undefined) return expect(problems[0]).toMatch(/authorization/i);
    expect(problems[0]).toContain(`NATS refuses the user of natsCredentialsFile ${credentialsFile}`);
    const secrets = secretsIn(await readFile(credentialsFile, 'utf8'));
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(problems.join('\n')).not.toContain(secret);
  });

  test('a file that is not there, or is no such file, stops the start', async () => {
    expect(refusalOf('/nowhere/node.creds')).toMatch(/natsCredentialsFile: \/nowhere\/node.creds cannot be read/);
    const [jwt = '', seed = ''] = secretsIn(creds);
    expect(seed).toHaveLength(58);
    const other = seed[20] === 'A' ? 'B' : 'A';
    const damaged = seed.slice(0, 20) + other + seed.slice(21);
    const bad = [
      '',
      'a-password',
      jwt,
      seed,
      creds.replace(jwt, ''),
      creds.replace(seed, ''),
      creds.replace(seed, damaged),
    ];
    for (const text of bad) {
      const path = await accounts.write(text);
      const refusal = refusalOf(path);
      expect(refusal).toMatch(/ImError: natsCredentialsFile: /);
      expect(refusal).toContain(path);
      for (const secret of [jwt, seed, damaged, 'a-password']) expect(refusal).not.toContain(secret);
    }
  });
});

describe('NATS with TLS', () => {
  let nats: Nats;
  let plain: Nats;
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
    const { certFile, keyFile, caFile } = certificates;
    const tls = ['--tls', '--tlscert', certFile, '--tlskey', keyFile];
    nats = await startNats(...tls, '--tlsverify', '--tlscacert', caFile);
    plain = await startNats();
  });
  afterAll(async () => {
    await nats?.stop();
    await plain?.stop();
    await certificates?.remove();
  });

  test('is joined with the authority and a certificate of its own', async () => {
    const { caFile: tlsCaFile, certFile: tlsCertFile, keyFile: tlsKeyFile } = certificates;
    // Certificates are checked for names: the client library passes over addresses.
    const url = nats.url.replace('nats://127.0.0.1', 'tls://localhost');
    const bus = openNats(url, { tlsCaFile, tlsCertFile, tlsKeyFile });
    await isConnected(bus);
    expect(await bus.confirm()).toBe(true);
  });

  test('is not trusted without the authority', async () => {
    const bus = openNats(nats.url);
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(0), { timeout: 15_000 });
    expect(bus.state).toBe('cut');
  });

  test('where TLS is asked for, nothing is sent to a NATS without it', async () => {
    const bus = openNats(plain.url.replace('nats:', 'tls:'), { user: 'node', password: 'a-password' });
    await vi.waitFor(() => expect(problems.join()).toMatch(/tls/), { timeout: 15_000 });
    expect(bus.state).toBe('cut');
  });

  test('a file that is not there stops the start', () => {
    expect(() => openNats(nats.url, { tlsCaFile: '/nowhere/ca.pem' })).toThrow(/natsTlsCaFile: \/nowhere\/ca.pem/);
  });
});
