import type { AppId } from '@warbler/protocol';
import { addWork, finishWork, type WorkInput } from '../../outbox/sql.ts';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { PUSH_CHANNELS, type PushChannel } from '../push-channel.ts';
import type { PushNotification } from '../push-notification.ts';
import {
  type ChannelResult,
  type ChannelState,
  type PushCounts,
  type PushTaskDetail,
  pushQueue,
} from '../push-task.ts';

/** A push is to be stored. */
export interface StoreTaskInput {
  readonly appId: AppId;
  /** Empty: the push is another one every time. */
  readonly requestId: string;
  /** The notification as JSON. */
  readonly notification: string;
  readonly states: Readonly<Record<PushChannel, ChannelState>>;
  readonly nowMs: number;
  /** How many tasks of an app are kept; the oldest go. */
  readonly keptMax: number;
}

/** The id of a stored push. */
export interface StoredTask {
  readonly taskId: number;
  /** False for one whose request id was there already: it is that push. */
  readonly isNew: boolean;
}

/** Stores a push, once a request id, and puts it down for the senders of its channels. */
export function storeTask(store: StoreContext, input: StoreTaskInput): StoredTask {
  const { statements } = store;
  const { appId, requestId, notification, states, nowMs, keptMax } = input;
  const known = requestId === '' ? undefined : statements.prepare(BY_REQUEST).get(appId, requestId);
  if (known !== undefined) return { taskId: known.task_id as number, isNew: false };
  const row = statements.prepare(NEXT_ID).get();
  const taskId = row?.last as number;
  statements.prepare(INSERT).run(appId, taskId, requestId, notification, JSON.stringify(states), nowMs);
  statements.prepare(DROP_OLDEST).run(appId, appId, keptMax);
  for (const channel of PUSH_CHANNELS) {
    if (states[channel] === 'waiting') addWork(store, pushQueue(channel), JSON.stringify({ appId, taskId }));
  }
  return { taskId, isNew: true };
}

const BY_REQUEST = 'select task_id from push_tasks where app_id = ? and request_id = ?';
const NEXT_ID = "update id_counters set last = last + 1 where name = 'push_task' returning last";
const INSERT = `insert into push_tasks (app_id, task_id, request_id, notification, states, created_at)
  values (?, ?, ?, ?, ?, ?)`;
const DROP_OLDEST = `delete from push_tasks where app_id = ? and task_id <= coalesce(
  (select task_id from push_tasks where app_id = ? order by task_id desc limit 1 offset ?), 0)`;

/** Which push. */
export interface PushTaskRef {
  readonly appId: AppId;
  readonly taskId: number;
}

/** The notification of a push; undefined when it is one of the oldest, which are not kept. */
export function findNotification(
  { statements }: StoreContext,
  { appId, taskId }: PushTaskRef,
): PushNotification | undefined {
  const row = statements
    .prepare('select notification from push_tasks where app_id = ? and task_id = ?')
    .get(appId, taskId);
  return row === undefined ? undefined : JSON.parse(row.notification as string);
}

/** What became of a push on one channel. */
export interface TaskResultInput extends PushTaskRef, WorkInput {
  readonly channel: PushChannel;
  readonly state: ChannelState;
  readonly counts: PushCounts;
}

/** Keeps it, unless somebody else is at it by now; a task that is gone by now is passed over. */
export function saveTaskResult(store: StoreContext, input: TaskResultInput): void {
  if (!finishWork(store, input)) return;
  const { appId, taskId, channel, state, counts } = input;
  const path = `$.${channel}`;
  store.statements.prepare(SAVE).run(path, state, path, JSON.stringify(counts), appId, taskId);
}

const SAVE = `update push_tasks set states = json_set(states, ?, ?), counts = json_set(counts, ?, json(?))
  where app_id = ? and task_id = ?`;

/** Which tasks are asked for. */
export interface TaskDetailsInput {
  readonly appId: AppId;
  readonly taskIds: readonly number[];
}

/** What became of pushes, in the order asked; other apps' and unknown ones give no row. */
export function taskDetails({ statements }: StoreContext, { appId, taskIds }: TaskDetailsInput): PushTaskDetail[] {
  return taskIds.flatMap((taskId) => {
    const row = statements.prepare(DETAIL).get(appId, taskId);
    return row === undefined ? [] : [{ taskId, channels: readChannels(row) }];
  });
}

const DETAIL = 'select states, counts from push_tasks where app_id = ? and task_id = ?';

const NOTHING: PushCounts = { target: 0, sent: 0, received: 0 };

function readChannels(row: SqlRow): PushTaskDetail['channels'] {
  const states: Partial<Record<PushChannel, ChannelState>> = JSON.parse(row.states as string);
  const counts: Partial<Record<PushChannel, PushCounts>> = JSON.parse(row.counts as string);
  const results = PUSH_CHANNELS.map((channel): [PushChannel, ChannelResult] => [
    channel,
    { state: states[channel] ?? 'not configured', ...(counts[channel] ?? NOTHING) },
  ]);
  return Object.fromEntries(results) as PushTaskDetail['channels'];
}
