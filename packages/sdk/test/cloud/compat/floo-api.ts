import { readFileSync } from 'node:fs';

/** A method of floo's web API. */
export interface FlooMethod {
  readonly object: 'im' | 'userManage' | 'rosterManage' | 'groupManage' | 'sysManage' | 'rtcManage';
  readonly name: string;
  /** Names in the one object that it is given; `?` for those that may be left out, `|` for one of two. */
  readonly fields?: readonly string[];
  readonly parameters?: readonly string[];
  readonly answer: 'promise' | 'value' | 'none';
}

/** An event of floo's web API. */
export interface FlooEvent {
  readonly name: string;
  readonly payload: 'object' | 'string' | 'none' | 'id' | 'ids' | 'noticeOrNone';
  /** Names that an object has at least. */
  readonly fields?: readonly string[];
}

/** What `interop/floo-web-api.json` lists. */
export interface FlooApi {
  readonly methods: readonly FlooMethod[];
  readonly events: readonly FlooEvent[];
  /** Names in the order of their numbers, from 0. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/** The API that apps written for floo call. */
export const flooApi: FlooApi = JSON.parse(
  readFileSync(new URL('../../../../../interop/floo-web-api.json', import.meta.url), 'utf8'),
);

/** What is wrong with a payload; undefined when it has its shape. */
export function payloadFault({ fields = [], payload: kind }: FlooEvent, payload: unknown): string | undefined {
  const isId = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const missing = () => fields.filter((name) => !(name in Object(payload)));
  switch (kind) {
    case 'none':
      return payload === undefined ? undefined : 'it has a payload';
    case 'string':
      return typeof payload === 'string' ? undefined : 'it is no text';
    case 'id':
      return isId(payload) ? undefined : 'it is no id';
    case 'ids':
      return Array.isArray(payload) && payload.every(isId) ? undefined : 'it is no list of ids';
    case 'noticeOrNone':
      return payload === undefined || missing().length === 0 ? undefined : `without ${missing()}`;
    default:
      return missing().length === 0 ? undefined : `without ${missing()}`;
  }
}
