import { ImError } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import { MOBILE_MAX, MOBILE_PATTERN } from '../../accounts/index.ts';
import type { Origin } from '../../identities/index.ts';
import { Type } from '../../type.ts';
import { emailContact, mobileContact } from '../../verification/index.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

const CODE_MAX = 32;
const SIGN_MAX = 100;

const mobile = Type.String({
  pattern: MOBILE_PATTERN,
  maxLength: MOBILE_MAX,
  description: '+ and digits, or 11 digits',
});
const captcha = Type.String({ maxLength: CODE_MAX, description: 'The code that was sent there' });
const sign = Type.String({ maxLength: SIGN_MAX, description: 'The proof that an earlier call gave' });

const SignInfo = Type.Object({ sign: Type.String({ description: 'A proof for the next call' }) });

/** Mobile numbers and e-mail addresses: logging in by them, binding and changing them. */
export const addContactRoutes: AddRoutes = (http, { useCases }) => {
  const { identities } = useCases;
  const base = { method: 'POST', auth: 'user', tag: Tag.codes } as const;

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/user/info_pwd',
    auth: 'app',
    tag: Tag.codes,
    summary: 'Exchanges a code for a login',
    description:
      'A password that counts once and for a minute where the mobile number or e-mail address is an account’s; else, for ' +
      'a mobile number, a proof that binds it to an account.',
    query: Type.Object({
      mobile: Type.Optional(mobile),
      email: Type.Optional(Type.String({ description: 'Taken in place of mobile' })),
      captcha,
    }),
    data: Type.Object({
      user_id: Type.Optional(Type.Integer()),
      username: Type.Optional(Type.String()),
      password: Type.Optional(Type.String({ description: 'Counts once' })),
      sign: Type.Optional(Type.String({ description: 'For mobile_bind_with_sign' })),
    }),
    handle: async ({ caller: { app }, query, request }) => {
      const proof = { contact: contactOf(query), code: query.captcha, address: request.ip };
      const login = await identities.logInByCode(app, proof, originOf(request));
      if ('proof' in login) return { data: { sign: login.proof } };
      const { userId, username, password } = login.pass;
      return { data: { user_id: userId, username, password } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/user/mobile_bind',
    summary: 'Binds a mobile number to the caller',
    description: 'Who has another one changes it instead.',
    body: Type.Object({ mobile, captcha }),
    data: doneSchema,
    handle: async ({ caller, body, request }) => {
      await identities.bindByCode(caller.app, caller, mobileProof(body, request));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    auth: 'maybeUser',
    url: '/app/user/mobile_bind_with_sign',
    summary: 'Binds the mobile number that a proof is of',
    description:
      'To the caller; without a token to the one user who has registered since, from the same browser and network.',
    body: Type.Object({ mobile, sign }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const { app, appId, userId, refusal } = caller;
      const user = userId && { appId, userId };
      try {
        await identities.bindByProof(app, { mobile: body.mobile, proof: body.sign, user });
      } catch (error) {
        // A token that does not count says more than that there is none.
        throw error instanceof ImError && error.code === 'missingToken' ? (refusal ?? error) : error;
      }
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/user/mobile_prechange_by_password',
    summary: 'Proves who the caller is, by password, to change their mobile number',
    body: Type.Object({ password: Type.String() }),
    data: SignInfo,
    handle: async ({ caller, body }) => ({ data: { sign: await identities.proveByPassword(caller, body.password) } }),
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/user/mobile_prechange_by_mobile',
    summary: 'Proves who the caller is, by their mobile number, to change it',
    body: Type.Object({ mobile, captcha }),
    data: SignInfo,
    handle: async ({ caller, body, request }) => {
      const proof = mobileProof(body, request);
      return { data: { sign: await identities.proveByCode(caller.app, caller, proof) } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/user/mobile_change',
    summary: 'Changes the mobile number of the caller',
    body: Type.Object({ mobile, captcha, sign }),
    data: doneSchema,
    handle: async ({ caller, body, request }) => {
      const proof = { ...mobileProof(body, request), changeProof: body.sign };
      await identities.bindByCode(caller.app, caller, proof);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/user/email_bind',
    summary: 'Binds an e-mail address to the caller',
    description: 'Who has another one needs the proof of mobile_prechange_by_password or mobile_prechange_by_mobile.',
    body: Type.Object({ email: Type.String(), captcha, sign: Type.Optional(sign) }),
    data: doneSchema,
    handle: async ({ caller, body, request }) => {
      const proof = { contact: emailContact(body.email), code: body.captcha, address: request.ip };
      const changeProof = body.sign === undefined ? {} : { changeProof: body.sign };
      await identities.bindByCode(caller.app, caller, { ...proof, ...changeProof });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/app/user_verification',
    summary: 'Whether the caller is known by a mobile number',
    data: Type.Object({
      status: Type.Integer({ description: '1: yes; 0: no' }),
      mobile: Type.Optional(Type.String()),
    }),
    handle: async ({ caller }) => {
      const known = await identities.verifiedMobile(caller);
      return { data: known === undefined ? { status: 0 } : { status: 1, mobile: known } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/user_verification_by_mobile',
    summary: 'Makes the caller known by a mobile number',
    body: Type.Object({ mobile, captcha }),
    data: doneSchema,
    handle: async ({ caller, body, request }) => {
      await identities.verifyUser(caller.app, caller, mobileProof(body, request));
      return done;
    },
  });
};

/** Where a call comes from; see `noteRegistration`. */
export function originOf({ ip, headers }: FastifyRequest): Origin {
  return { address: ip, userAgent: headers['user-agent'] ?? '' };
}

function contactOf(query: { readonly mobile?: string; readonly email?: string }) {
  if (query.mobile !== undefined) return mobileContact(query.mobile);
  if (query.email !== undefined) return emailContact(query.email);
  throw new ImError('invalidParameter', { message: 'invalid request parameter: mobile is required in the query' });
}

function mobileProof(body: { readonly mobile: string; readonly captcha: string }, { ip }: FastifyRequest) {
  return { contact: mobileContact(body.mobile), code: body.captcha, address: ip };
}
