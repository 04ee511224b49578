import type { ContractWorld, Person } from '../contract-world.ts';
import type { Prepare, Samples } from '../sample.ts';

/** A group of ann's, with ben in it. */
export async function groupOf({ must, ann, ben }: ContractWorld, more: readonly Person[] = []): Promise<number> {
  const body = { name: 'choir', type: 0, user_list: [ben, ...more].map(({ userId }) => userId) };
  return (await must('POST /group/create', { as: ann, body })).group_id;
}

/** A call of the owner about a group that an admin token may make for the group as well. */
function inGroup(more: (world: ContractWorld, group: number) => object | Promise<object>): Prepare {
  return async (world) => {
    const group = await groupOf(world);
    return { caller: world.ann, group, body: { group_id: group, ...(await more(world, group)) } };
  };
}

/** The same with its parameters in the query. */
function askGroup(
  more: (
    world: ContractWorld,
    group: number,
  ) => Record<string, unknown> | Promise<Record<string, unknown>> = () => ({}),
): Prepare {
  return async (world) => {
    const group = await groupOf(world);
    return { caller: world.ann, group, query: { group_id: group, ...(await more(world, group)) } };
  };
}

const ben = ({ ben: { userId } }: ContractWorld) => ({ user_list: [userId] });

const withAdmin = async (world: ContractWorld, group: number) => {
  await world.must('POST /group/admin/add', { as: world.ann, body: { group_id: group, ...ben(world) } });
  return ben(world);
};

const withBan = async (world: ContractWorld, group: number) => {
  await world.must('POST /group/ban', { as: world.ann, body: { group_id: group, duration: 5, ...ben(world) } });
  return ben(world);
};

const withBlock = async (world: ContractWorld, group: number) => {
  await world.must('POST /group/block', { as: world.ann, body: { group_id: group, ...ben(world) } });
  return ben(world);
};

const withAnnouncement = async ({ must, ann }: ContractWorld, group: number) => {
  const body = { group_id: group, title: 'Rehearsal', content: 'at eight' };
  const { id: announcement_id } = await must('POST /group/announcement/edit', { as: ann, body });
  return { announcement_id };
};

const withFile = async ({ must, ann }: ContractWorld, group: number) => {
  const body = {
    group_id: group,
    name: 'score.pdf',
    size: 10,
    type: 'application/pdf',
    url: '/file/download/chat?file_sign=1',
  };
  const { file_id } = await must('POST /group/file/upload', { as: ann, body });
  return { file_id };
};

const withApplication = async ({ must, cem }: ContractWorld, group: number) => {
  await must('POST /group/apply', { as: cem, body: { group_id: group, reason: 'I sing' } });
  return { user_id: cem.userId, approval: true };
};

const withQrCode = async ({ must, ann }: ContractWorld, group: number): Promise<string> =>
  (await must('GET /group/qrcode/sign', { as: ann, query: { group_id: group } })).qr_info;

/** Cem is asked before he is in a group. */
const invited = async (world: ContractWorld): Promise<number> => {
  const { must, ann, cem } = world;
  await must('POST /user/settings', { as: cem, body: { user_id: cem.userId, group_confirm: true } });
  const group = await groupOf(world);
  await must('POST /group/invite', { as: ann, body: { group_id: group, user_list: [cem.userId] } });
  return group;
};

const setting = inGroup(() => ({ value: true }));
const info = inGroup(() => ({ value: 'new' }));
const page = { cursor: '', limit: 10, version: 0 };

/** What a member sets for themselves: no group can do it for them. */
const own =
  (more: object): Prepare =>
  async (world) => ({
    caller: world.ann,
    body: { group_id: await groupOf(world), ...more },
  });

/** Contract section 4.7, and the two calls of section 4.12 about codes of groups. */
export const groupSamples: Samples = {
  'POST /group/admin/add': inGroup(ben),
  'POST DELETE /group/admin/remove': inGroup(withAdmin),
  'GET /group/admin_list': askGroup(async (world, group) => {
    await withAdmin(world, group);
    return {};
  }),
  'GET /group/announcement': askGroup(withAnnouncement),
  'POST DELETE /group/announcement/delete': askGroup(withAnnouncement),
  'POST /group/announcement/edit': inGroup(() => ({ title: 'Rehearsal', content: 'at eight' })),
  'GET /group/announcement/last': askGroup(async (world, group) => {
    await withAnnouncement(world, group);
    return {};
  }),
  'GET /group/announcement/list': askGroup(async (world, group) => {
    await withAnnouncement(world, group);
    return {};
  }),
  'POST /group/application_list': async (world) => {
    const group = await groupOf(world);
    await withApplication(world, group);
    return { caller: world.ann, group, query: page, body: { group_list: [group] } };
  },
  'POST /group/apply': async (world) => ({
    caller: world.cem,
    body: { group_id: await groupOf(world), reason: 'I sing' },
  }),
  'POST PUT /group/apply/handle': inGroup(withApplication),
  'POST /group/ban': inGroup((world) => ({ duration: 5, ...ben(world) })),
  'GET /group/banned_list': askGroup(async (world, group) => {
    await withBan(world, group);
    return page;
  }),
  'POST /group/block': inGroup(ben),
  'GET /group/blocked_list': askGroup(async (world, group) => {
    await withBlock(world, group);
    return page;
  }),
  'POST /group/create': ({ ann, ben: { userId } }) => ({
    caller: ann,
    body: { name: 'choir', type: 1, avatar: '/a?b', description: 'We sing', user_list: [userId] },
  }),
  'POST DELETE /group/destroy': askGroup(),
  'POST PUT /group/display_name': own({ value: 'Alto' }),
  'GET /group/file': askGroup(withFile),
  'POST DELETE /group/file/delete': inGroup(async (world, group) => {
    const { file_id } = await withFile(world, group);
    return { file_list: [file_id] };
  }),
  'GET /group/file/list': askGroup(async (world, group) => {
    await withFile(world, group);
    return {};
  }),
  'POST PUT /group/file/update_name': inGroup(async (world, group) => ({
    name: 'parts.pdf',
    ...(await withFile(world, group)),
  })),
  'POST /group/file/upload': inGroup(() => ({
    name: 'score.pdf',
    size: 10,
    type: 'application/pdf',
    url: '/file/download/chat?file_sign=2',
  })),
  'GET /group/info': askGroup(),
  'POST PUT /group/info/avatar': info,
  'POST /group/info/batch': async (world) => {
    const group = await groupOf(world);
    return { caller: world.ann, group, body: { group_list: [group] } };
  },
  'POST PUT /group/info/description': info,
  'POST PUT /group/info/ext': info,
  'POST PUT /group/info/name': info,
  'GET /group/invitation_list': async (world) => {
    await invited(world);
    return { caller: world.cem, query: page };
  },
  'POST /group/invite': inGroup(({ cem }) => ({ user_list: [cem.userId], reason: 'sing with us' })),
  'POST PUT /group/invite/handle': async (world) => {
    const group_id = await invited(world);
    return { caller: world.cem, body: { group_id, user_id: world.ann.userId, approval: true } };
  },
  'POST DELETE /group/kick': inGroup(ben),
  'POST DELETE /group/leave': async (world) => ({
    caller: world.ben,
    query: { group_id: await groupOf(world) },
  }),
  'GET /group/member_list': askGroup(() => page),
  'POST /group/members/display_name': inGroup(ben),
  'POST PUT /group/msg/mute_mode': own({ msg_mute_mode: 1 }),
  'POST PUT /group/msg/push_mode': own({ msg_push_mode: 2 }),
  'POST /group/msg/not_disturb': own({ value: true }),
  'GET /group/public_list': ({ ann }) => ({ caller: ann, group: 'any' }),
  'POST /group/qrcode/invite': async (world) => ({
    caller: world.cem,
    body: { qr_info: await withQrCode(world, await groupOf(world)) },
  }),
  'GET /group/qrcode/sign': askGroup(),
  'GET /group/settings': askGroup(),
  'POST PUT /group/settings/allow_member_invitation': setting,
  'POST PUT /group/settings/allow_member_modify': setting,
  'POST /group/settings/ban_all': inGroup(() => ({ duration: -1 })),
  'POST PUT /group/settings/enable_read_ack': setting,
  'POST PUT /group/settings/hide_member_info': setting,
  'POST PUT /group/settings/history_visible': setting,
  'POST PUT /group/settings/require_admin_approval': inGroup(() => ({ apply_approval: 2 })),
  'POST /group/settings/unban_all': inGroup(() => ({})),
  'POST PUT /group/transfer': inGroup(({ ben: { userId } }) => ({ new_owner: userId })),
  'POST /group/unban': inGroup(withBan),
  'POST DELETE /group/unblock': inGroup(withBlock),
  'GET /group/user_joined': async (world) => {
    await groupOf(world);
    return { caller: world.ann };
  },
  'GET /app/qrcode/group_sign': async (world) => ({
    caller: world.ann,
    query: { group_id: await groupOf(world) },
  }),
  'GET /app/qrcode/group_invite': async (world) => ({
    caller: world.cem,
    query: { qr_info: await withQrCode(world, await groupOf(world)) },
  }),
};
