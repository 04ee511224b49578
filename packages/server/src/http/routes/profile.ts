import type { Static } from 'typebox';
import { type Account, MOBILE_MAX, MOBILE_PATTERN } from '../../accounts/index.ts';
import { Type } from '../../type.ts';
import { parseTextBodies } from '../body-parser.ts';
import type { CallerOf } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const UserProfileDto = Type.Object({
  user_id: idOutput('The user'),
  username: Type.String(),
  nick_name: Type.String(),
  avatar: Type.String(),
  description: Type.String(),
  public_info: Type.String({ description: 'Everyone sees it' }),
  private_info: Type.String({ description: 'Only the user sees it' }),
  mobile: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
});

const UserProfileRequest = Type.Object({
  nick_name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  public_info: Type.Optional(Type.String()),
  private_info: Type.Optional(Type.String()),
});

const MobileInput = Type.Object({
  mobile: Type.String({ pattern: MOBILE_PATTERN, maxLength: MOBILE_MAX, description: '+ and digits, or 11 digits' }),
});

/** Texts that are the whole body of a call, and the part of the profile that each one sets. */
const TEXT_BODIES = [
  ['public', 'publicInfo', 'Everyone sees it.'],
  ['private', 'privateInfo', 'Only the user sees it.'],
] as const;

/** What a user tells of themselves. */
export const addProfileRoutes: AddRoutes = (http, { useCases }) => {
  const { accounts } = useCases;
  const base = { auth: 'user', tag: Tag.user } as const;
  const set = { ...base, method: ['POST', 'PUT'] } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/profile',
    summary: "The caller's profile",
    data: UserProfileDto,
    handle: async ({ caller }) => ({ data: toProfile(await accounts.find(caller.appId, caller.userId)) }),
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/profile',
    summary: 'Change parts of the profile',
    body: UserProfileRequest,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.updateProfile(caller, {
        nickName: body.nick_name,
        description: body.description,
        publicInfo: body.public_info,
        privateInfo: body.private_info,
      });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/nickname',
    summary: 'Change the nick name',
    query: Type.Object({ nick_name: Type.String() }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await accounts.updateProfile(caller, { nickName: query.nick_name });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/avatar',
    summary: 'Change the avatar',
    body: Type.Object({ avatar: Type.String({ description: 'A download URL, or the name of an object' }) }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.updateProfile(caller, { avatar: body.avatar });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/username',
    summary: 'Change the user name',
    description: 'The old name is free from then on.',
    query: Type.Object({ username: Type.String({ description: 'By the rules for new users' }) }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await accounts.changeUsername(caller, query.username);
      return done;
    },
  });

  const changeMobile = {
    summary: 'Change the mobile number',
    description:
      'One of the names to log in with the password, so nobody else may have it. A user proves nothing by this call: the ' +
      'number is not good for codes then, whoever proves that it is theirs takes it, and one that was proven stays. What an ' +
      'admin sets is proven.',
    data: doneSchema,
  } as const;
  defineRoute(http, useCases, {
    ...set,
    ...changeMobile,
    url: '/user/mobile',
    query: MobileInput,
    handle: async ({ caller, query }) => {
      await accounts.setMobile(caller, query.mobile, isByAdmin(caller));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    ...changeMobile,
    method: 'POST',
    url: '/app/user/mobile_update',
    body: MobileInput,
    handle: async ({ caller, body }) => {
      await accounts.setMobile(caller, body.mobile, isByAdmin(caller));
      return done;
    },
  });

  http.register(async (scope) => {
    parseTextBodies(scope);
    for (const [name, field, whoSeesIt] of TEXT_BODIES) {
      defineRoute(scope, useCases, {
        ...set,
        url: `/user/${name}`,
        summary: `Change the ${name} info`,
        description: `${whoSeesIt} The whole body is the text, as a JSON string or as it is.`,
        body: Type.String(),
        data: doneSchema,
        handle: async ({ caller, body }) => {
          await accounts.updateProfile(caller, { [field]: body });
          return done;
        },
      });
    }
  });
};

/** What an admin says of a user is known. */
function isByAdmin({ tokenId }: Pick<CallerOf<'user'>, 'tokenId'>): boolean {
  return tokenId === undefined;
}

function toProfile({ userId, username, mobile, email, profile }: Account): Static<typeof UserProfileDto> {
  return {
    user_id: userId,
    username,
    nick_name: profile.nickName,
    avatar: profile.avatar,
    description: profile.description,
    public_info: profile.publicInfo,
    private_info: profile.privateInfo,
    ...(mobile === undefined ? {} : { mobile }),
    ...(email === undefined ? {} : { email }),
  };
}
