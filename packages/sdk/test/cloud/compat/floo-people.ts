import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { expect, vi } from 'vitest';
import { createFlooIM, type FlooConfig, type FlooIM, newKeyValues } from '../../../src/compat/index.ts';
import { createMemoryStorage } from '../../../src/index.ts';
import { flooApi, payloadFault } from './floo-api.ts';

// biome-ignore lint/suspicious/noExplicitAny: payloads and answers are what the test is about
export type Loose = any;

/** An object of floo's API that notes what is called and what is told. */
export interface Person {
  readonly im: FlooIM;
  readonly id: number;
  readonly name: string;
  readonly password: string;
  /** What was told under a name, in order. */
  told(event: string): readonly Loose[];
  /** The first payload of an event that is as wanted. */
  until(event: string, isWanted?: (payload: Loose) => boolean): Promise<Loose>;
  close(): Promise<void>;
}

/** A cloud, who is in it, and what of floo's API was used. */
export class FlooWorld {
  readonly called = new Set<string>();
  readonly told = new Set<string>();
  readonly faults: string[] = [];
  readonly #codes = new Map<string, string>();
  readonly #people: Person[] = [];
  #mobileCount = 0;
  cloud!: Cloud;
  #gateway!: Server;

  async start(): Promise<void> {
    this.#gateway = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        const { to, code } = JSON.parse(text);
        this.#codes.set(to, code);
        response.end();
      });
    });
    await new Promise<void>((resolve) => this.#gateway.listen(0, '127.0.0.1', resolve));
    const { port } = this.#gateway.address() as AddressInfo;
    this.cloud = await startCloud({
      codeSenderUrl: `http://127.0.0.1:${port}/`,
      limits: { codeResendMs: 0, codesPerAddress: 1_000_000, anonymousPerAddress: 1_000_000 },
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.close()));
    await this.cloud.stop();
    this.#gateway.close();
  }

  freeMobile(): string {
    this.#mobileCount += 1;
    return `+8613${String(this.#mobileCount).padStart(9, '0')}`;
  }

  /** The code that was sent to a number last. */
  codeOf(mobile: string): string {
    return this.#codes.get(mobile) ?? 'none was sent';
  }

  /** Somebody who is registered and has not signed in. */
  async newcomer(name: string, config: Partial<FlooConfig> = {}): Promise<Person> {
    const { username, password, userId } = await this.cloud.register(name);
    return this.open({ name: username, password, id: userId }, config);
  }

  /** Somebody who is signed in. */
  async signIn(name: string, config: Partial<FlooConfig> = {}): Promise<Person> {
    const person = await this.newcomer(name, config);
    person.im.login({ name, password: person.password });
    await person.until('loginSuccess');
    return person;
  }

  /** The API for somebody, on a device of its own unless told otherwise. */
  open(who: Pick<Person, 'id' | 'name' | 'password'>, config: Partial<FlooConfig> = {}): Person {
    const made = createFlooIM({
      appid: this.cloud.appId,
      dnsServer: `${this.cloud.url}/v2/app_dns`,
      logLevel: 'off',
      storage: createMemoryStorage(),
      webStore: { tab: newKeyValues(), lasting: newKeyValues() },
      reload: () => undefined,
      ...config,
    });
    const payloads = new Map<string, Loose[]>();
    const names = [...flooApi.events.map(({ name }) => name), 'onGroupApplyed', 'onGroupBlocked'];
    for (const name of names) {
      const list: Loose[] = [];
      payloads.set(name, list);
      made.im.on(name, (payload: Loose) => {
        list.push(payload);
        this.#check(name, payload);
      });
    }
    const told = (event: string) => payloads.get(event) ?? [];
    const person: Person = {
      ...who,
      im: this.#noting(made.im),
      told,
      until: (event, isWanted = () => true) =>
        vi.waitFor(
          () => {
            const found = told(event).findIndex(isWanted);
            expect(found, `${who.name}: ${event}, of ${JSON.stringify(told(event).slice(-3))}`).toBeGreaterThan(-1);
            return told(event)[found];
          },
          { timeout: 10_000, interval: 5 },
        ),
      close: () => made.close(),
    };
    this.#people.push(person);
    return person;
  }

  #check(name: string, payload: unknown): void {
    const event = flooApi.events.find((one) => one.name === name);
    if (!event) return;
    const fault = payloadFault(event, payload);
    if (fault === undefined) this.told.add(name);
    else this.faults.push(`${name}: ${fault}: ${JSON.stringify(payload)}`);
  }

  /** The same object; calls are noted, and whether they answer as the list says. */
  #noting(im: FlooIM): FlooIM {
    const noting = <Target extends object>(target: Target, object: string): Target =>
      new Proxy(target, {
        get: (_, name) => {
          const value = Reflect.get(target, name);
          if (typeof value === 'object' && value !== null) return noting(value, String(name));
          if (typeof value !== 'function') return value;
          return (...parameters: unknown[]) => {
            const answer: unknown = Reflect.apply(value, target, parameters);
            this.#noteCall(object, String(name), answer);
            return answer;
          };
        },
      });
    return noting(im, 'im');
  }

  #noteCall(object: string, name: string, answer: unknown): void {
    const method = flooApi.methods.find((one) => one.object === object && one.name === name);
    if (!method) this.faults.push(`${object}.${name} is not in the list`);
    else if ((method.answer === 'promise') !== answer instanceof Promise)
      this.faults.push(`${object}.${name} answers ${answer}`);
    else if (method.answer === 'none' && answer !== undefined) this.faults.push(`${object}.${name} answers ${answer}`);
    else this.called.add(`${object}.${name}`);
  }
}
