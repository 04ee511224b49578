import type { StoredValue } from '../storage/storage.ts';
import type { Row, World } from './world.ts';

/** Users that are asked for at once (rest-api.md §3). */
const usersPerCall = 100;
const groupsPerCall = 200;

type Rows = Readonly<Record<string, Row>>;

/** Rows of people and groups as the REST API gives them, kept under floo's names. */
export class Contacts {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Ids of friends; undefined while the list was never asked for. */
  get rosterIds(): readonly number[] | undefined {
    return this.#world.store.get<readonly number[]>('key_roster_lists');
  }

  get groupIds(): readonly number[] | undefined {
    return this.#world.store.get<readonly number[]>('key_group_lists');
  }

  get rosters(): Rows | undefined {
    return this.#world.store.get<Rows>('key_roster_infos');
  }

  get groups(): Rows | undefined {
    return this.#world.store.get<Rows>('key_group_infos');
  }

  members(groupId: unknown): readonly Row[] {
    return this.#world.store.get<Record<string, readonly Row[]>>('key_group_members')?.[String(groupId)] ?? [];
  }

  async fetchRosterIds(): Promise<readonly number[]> {
    const ids = numbers(await this.#world.rest.call<unknown>('/roster/list'));
    this.setRosterIds(ids);
    return ids;
  }

  async fetchGroupIds(): Promise<readonly number[]> {
    const ids = numbers(await this.#world.rest.call<unknown>('/group/user_joined'));
    this.setGroupIds(ids);
    return ids;
  }

  setRosterIds(ids: readonly number[], notice?: unknown): void {
    this.#world.store.set('key_roster_lists', ids);
    this.#world.bus.fire('onRosterListUpdate', notice);
  }

  setGroupIds(ids: readonly number[], notice?: unknown): void {
    this.#world.store.set('key_group_lists', ids);
    this.#world.bus.fire('onGroupListUpdate', notice);
  }

  /** Asks for users; those that the server knows are kept. */
  async fetchRosters(ids: readonly number[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let at = 0; at < ids.length; at += usersPerCall) {
      const list = ids.slice(at, at + usersPerCall);
      rows.push(...rowsOf(await this.#world.rest.call<unknown>('/roster/list', {}, { list })));
    }
    this.#merge('key_roster_infos', 'user_id', rows);
    if (rows.length > 0)
      this.#world.bus.fire(
        'onRosterInfoUpdate',
        rows.map(({ user_id }) => user_id),
      );
    return rows;
  }

  async fetchGroup(groupId: unknown): Promise<Row> {
    const row = await this.#world.rest.call<Row>('/group/info', { group_id: groupId });
    this.#merge('key_group_infos', 'group_id', [row]);
    this.#world.bus.fire('onGroupListUpdate');
    return row;
  }

  /** What lists show of groups. */
  async fetchGroups(ids: readonly number[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let at = 0; at < ids.length; at += groupsPerCall) {
      const group_list = ids.slice(at, at + groupsPerCall).map(Number);
      rows.push(...rowsOf(await this.#world.rest.call<unknown>('/group/info/batch', {}, { group_list })));
    }
    this.#merge('key_group_infos', 'group_id', rows);
    return rows;
  }

  /** Changes what is kept of a group. */
  changeGroup(groupId: number, changes: Row): void {
    this.#merge('key_group_infos', 'group_id', [{ ...changes, group_id: groupId }]);
  }

  /** Asks for the members of a group and for their names. */
  async fetchMembers(groupId: unknown): Promise<readonly number[]> {
    const { rest, store, bus } = this.#world;
    const members = rowsOf(await rest.call<unknown>('/group/member_list', { group_id: groupId }));
    const ids = members.map(({ user_id }) => Number(user_id));
    const group_id = Number(groupId);
    const named =
      ids.length === 0
        ? []
        : rowsOf(await rest.call<unknown>('/group/members/display_name', {}, { group_id, user_list: ids }));
    const names = new Map(named.map(({ user_id, display_name }) => [Number(user_id), display_name]));
    const rows = members.map((row) => ({
      ...row,
      display_name: names.get(Number(row.user_id)) ?? row.display_name ?? '',
    }));
    const all = store.get<Record<string, readonly Row[]>>('key_group_members') ?? {};
    store.set('key_group_members', { ...all, [group_id]: rows });
    const unknown = ids.filter((id) => this.rosters?.[id]?.username === undefined);
    if (unknown.length > 0) await this.fetchRosters(unknown);
    bus.fire('onGroupMemberChanged', group_id);
    return ids;
  }

  #merge(name: string, key: string, rows: readonly Row[]): void {
    const merged: Record<string, StoredValue | undefined> = { ...this.#world.store.get<Rows>(name) };
    for (const row of rows) merged[String(row[key])] = { ...(merged[String(row[key])] as Row | undefined), ...row };
    if (rows.length > 0) this.#world.store.set(name, merged);
  }
}

function numbers(list: unknown): readonly number[] {
  return Array.isArray(list) ? list.map(Number) : [];
}

function rowsOf(list: unknown): readonly Row[] {
  return Array.isArray(list) ? list : [];
}
