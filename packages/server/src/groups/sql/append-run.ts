import { ImError } from '@warbler/protocol';
import type { NewMeta } from '../../messages/index.ts';
import { appendMeta, groupOf, RunRows } from '../../messages/sql.ts';
import type { ProcedureRun, RunOutcome, RunRequest, StoreContext } from '../../storage/index.ts';
import { numberList, textList } from '../../storage/sql.ts';
import {
  appendToGroup,
  type GroupAppendRows,
  groupIdOf,
  SPEAKER_COLUMNS,
  type Speaker,
  toSpeaker,
} from './append-to-group.ts';

/** What travels in one statement at most. A list of bytes is twice as long as the bytes, and PostgreSQL takes 1 GB. */
const RUN_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Messages to people and to groups that come together, which is what clients do all the time: their rows are fetched at
 * once and written at once. Metas for one member only are rare, and go one by one.
 */
export const appendRun: ProcedureRun = {
  takes: ({ name, input }) => {
    if (name === 'messages.append') return (input as NewMeta).audience === 'everyone';
    return name === 'groups.append' && (input as GroupAppend).meta.audience === 'everyone';
  },
  run: appendAll,
};

interface GroupAppend {
  readonly meta: NewMeta;
}

function appendAll(store: StoreContext, requests: readonly RunRequest[]): readonly RunOutcome[] {
  const metas = requests.map(metaOf);
  const bytes = metas.reduce((sum, { payload }) => sum + payload.length, 0);
  if (bytes > RUN_BYTES_MAX && requests.length > 1) {
    const half = requests.length >> 1;
    return [...appendAll(store, requests.slice(0, half)), ...appendAll(store, requests.slice(half))];
  }
  const rows = new GroupRunRows(store, metas);
  const outcomes = requests.map((request) => appendOne(store, request, rows));
  rows.flush();
  return outcomes;
}

function metaOf({ name, input }: RunRequest): NewMeta {
  return name === 'groups.append' ? (input as GroupAppend).meta : (input as NewMeta);
}

function appendOne(store: StoreContext, { name, input }: RunRequest, rows: GroupRunRows): RunOutcome {
  try {
    const isToGroup = name === 'groups.append';
    const output = isToGroup
      ? appendToGroup(store, input as GroupAppend, rows)
      : appendMeta(store, input as NewMeta, rows);
    return { output };
  } catch (error) {
    if (error instanceof ImError) return { error };
    throw error;
  }
}

/** Appends change nobody's rights, so that what was fetched holds for all of the run. */
class GroupRunRows extends RunRows implements GroupAppendRows {
  readonly #speakers = new Map<string, Speaker>();

  constructor(store: StoreContext, metas: readonly NewMeta[]) {
    super(store, metas);
    const toGroups = metas.filter(({ pair }) => groupOf(pair) !== undefined);
    if (toGroups.length === 0) return;
    const rows = store.statements
      .prepare(SPEAKERS)
      .all(
        textList(toGroups.map(({ pair }) => pair.appId)),
        numberList(toGroups.map(groupIdOf)),
        numberList(toGroups.map(({ from }) => from)),
      );
    for (const row of rows) this.#speakers.set(keyOf(toGroups[(row.place as number) - 1] as NewMeta), toSpeaker(row));
  }

  speakerOf(meta: NewMeta): Speaker | undefined {
    return this.#speakers.get(keyOf(meta));
  }
}

function keyOf(meta: NewMeta): string {
  return `${meta.pair.appId} ${groupIdOf(meta)} ${meta.from}`;
}

const SPEAKERS = `select i.place, ${SPEAKER_COLUMNS}
  from unnest(?::text[], ?::int8[], ?::int8[]) with ordinality as i (app_id, group_id, user_id, place)
  join groups g on g.app_id = i.app_id and g.group_id = i.group_id
  join group_members m on m.app_id = i.app_id and m.group_id = i.group_id and m.user_id = i.user_id`;
