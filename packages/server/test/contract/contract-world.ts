import { join } from 'node:path';
import { type Cloud, type CloudOptions, startCloud } from '@warbler/test-kit';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { expect, vi } from 'vitest';
import type { App } from '../../src/apps/index.ts';
import { systemClock } from '../../src/clock.ts';
import { captchaText } from '../../src/verification/captcha/captcha.ts';
import { startWechatStandIn, type WechatStandIn } from '../http/wechat-stand-in.ts';
import { connectBot } from './connect-bot.ts';

/** What came over the wire, as a test takes it. */
// biome-ignore lint/suspicious/noExplicitAny: a misspelt field fails the expectation that reads it
export type Loose = any;

/** A user with a token that counts. */
export interface Person {
  readonly userId: number;
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** A call as a test writes it. */
export interface Call {
  readonly query?: Readonly<Record<string, unknown>>;
  /** Sent as JSON, or as it is when it is a form, bytes or the text of {@link Call.type}. */
  readonly body?: unknown;
  /** Instead of `application/json`. */
  readonly type?: string;
  readonly token?: string | undefined;
  /** The user's own token. */
  readonly as?: Person | undefined;
  /** null leaves the header out. */
  readonly appId?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The envelope, where the answer is JSON. */
  readonly json: Loose;
}

/** A running cloud with people to call it as; they know each other and stay, newcomers may be used up. */
export interface ContractWorld {
  readonly cloud: Cloud;
  readonly ann: Person;
  readonly ben: Person;
  readonly cem: Person;
  readonly admin: string;
  /** A token of the console. */
  readonly operator: string;
  /** What the server takes for WeChat. */
  readonly wechat: WechatStandIn;
  /** Calls `METHOD /path`. */
  call(line: string, call?: Call): Promise<Answer>;
  /** Calls and returns the data. @throws Error when the code is not 200 */
  must(line: string, call?: Call): Promise<Loose>;
  /** A name that nobody has. */
  freeName(): string;
  /** A new token of the console. */
  consoleToken(): Promise<string>;
  /** Has the server note, once, that an admin token is used on this day; from then on marks are of what calls do. */
  noteDay(call?: Pick<Call, 'token' | 'appId'>): Promise<void>;
  /** A user whom nobody knows. */
  newcomer(): Promise<Person>;
  /** Logs in again. */
  again(person: Pick<Person, 'userId' | 'username' | 'password'>): Promise<Person>;
  /** A mobile number that nobody has. */
  freeMobile(): string;
  /** The code that was sent to a mobile number last. */
  codeOf(mobile: string): string;
  /** What a picture says. */
  readPicture(imageId: string): string;
  /** A user who answers whatever they are asked. */
  bot(): Promise<Person>;
  /** A mark of everything that is stored: it changes when anything is written. */
  stored(): number;
  /** After a call with devices: waits until the server has written down what it writes a moment later. */
  quiet(sample: { readonly isLive?: true }): Promise<void>;
  stop(): Promise<void>;
}

/** A cloud, and whether it is set up for WeChat; it is unless said otherwise. */
export interface WorldOptions extends Omit<CloudOptions, 'ports'> {
  readonly hasWechat?: boolean;
  /** How far the server's clock is ahead. */
  readonly aheadMs?: () => number;
}

/** Nothing stands in the way of many calls from one address. */
const UNHINDERED = {
  loginFailures: 1_000_000,
  codeResendMs: 0,
  codesPerAddress: 1_000_000,
  codeFailuresPerAddress: 1_000_000,
  anonymousPerAddress: 1_000_000,
  wechatCallsPerAddress: 1_000_000,
  restPerSecondApp: 1_000_000,
  restBurstApp: 1_000_000,
  restPerSecondToken: 1_000_000,
  restBurstToken: 1_000_000,
  restPerSecondAddress: 1_000_000,
  restBurstAddress: 1_000_000,
};

const DAY_MS = 86_400_000;

/** Signs what WeChat tells of its official account. */
export const WECHAT_TOKEN = 'event-token';

const WECHAT = {
  wechatAppId: 'wx-mini',
  wechatSecret: 'hidden',
  wechatOfficialAppId: 'wx-official',
  wechatOfficialSecret: 'hidden',
  wechatOfficialToken: WECHAT_TOKEN,
};

/** How often the server writes down what devices acknowledged. */
const FLUSH_MS = 10;

/** Starts a cloud for tests of the contract, with a stand-in for WeChat; verification codes are logged. */
export async function startContractWorld({
  hasWechat = true,
  aheadMs = () => 0,
  ...options
}: WorldOptions = {}): Promise<ContractWorld> {
  const wechat = await startWechatStandIn();
  // It is noon, so that no day ends meanwhile: the server notes on which days an admin token is used.
  const toNoonMs = DAY_MS / 2 - (Date.now() % DAY_MS);
  const clock = { ...systemClock, now: () => Date.now() + toNoonMs + aheadMs() };
  const logLines: string[] = [];
  const cloud = await startCloud({
    ...(hasWechat ? WECHAT : {}),
    wechatApiUrl: wechat.url,
    ...options,
    limits: { ...UNHINDERED, cursorFlushMs: FLUSH_MS, ...options.limits },
    ports: { clock, logger: pino({ level: 'warn' }, { write: (line: string) => void logLines.push(line) }) },
  });
  // A commit of another connection changes the data version that this one sees (sqlite.org, pragma data_version).
  const eyes = new Database(join(cloud.dataDir, 'warbler.db'), { readonly: true });
  let nameCount = 0;
  let bot: Promise<{ readonly person: Person; readonly stop: () => void }> | undefined;

  const call = async (line: string, { query, body, type, token, as, appId, headers }: Call = {}): Promise<Answer> => {
    const [method = 'GET', path = '/'] = line.split(' ');
    const url = new URL(path, cloud.url);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, String(value));
    const isRaw = body instanceof FormData || body instanceof Uint8Array || type !== undefined;
    const contentType = type ?? (body === undefined || isRaw ? undefined : 'application/json');
    const credentials = token ?? as?.token;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(appId === null ? {} : { app_id: appId ?? cloud.appId }),
        ...(credentials === undefined ? {} : { 'access-token': credentials }),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: isRaw ? (body as NonNullable<RequestInit['body']>) : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, headers: response.headers, bytes, json: isJson ? parse(bytes) : undefined };
  };

  const must = async (line: string, what: Call = {}): Promise<Loose> => {
    const { status, json } = await call(line, what);
    if (json?.code === 200) return json.data;
    throw new Error(`${line} answered ${status} ${JSON.stringify(json)}`);
  };

  const stored = () => Number(eyes.pragma('data_version', { simple: true }));
  const again = async ({ userId, username, password }: Pick<Person, 'userId' | 'username' | 'password'>) => {
    const { token } = await must('POST /token/user', { body: { name: username, password } });
    return { userId, username, password, token };
  };
  const freeName = () => {
    nameCount += 1;
    return `person_${nameCount}`;
  };
  const newcomer = async () => {
    const username = freeName();
    const password = `password of ${username}`;
    const { user_id: userId } = await must('POST /user/register/v2', { body: { username, password } });
    return again({ userId, username, password });
  };

  const startBot = async () => {
    const person = await newcomer();
    return { person, stop: await connectBot(cloud, person) };
  };

  const consoleToken = async (): Promise<string> => {
    const body = { username: 'admin', password: cloud.consolePassword };
    return (await must('POST /admin/login', { appId: null, body })).token;
  };

  const noteDay = async (call: Call = { token: cloud.adminToken }) => {
    const last_used_day = new Date(clock.now()).toISOString().slice(0, 10);
    await vi.waitFor(async () => expect(await must('GET /admin/app/tokens', call)).toMatchObject([{ last_used_day }]));
  };

  const operator = await consoleToken();
  await noteDay();
  const [ann, ben, cem] = await Promise.all([newcomer(), newcomer(), newcomer()]);
  return {
    cloud,
    ann,
    ben,
    cem,
    admin: cloud.adminToken,
    operator,
    consoleToken,
    noteDay,
    wechat,
    call,
    must,
    freeName,
    newcomer,
    again,
    freeMobile() {
      nameCount += 1;
      return `+8613${String(nameCount).padStart(9, '0')}`;
    },
    codeOf(mobile) {
      const codes = logLines.filter((line) => line.includes(mobile)).map((line) => /is (\d{6})/.exec(line)?.[1]);
      const code = codes.findLast((found) => found !== undefined);
      if (code === undefined) throw new Error(`no code was sent to ${mobile}`);
      return code;
    },
    readPicture(imageId) {
      const secret = eyes.prepare('select token_secret as tokenSecret from apps where app_id = ?').get(cloud.appId);
      // The signature after the last dot is no part of the id.
      return captchaText(secret as App, imageId.slice(0, imageId.lastIndexOf('.')));
    },
    async bot() {
      bot ??= startBot();
      return (await bot).person;
    },
    stored,
    async quiet({ isLive }) {
      if (isLive === undefined) return;
      let last = Number.NaN;
      const check = () => {
        const now = stored();
        const isQuiet = now === last;
        last = now;
        expect(isQuiet).toBe(true);
      };
      await vi.waitFor(check, { interval: FLUSH_MS * 5 });
    },
    async stop() {
      (await bot)?.stop();
      eyes.close();
      await cloud.stop();
      wechat.stop();
    },
  };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
