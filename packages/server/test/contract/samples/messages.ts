import type { ContractWorld, Person } from '../contract-world.ts';
import type { Prepare, Samples } from '../sample.ts';
import { befriend } from './friends.ts';

/** A text from one person to another. */
export async function text(world: ContractWorld, from: Person, to: Person): Promise<number> {
  const body = { type: 1, targets: [to.userId], content_type: 0, content: 'hello' };
  const { json } = await world.call('POST /message/send', { as: from, body });
  if (json?.code !== 200) throw new Error(`nothing was sent: ${JSON.stringify(json)}`);
  return json.msg_ids[0];
}

const send: Prepare = async (world) => {
  const { ann, ben } = world;
  await befriend(world, ann, ben);
  return {
    caller: ann,
    body: {
      type: 1,
      from_user_id: ann.userId,
      targets: [ben.userId],
      content_type: 0,
      content: 'hello',
      config: '{"antispam_prompt":""}',
      ext: '{"ai":{"role":"ai"}}',
      attachment: '',
      online_only: false,
    },
  };
};

/** Contract section 4.8 and 4.11. */
export const messageSamples: Samples = {
  'POST PUT /ai/message/send': async (world) => ({
    caller: world.ann,
    isLive: true,
    body: {
      type: 1,
      from_user_id: world.ann.userId,
      targets: [(await world.bot()).userId],
      content_type: 0,
      content: 'why?',
    },
  }),
  'GET /message/ack': async (world) => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    const msg_id = await text(world, ben, ann);
    return { caller: ann, query: { conversation_id: ben.userId, msg_id, device_sn: 0 } };
  },
  'POST /message/broadcast': () => ({ body: { type: 1, content_type: 0, content: 'to all of you' } }),
  'GET /message/conversation': async (world) => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    await text(world, ben, ann);
    await text(world, ann, ben);
    return { caller: ann, query: { opposite_id: ben.userId, msg_id_start: 0, limit: 1 } };
  },
  'DELETE /message/conversation': async (world) => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    await text(world, ben, ann);
    return { caller: ann, query: { conversation_id: ben.userId } };
  },
  'POST PUT /message/notify': ({ ann }) => ({
    body: { type: 1, from_user_id: ann.userId, targets: [ann.userId], content_type: 0, content: 'maintenance at ten' },
  }),
  'POST PUT /message/recall': async (world) => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    const msg_id = await text(world, ann, ben);
    return { caller: ann, body: { conversation_id: ben.userId, msg_id } };
  },
  'POST PUT /message/send': send,
  'GET /message/unread': async (world) => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    await text(world, ben, ann);
    return { caller: ann };
  },
};
