import type { Samples } from '../sample.ts';
import { befriend } from './friends.ts';

/** What users set for themselves, and admins for them: contract sections 4.3 and 4.5. */
export const userSamples: Samples = {
  'POST PUT /user/authmode': ({ ann }) => ({ caller: ann, query: { value: 1 } }),
  'POST PUT /user/avatar': ({ ann }) => ({ caller: ann, body: { avatar: '/file/download/avatar?object_name=a' } }),
  'POST PUT /user/avatar/batch': ({ ann }) => ({ body: { list: [{ user_id: ann.userId, avatar: '/a?b=1' }] } }),
  'POST PUT /user/conversation/pin': async (world) => {
    await befriend(world, world.ann, world.ben);
    return { caller: world.ann, body: { conversation_id: world.ben.userId } };
  },
  'GET /user/conversation/pin_list': async (world) => {
    const { must, ann, ben } = world;
    await must('POST /user/conversation/pin', { as: ann, body: { conversation_id: ben.userId } });
    return { caller: ann };
  },
  'POST PUT /user/conversation/unpin': async ({ must, ann, ben }) => {
    await must('POST /user/conversation/pin', { as: ann, body: { conversation_id: ben.userId } });
    return { caller: ann, body: { conversation_id: ben.userId } };
  },
  'POST PUT /user/download': ({ ann }) => ({ caller: ann, query: { value: true } }),
  'GET /user/list': () => ({ query: { page_num: 1, page_size: 2 } }),
  // What an admin sets is proven, and a user changes that by a code only.
  'POST PUT /user/mobile': async ({ newcomer, freeMobile }) => ({
    caller: await newcomer(),
    query: { mobile: freeMobile() },
  }),
  'GET /roster/mobile': async ({ must, ann, ben, freeMobile }) => {
    const mobile = freeMobile();
    await must('POST /user/mobile', { as: ben, query: { mobile } });
    return { caller: ann, query: { mobile } };
  },
  'POST PUT /user/nickname': ({ ann }) => ({ caller: ann, query: { nick_name: 'Annie' } }),
  'GET /user/online_status': ({ ann }) => ({ caller: ann }),
  'POST PUT /user/private': ({ ann }) => ({ caller: ann, body: 'for my eyes' }),
  'GET /user/profile': ({ ann }) => ({ caller: ann }),
  'POST PUT /user/profile': ({ ann }) => ({
    caller: ann,
    body: { nick_name: 'Annie', description: 'sings', public_info: '{}', private_info: '{}' },
  }),
  'POST PUT /user/profile/batch': ({ ann }) => ({
    body: { list: [{ user_id: ann.userId, nick_name: 'Annie', description: 'sings' }] },
  }),
  'POST PUT /user/public': ({ ann }) => ({ caller: ann, body: '{"manufacturer":"me"}' }),
  'GET /user/settings': ({ ann }) => ({ caller: ann }),
  'POST PUT /user/settings': ({ ann }) => ({
    caller: ann,
    body: { user_id: ann.userId, auth_mode: 1, group_confirm: 0, no_push_start_hour: 22 },
  }),
  'POST PUT /user/sounds': ({ ann }) => ({ caller: ann, query: { value: true }, body: {} }),
  'POST PUT /user/username': async ({ newcomer, freeName }) => ({
    caller: await newcomer(),
    query: { username: freeName() },
  }),
  'POST PUT /user/vibratory': ({ ann }) => ({ caller: ann, query: { value: true }, body: {} }),
  'POST PUT /user/push': ({ ann }) => ({ caller: ann, query: { value: false }, body: {} }),
  'POST /user/push/alias': ({ ann, freeName }) => ({ caller: ann, body: { alias: freeName() } }),
  'POST /user/push/badge': ({ ann }) => ({ caller: ann, body: { badge: 3 } }),
  'POST PUT /user/push/detail': ({ ann }) => ({ caller: ann, query: { value: true }, body: {} }),
  'POST PUT /user/push/limit': ({ ann }) => ({
    caller: ann,
    query: { no_push_start_hour: 22, no_push_end_hour: 7 },
    body: {},
  }),
  'POST PUT /user/push/nickname': ({ ann }) => ({ caller: ann, query: { value: 'Annie' }, body: {} }),
  'GET /user/push/tag': async ({ must, ann }) => {
    await must('POST /user/push/tag', { as: ann, body: { tags: ['alto'] } });
    return { caller: ann };
  },
  'POST DELETE /user/push/tag': ({ ann }) => ({ caller: ann, body: { tags: ['alto', 'choir'] } }),
  'DELETE /user/push/tag/all': ({ ann }) => ({ caller: ann }),
};
