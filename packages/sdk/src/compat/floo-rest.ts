import { ErrorCode, ImError } from '@warbler/protocol';
import type { RestAnswer } from '../http/fetch-envelope.ts';

/** What a call is given. */
export type CallParams = Readonly<Record<string, unknown>>;

/** A call of the REST API; the caller says what it expects, and nobody has checked it. */
export type FlooCall = <Answer = unknown>(params?: CallParams) => Promise<Answer>;

/** What calls go through. */
export interface FlooRestPorts {
  call(path: string, request: { readonly token?: string; readonly body?: unknown }): Promise<RestAnswer>;
  token(): string | undefined;
  /** The server knows the token no more. */
  tokenExpired(token: string): void;
}

/** Why a call was refused, with the fields that apps written for floo look at; `cause` is the `ImError`. */
export class FlooError extends Error {
  /** The `code` of the REST answer (rest-api.md §2). */
  readonly code: number;
  readonly url: string;

  constructor(cause: ImError, url: string) {
    super(cause.message, { cause });
    this.name = 'FlooError';
    const code = cause.details?.code;
    this.code = typeof code === 'number' ? code : ErrorCode[cause.code].rest;
    this.url = url;
  }
}

/** Calls that need nobody to be signed in (sdk-web.md §2). */
const open =
  /app_dns|info|app\/captcha\/(image|sms)|info_pwd|wechat_login|mobile_bind_with_sign|qr_code|qr_login|token\/(id|user)|user\/register|secret_info|app\/config/;

/** Parameters of bodies that are numbers, also where they were given as text. */
const integers = new Set(
  'group_id user_id new_owner apply_approval duration limit version announcement_id user_list file_list'.split(' '),
);

/**
 * A call in a line: how (`G`: GET; `Q`: POST with the parameters in the address; `B`: POST with a body), the path, and
 * the names that must be given, `a|b` for one of several.
 */
export type CallLine = `${'G' | 'Q' | 'B'} /${string}`;

/** Makes calls out of their lines. */
export function callsOf<Lines extends Readonly<Record<string, CallLine>>>(
  rest: FlooRest,
  lines: Lines,
): { readonly [Name in keyof Lines]: FlooCall } {
  const calls = Object.entries(lines).map(([name, line]) => [name, rest.callOf(line)]);
  // One call for each line, under its name.
  return Object.fromEntries(calls) as { readonly [Name in keyof Lines]: FlooCall };
}

/** The REST calls of whoever is signed in, as floo makes them. */
export class FlooRest {
  readonly #ports: FlooRestPorts;

  constructor(ports: FlooRestPorts) {
    this.#ports = ports;
  }

  callOf(line: CallLine): FlooCall {
    const [way = '', path = '', ...required] = line.split(' ');
    return async <Answer>(given: CallParams = {}) => {
      // Some callers give an id where the parameters belong.
      const params = typeof given === 'object' && given !== null ? given : { [required[0] ?? '']: given };
      const missing = required.filter((names) => names.split('|').every((name) => params[name] === undefined));
      if (missing.length > 0) {
        throw new FlooError(new ImError('invalidParameter', { message: `${missing.join(', ')} must be given` }), path);
      }
      if (way === 'B') return this.call<Answer>(path, {}, withIntegers(params));
      return this.call<Answer>(path, params, way === 'Q' ? {} : undefined);
    };
  }

  /** A GET, or a POST where there is a body. @throws FlooError */
  async call<Answer>(path: string, query: CallParams = {}, body?: object): Promise<Answer> {
    const token = this.#ports.token();
    const search = queryOf(query);
    const url = search === '' ? path : `${path}?${search}`;
    try {
      if (token === undefined && !open.test(path)) throw new ImError('missingToken');
      const { data } = await this.#ports.call(url, { ...(token === undefined ? {} : { token }), body });
      // The one place where an answer becomes what the caller takes it for.
      return data as Answer;
    } catch (cause) {
      const error = new FlooError(ImError.from(cause), url);
      if (error.code === 402 && token !== undefined && !path.startsWith('/token')) this.#ports.tokenExpired(token);
      throw error;
    }
  }
}

/** Parameters as they go into an address; lists give a parameter for each item. */
export function queryOf(params: CallParams): string {
  const pairs = Object.entries(params).filter(([name, value]) => name !== '' && value !== undefined && value !== null);
  return new URLSearchParams(
    pairs.flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)])),
  ).toString();
}

function withIntegers(params: CallParams): CallParams {
  const entries = Object.entries(params).map(([name, value]) => {
    if (!integers.has(name) || value === null) return [name, value];
    return [name, Array.isArray(value) ? value.map(Number) : Number(value)];
  });
  return Object.fromEntries(entries);
}
