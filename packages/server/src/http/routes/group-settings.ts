import { ImError } from '@warbler/protocol';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { booleanInput, integerInput, isYes } from '../wire-schemas.ts';
import { banEndOf, DurationInput } from './ban-duration.ts';
import { actionOf, ownActionOf } from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Switches of a group, and the setting that each one sets. */
const SWITCHES = [
  ['allow_member_invitation', 'member_invite'],
  ['allow_member_modify', 'member_modify'],
  ['enable_read_ack', 'read_ack'],
  ['history_visible', 'history_visible'],
  ['hide_member_info', 'hide_member_info'],
  // Ours: true lets only owner and admins mention everyone.
  ['mention_all', 'mention_all_admins_only'],
] as const;

const APPLY_APPROVAL_MAX = 2;
const MUTE_MODE_MAX = 2;
const PUSH_MODE_MAX = 4;
const DISPLAY_NAME_MAX = 256;

/** What admins set for a group, and members for themselves. */
export const addGroupSettingRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;
  const set = { ...base, method: ['POST', 'PUT'] } as const;

  for (const [name, field] of SWITCHES) {
    defineRoute(http, useCases, {
      ...set,
      url: `/group/settings/${name}`,
      summary: `Sets ${field} of a group; admins only`,
      body: Type.Object({ group_id: integerInput('The group'), value: booleanInput('On or off') }),
      data: doneSchema,
      handle: async ({ caller, body }) => {
        const request = { ...actionOf(caller, body.group_id), field, value: isYes(body.value) };
        await groups.change('groups.update', request);
        return done;
      },
    });
  }

  defineRoute(http, useCases, {
    ...set,
    url: '/group/settings/require_admin_approval',
    summary: 'Sets what happens to applications; admins only',
    body: Type.Object({
      group_id: integerInput('The group'),
      apply_approval: integerInput('0 accepts every one, 1 admins decide, 2 rejects every one'),
    }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const value = readRange(body.apply_approval, 'apply_approval', APPLY_APPROVAL_MAX);
      const request = { ...actionOf(caller, body.group_id), field: 'apply_approval', value } as const;
      await groups.change('groups.update', request);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/settings/ban_all',
    summary: 'Lets only owner and admins speak for a while',
    body: Type.Object({ group_id: integerInput('The group'), duration: DurationInput }),
    data: Type.Object({ ban_expire_time: Type.Integer({ description: 'Milliseconds, -1 for ever' }) }),
    handle: async ({ caller, body }) => {
      const untilMs = banEndOf(body.duration, groups.now());
      await groups.change('groups.banEveryone', { ...actionOf(caller, body.group_id), untilMs });
      return { data: { ban_expire_time: untilMs } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/settings/unban_all',
    summary: 'Lets everyone speak again',
    body: Type.Object({ group_id: integerInput('The group') }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await groups.change('groups.banEveryone', { ...actionOf(caller, body.group_id), untilMs: 0 });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/group/display_name',
    summary: "Sets the caller's name in a group",
    body: Type.Object({ group_id: integerInput('The group'), value: Type.String({ maxLength: DISPLAY_NAME_MAX }) }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const request = { ...ownActionOf(caller, body.group_id), field: 'display_name', value: body.value } as const;
      await groups.change('groups.updateMember', request);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/group/msg/mute_mode',
    summary: 'Sets how the caller hears of a group',
    body: Type.Object({
      group_id: integerInput('The group'),
      msg_mute_mode: integerInput('0 normal, 1 silent, 2 receives no messages'),
    }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const value = readRange(body.msg_mute_mode, 'msg_mute_mode', MUTE_MODE_MAX);
      const request = { ...ownActionOf(caller, body.group_id), field: 'mute_mode', value } as const;
      await groups.change('groups.updateMember', request);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/msg/not_disturb',
    summary: 'Sets whether the caller hears of a group silently; the older switch beside mute_mode',
    body: Type.Object({ group_id: integerInput('The group'), value: booleanInput('true: mode 1, false: mode 0') }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const request = {
        ...ownActionOf(caller, body.group_id),
        field: 'mute_mode',
        value: isYes(body.value) ? 1 : 0,
      } as const;
      await groups.change('groups.updateMember', request);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/group/msg/push_mode',
    summary: 'Sets which messages of a group are pushed to the caller',
    body: Type.Object({
      group_id: integerInput('The group'),
      msg_push_mode: integerInput('0 all, 1 none, 2 admins and mentions, 3 admins, 4 mentions'),
    }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const value = readRange(body.msg_push_mode, 'msg_push_mode', PUSH_MODE_MAX, 'invalidPushMode');
      const request = { ...ownActionOf(caller, body.group_id), field: 'push_mode', value } as const;
      await groups.change('groups.updateMember', request);
      return done;
    },
  });
};

function readRange(
  value: number | string,
  name: string,
  max: number,
  error: 'invalidParameter' | 'invalidPushMode' = 'invalidParameter',
): number {
  const number = readOptionalInteger(value, { name, min: 0, max: Number.MAX_SAFE_INTEGER });
  if (number !== undefined && number <= max) return number;
  throw new ImError(error, { message: `invalid request parameter: ${name} must be an integer from 0 to ${max}` });
}
