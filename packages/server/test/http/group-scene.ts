import type { UserId } from '@warbler/protocol';
import type { Limits } from '../../src/config/index.ts';
import { type Answer, createTestHttp, type Loose, PASSWORD, type RestCall, type TestHttp } from './test-http.ts';

export interface Person {
  readonly userId: UserId;
  readonly token: string;
}

/** A server where people meet in groups. */
export class GroupScene {
  readonly server: TestHttp;
  /** The group that was made last; calls are about it unless they say otherwise. */
  group_id = 0;
  #count = 0;

  private constructor(server: TestHttp) {
    this.server = server;
  }

  static async open(limits: Partial<Limits> = {}): Promise<GroupScene> {
    return new GroupScene(await createTestHttp({}, limits));
  }

  async person(): Promise<Person> {
    this.#count += 1;
    const username = `person_${this.#count}`;
    const { userId } = await this.server.accounts.register(this.server.app, { username, password: PASSWORD });
    return { userId, token: await this.server.tokenOf(username) };
  }

  /** A new group of its owner and members. */
  async make(owner: Person, members: readonly Person[] = [], fields: Loose = {}): Promise<number> {
    const body = { name: 'birds', ...this.users(...members), ...fields };
    const { data } = await this.server.call('POST /group/create', { token: owner.token, body });
    this.group_id = data.group_id;
    return this.group_id;
  }

  users(...people: readonly Person[]): { readonly user_list: readonly UserId[] } {
    return { user_list: people.map(({ userId }) => userId) };
  }

  /** A POST with a body. */
  act(who: Person, path: string, body: Loose = {}): Promise<Answer> {
    return this.call(who, `POST /group/${path}`, { body: { group_id: this.group_id, ...body } });
  }

  /** A GET, or another method, with a query. */
  ask(who: Person, path: string, query: Loose = {}, method = 'GET'): Promise<Answer> {
    return this.call(who, `${method} /group/${path}`, { query: { group_id: this.group_id, ...query } });
  }

  /** A call in the name of somebody. */
  call(who: Person, line: string, call: RestCall = {}): Promise<Answer> {
    return this.server.call(line, { token: who.token, ...call });
  }

  /** A call of an admin token for a group. */
  callForGroup(line: string, call: RestCall = {}, group = this.group_id): Promise<Answer> {
    const token = this.server.accounts.issueAdminToken(this.server.app);
    return this.server.call(line, { token, headers: { group_id: String(group) }, ...call });
  }
}
