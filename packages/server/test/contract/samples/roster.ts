import type { Samples } from '../sample.ts';
import { apply, befriend, part } from './friends.ts';

/** Contract section 4.6, and the two older calls of section 4.15. */
export const rosterSamples: Samples = {
  'POST PUT /roster/accept': async (world) => {
    await apply(world, world.ben, world.ann);
    return { caller: world.ann, query: { user_id: world.ben.userId } };
  },
  'POST /roster/apply': async (world) => {
    await part(world, world.ann, world.ben);
    return { caller: world.ann, body: { user_id: world.ben.userId, alias: 'B', reason: 'hi', auth_answer: '' } };
  },
  'POST /roster/apply/batch': async (world) => {
    await part(world, world.ann, world.ben);
    return { caller: world.ann, body: [{ user_id: world.ben.userId, alias: 'B' }, { user_id: world.ann.userId }] };
  },
  'GET /roster/apply/list': async (world) => {
    await apply(world, world.ben, world.ann);
    return { caller: world.ann, query: { cursor: '', limit: 10 } };
  },
  'POST PUT /roster/block': async (world) => {
    await part(world, world.ann, world.ben);
    return { caller: world.ann, query: { user_id: world.ben.userId } };
  },
  'GET /roster/blocked_list': async (world) => {
    await part(world, world.ann, world.ben);
    await world.must('POST /roster/block', { as: world.ann, query: { user_id: world.ben.userId } });
    return { caller: world.ann };
  },
  'POST PUT /roster/decline': async (world) => {
    await apply(world, world.ben, world.ann);
    return { caller: world.ann, body: { user_id: world.ben.userId, reason: 'no' } };
  },
  'POST DELETE /roster/delete': async (world) => {
    await befriend(world, world.ann, world.ben);
    return { caller: world.ann, query: { user_id: world.ben.userId } };
  },
  'POST PUT /roster/ext': async (world) => {
    await befriend(world, world.ann, world.ben);
    return {
      caller: world.ann,
      body: { user_id: world.ben.userId, alias: 'Benny', ext: '{}', mute_notification: true },
    };
  },
  'GET /roster/id': async (world) => {
    await befriend(world, world.ann, world.ben);
    return { caller: world.ann, query: { user_id: world.ben.userId } };
  },
  'GET /roster/list': async (world) => {
    await befriend(world, world.ann, world.ben);
    return { caller: world.ann };
  },
  'POST /roster/list': ({ ann, ben }) => ({ caller: ann, body: { list: [ann.userId, ben.userId] } }),
  'GET /roster/may_message': ({ ann, ben }) => ({
    caller: ann,
    query: { user_id: ann.userId, roster_id: ben.userId },
  }),
  'GET /roster/name': ({ ann, ben }) => ({ caller: ann, query: { username: ben.username } }),
  'POST DELETE /roster/unblock': async (world) => {
    await part(world, world.ann, world.ben);
    await world.must('POST /roster/block', { as: world.ann, query: { user_id: world.ben.userId } });
    return { caller: world.ann, query: { user_id: world.ben.userId } };
  },
  'POST /user/add_roster': async (world) => {
    await part(world, world.ann, world.ben);
    return { caller: world.ann, body: { list: [world.ben.userId] } };
  },
  'GET /user/rosters': async (world) => {
    await befriend(world, world.ann, world.ben);
    return { caller: world.ann };
  },
};
