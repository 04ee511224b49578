import type { Prepare, Samples } from '../sample.ts';

/** A call of somebody who is used up by it. */
function byNewcomer(call: Omit<Awaited<ReturnType<Prepare>>, 'caller'>): Prepare {
  return async ({ newcomer }) => ({ caller: await newcomer(), ...call });
}

/** Tokens, registration and passwords: contract section 4.2. */
export const accountSamples: Samples = {
  'POST /token/id': ({ ann }) => ({ body: { user_id: ann.userId, password: ann.password, device_guid: 'guid' } }),
  'POST /token/login': ({ ann }) => ({ body: { login_name: ann.username, password: ann.password, device_guid: 'g' } }),
  'POST /token/user': ({ ann }) => ({ body: { name: ann.username, password: ann.password, device_guid: 'guid' } }),
  'POST /user/register/batch': ({ freeName }) => ({
    body: { list: [{ username: freeName(), password: 'correct horse' }] },
  }),
  'POST /user/register/push': ({ freeName }) => ({
    body: {
      username: freeName(),
      password: 'correct horse',
      alias: `alias of ${freeName()}`,
      push_token: `token of ${freeName()}`,
      device_guid: 'guid',
      sign: 'x',
    },
  }),
  'POST /user/register/v2': ({ freeName }) => ({
    body: { username: freeName(), password: 'correct horse', referrer: 'a field that nobody knows' },
  }),
  'POST /user/register/anonymous': () => ({
    body: { username: 'anon_', password: 'abcdefghijklmnopqrstuvwx', cid: 2 },
  }),
  'GET /app/user/name_check': ({ ann, freeName }) => ({ caller: ann, query: { username: freeName() } }),
  'POST /user/change_password': async ({ newcomer }) => {
    const caller = await newcomer();
    return { caller, body: { old_password: caller.password, new_password: 'another horse' } };
  },
  'POST /user/change_password_admin': byNewcomer({ body: { password: 'another horse' } }),
  'POST DELETE /user/delete': async ({ newcomer }) => {
    const caller = await newcomer();
    return { caller, body: { password: caller.password } };
  },
  'PUT /user/disable': async ({ newcomer }) => ({ body: { list: [(await newcomer()).userId] } }),
  'PUT /user/enable': async ({ must, newcomer, admin }) => {
    const body = { list: [(await newcomer()).userId] };
    await must('PUT /user/disable', { token: admin, body });
    return { body };
  },
};
