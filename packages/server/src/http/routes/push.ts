import { PUSH_CHANNELS, type PushChannel, PushEnvironment, type PushTaskDetail } from '../../push-sending/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger, readOptionalInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { AudienceInput, PushMessageInput, PushSettingInput } from './push-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Providers are numbered from 1. */
export const PROVIDERS = '1 APNs, 2 Huawei, 3 Xiaomi, 4 Meizu, 5 vivo, 6 OPPO, 7 FCM';

/** The last of them. */
export const PROVIDER_MAX = 7;

const NotifierDto = Type.Object({
  name: Type.String({ description: 'What devices bind their pushes to' }),
  app_id: Type.Optional(Type.String({ description: 'Id at the vendor' })),
  app_key: Type.Optional(Type.String()),
  app_secret: Type.Optional(Type.String({ description: 'Where the vendor wants one from clients' })),
});

const COUNTS = ['target', 'sent', 'received'] as const;

const TaskDetailDto = Type.Object({
  task_id: idOutput('The push'),
  ...Object.fromEntries(
    PUSH_CHANNELS.flatMap((channel) => COUNTS.map((count) => [`${channel}_${count}`, Type.Integer()])),
  ),
  channels: Type.Unsafe<Record<PushChannel, string>>(
    Type.Object(Object.fromEntries(PUSH_CHANNELS.map((channel) => [channel, Type.String()])), {
      description: 'Ours. A channel is "not asked for", "not configured", "waiting", "done" or "failed"',
    }),
  ),
});

/** Pushes by the server's API, and what clients of vendors need to know. */
export const addPushRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { pushSending } = useCases;

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/push/certificate',
    auth: 'user',
    tag: Tag.push,
    summary: 'What a client needs to get pushes of one vendor',
    description: 'Answers 12006 where the app has nothing for it. Secrets of the server are not among it.',
    query: Type.Object({
      provider: integerInput(PROVIDERS),
      environment: Type.Optional(integerInput('0 development, 1 production, which is the default')),
    }),
    data: NotifierDto,
    handle: async ({ caller: { appId }, query }) => {
      const provider = readInteger(query.provider, { name: 'provider', min: 1, max: PROVIDER_MAX });
      const environment = readEnvironment(query.environment);
      const { name, vendorAppId, appKey, clientSecret } = await pushSending.certificateFor(
        appId,
        provider,
        environment,
      );
      const data = { name, app_id: vendorAppId, app_key: appKey, app_secret: clientSecret };
      return { data: { ...withoutEmpty(data), name } };
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/push/notify',
    auth: 'admin',
    tag: Tag.push,
    summary: 'Push to users, by id, alias, tag or push token, or to all',
    description: `The push is stored and answered with its task. This server has no senders yet: its task says \
"not configured" for every channel, and nothing is sent. Answers 12005 for lists of more than 500, 12006 where the app has \
no certificate for any channel asked for. A \`request_id\` that was there before answers the task from then.`,
    body: Type.Object({
      audience: AudienceInput,
      setting: Type.Optional(PushSettingInput),
      message: PushMessageInput,
    }),
    data: Type.Object({ task_id: idOutput('The push') }),
    handle: async ({ caller: { appId }, body: { audience, setting = {}, message } }) => {
      return { data: { task_id: await pushSending.notify(appId, { audience, setting, message }) } };
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/push/task/detail',
    auth: 'admin',
    tag: Tag.push,
    summary: 'What became of pushes, by channel; unknown tasks give no row',
    body: Type.Object({ list: Type.Array(integerInput('A task'), { maxItems: limits.pushTasksAsked }) }),
    data: listOutput(TaskDetailDto),
    handle: async ({ caller: { appId }, body }) => {
      const details = await pushSending.details(appId, [...new Set(body.list.map(Number))]);
      return { data: details.map(detailOut) };
    },
  });
};

/** Reads an environment; production when it is absent. @throws ImError `invalidParameter` */
export function readEnvironment(value: number | string | undefined): PushEnvironment {
  const number = readOptionalInteger(value, { name: 'environment', min: 0, max: 1 });
  return number === PushEnvironment.development ? PushEnvironment.development : PushEnvironment.production;
}

function withoutEmpty<Fields extends Readonly<Record<string, string>>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as Partial<Fields>;
}

function detailOut({ taskId, channels }: PushTaskDetail) {
  const counts = PUSH_CHANNELS.flatMap((channel) =>
    COUNTS.map((count) => [`${channel}_${count}`, channels[channel][count]]),
  );
  const states = PUSH_CHANNELS.map((channel) => [channel, channels[channel].state]);
  return {
    task_id: taskId,
    ...Object.fromEntries(counts),
    channels: Object.fromEntries(states) as Record<PushChannel, string>,
  };
}
