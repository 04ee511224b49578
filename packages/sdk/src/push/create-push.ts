import { ImError } from '@warbler/protocol';
import type { Client } from '../client.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf, truthOf } from '../http/fields.ts';
import type { AccountSeam } from '../seam.ts';
import type { Push, PushProvider, QuietHours } from './push-api.ts';

/** Numbers of the contract (rest-api.md §4.10). */
const providers: Readonly<Record<PushProvider, number>> = {
  ...{ apns: 1, huawei: 2, xiaomi: 3, meizu: 4, vivo: 5, oppo: 6, fcm: 7 },
};

/** Opens the push settings of whoever is signed in. */
export function createPush(client: Client): Push {
  const account = (): AccountSeam => {
    const found = client.seam.account();
    if (!found) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return found;
  };
  const set = async (path: string, query: Readonly<Record<string, string | number>>): Promise<void> => {
    await account().rest.post(path, {}, query);
  };
  const deviceSn = (): number => {
    const sn = account().deviceSn();
    if (sn === 0) throw new ImError('serverUnreachable', { message: 'The device is not known to the server yet' });
    return sn;
  };
  return {
    async profile() {
      const fields = fieldsOf(await account().rest.get('/user/settings'));
      return {
        isEnabled: !truthOf(fields, 'no_push'),
        hidesDetails: truthOf(fields, 'no_push_detail'),
        nickName: textOf(fields, 'push_nick_name'),
        quiet: hoursOf(fields, 'no_push_start_hour', 'no_push_end_hour'),
        silence: hoursOf(fields, 'silence_start_time', 'silence_end_time'),
        pushToken: textOf(fields, 'push_token'),
      };
    },
    setEnabled: (isEnabled) => set('/user/push', { value: String(!isEnabled) }),
    setHidesDetails: (hidesDetails) => set('/user/push/detail', { value: String(hidesDetails) }),
    setNickName: (nickName) => set('/user/push/nickname', { value: nickName }),
    setQuietHours: ({ startHour, endHour }) =>
      set('/user/push/limit', { no_push_start_hour: startHour, no_push_end_hour: endHour }),
    async setSilenceHours({ startHour, endHour }) {
      await account().rest.post('/user/settings', { silence_start_time: startHour, silence_end_time: endHour });
    },
    async tags() {
      const rows = listOf(await account().rest.get('/user/push/tag'));
      return rows.filter((tag): tag is string => typeof tag === 'string');
    },
    async addTags(tags) {
      await account().rest.post('/user/push/tag', { tags });
    },
    async removeTags(tags) {
      await account().rest.remove('/user/push/tag', { tags });
    },
    async clearTags() {
      await account().rest.remove('/user/push/tag/all', {});
    },
    async setAlias(alias, pushToken) {
      await account().rest.post('/user/push/alias', {
        alias,
        ...(pushToken === undefined ? {} : { push_token: pushToken }),
      });
    },
    async setBadge(count) {
      await account().rest.post('/user/push/badge', { badge: count });
    },
    async bindDevice(deviceToken, certificateName) {
      const binding = { device_sn: deviceSn(), device_token: deviceToken, notifier_name: certificateName };
      await account().rest.post('/user/token/bind', binding);
    },
    unbindDevice: async () => set('/user/token/unbind', { deviceSn: deviceSn() }),
    async certificate(provider, environment = 'production') {
      const query = { provider: providers[provider], environment: environment === 'development' ? 0 : 1 };
      const fields = fieldsOf(await account().rest.get('/push/certificate', query));
      return {
        name: textOf(fields, 'name'),
        vendorAppId: textOf(fields, 'app_id'),
        appKey: textOf(fields, 'app_key'),
        appSecret: textOf(fields, 'app_secret'),
      };
    },
  };
}

function hoursOf(fields: Fields, start: string, end: string): QuietHours {
  return { startHour: numberOf(fields, start), endHour: numberOf(fields, end) };
}
