import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { StoreKey } from '../file.ts';
import { ObjectState } from './object-rows.ts';

/** Bytes that are about to be written. */
export interface BeginObjectInput {
  readonly appId: AppId;
  /** Who uploads them; absent for what the server makes. */
  readonly owner?: UserId;
  readonly key: StoreKey;
  /** How many there may be. */
  readonly reservedBytes: number;
  /** How many one user may write in 24 hours. */
  readonly bytesPerDay: number;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;

/** Stands for the server itself, which has no user id. */
const NOBODY = 0;

/**
 * Notes that bytes are about to be written, before the first one is, so that a crash leaves nothing unknown.
 *
 * @throws ImError `uploadLimit`
 */
export function beginObject(store: StoreContext, input: BeginObjectInput): void {
  const { appId, owner, key, reservedBytes, nowMs } = input;
  if (owner !== undefined) requireRoom(store, input, owner);
  store.statements
    .prepare(INSERT)
    .run(key, ObjectState.writing, appId, owner ?? NOBODY, owner === undefined ? 0 : reservedBytes, nowMs);
}

const INSERT = `insert into file_objects (store_key, state, app_id, owner_id, size, created_at)
  values (?, ?, ?, ?, ?, ?)`;

function requireRoom({ statements }: StoreContext, input: BeginObjectInput, owner: UserId): void {
  const row = statements.prepare(USED).get(input.appId, owner, input.nowMs - DAY_MS);
  if (((row?.bytes as number | null) ?? 0) + input.reservedBytes <= input.bytesPerDay) return;
  throw new ImError('uploadLimit', { message: `one user may upload ${input.bytesPerDay} bytes in 24 hours` });
}

const USED = `select sum(size) as bytes from file_objects
  where app_id = ? and owner_id = ? and owner_id <> 0 and created_at > ?`;
