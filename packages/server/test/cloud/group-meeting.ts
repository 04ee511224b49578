import {
  BodyType,
  decodeGroupNotice,
  type GroupNotice,
  type GroupNoticeType,
  MetaNamespace,
  type SyncDL,
} from '@warbler/protocol';
import type { Cloud, DeployedClient, TestUser, Transport } from '@warbler/test-kit';
import { People } from './people.ts';
import { shownBy } from './verify-sync.ts';

/** A user who is online with one device, and calls REST with a token. */
export interface Attendant {
  readonly user: TestUser;
  readonly id: number;
  readonly token: string;
  readonly device: DeployedClient;
}

let count = 0;

/** People who meet in a group: who is online, what they do over REST, and what their devices hear of it. */
export class GroupMeeting {
  readonly cloud: Cloud;
  readonly people: People;
  group = 0;

  constructor(cloud: Cloud, transport: Transport) {
    this.cloud = cloud;
    this.people = new People(cloud, transport);
  }

  /** A new user, online and syncing. */
  async attendant(name: string): Promise<Attendant> {
    count += 1;
    const user = await this.cloud.register(`${name}_${count}`);
    const device = await this.people.device(user, 'phone', { isSyncing: true });
    return { user, id: user.userId, token: await this.cloud.rest.logIn(user), device };
  }

  async make(owner: Attendant, members: readonly Attendant[] = [], fields: object = {}): Promise<number> {
    const body = { name: 'birds', ...this.users(...members), ...fields };
    this.group = (await this.cloud.rest.post<{ group_id: number }>('/group/create', body, owner.token)).group_id;
    return this.group;
  }

  users(...people: readonly Attendant[]): { readonly user_list: readonly number[] } {
    return { user_list: people.map(({ id }) => id) };
  }

  /** A POST about the group, with a body. */
  post<Data>(who: Attendant, path: string, body: object = {}): Promise<Data> {
    return this.cloud.rest.post<Data>(`/group/${path}`, { group_id: this.group, ...body }, who.token);
  }

  /** A POST about the group, with a query. */
  postQuery<Data>(who: Attendant, path: string, query: Readonly<Record<string, number>> = {}): Promise<Data> {
    const fields = Object.entries({ group_id: this.group, ...query }).map(([name, value]) => `${name}=${value}`);
    return this.cloud.rest.post<Data>(`/group/${path}?${fields.join('&')}`, {}, who.token);
  }

  say(who: Attendant, text: string, fields: object = {}): Promise<SyncDL> {
    return who.device.sendText(this.group, text, { type: BodyType.GROUPCHAT, ...fields });
  }

  textsAt({ device }: Attendant): readonly string[] {
    return shownBy(device, this.group).map(({ content }) => content);
  }

  /** Notices about the group that reached a device: in its stream, or another one. */
  noticesAt({ device }: Attendant, conversation = this.group): readonly GroupNotice[] {
    return [...(device.received.get(conversation)?.values() ?? [])]
      .filter(({ ns }) => ns === MetaNamespace.GROUP_NOTICE)
      .map(({ payload }) => decodeGroupNotice(payload))
      .filter(({ gid }) => gid?.uid === this.group);
  }

  /** Those of one type, as who did it, whom it concerns, and what its JSON says. */
  told(who: Attendant, type: GroupNoticeType, conversation = this.group) {
    return this.noticesAt(who, conversation)
      .filter((notice) => notice.type === type)
      .map(({ from, to, content }) => ({
        from: from?.uid,
        to: to.map(({ uid }) => uid),
        content: content === '' ? '' : (JSON.parse(content) as unknown),
      }));
  }

  leave(): void {
    this.people.leave();
  }
}
