import { type CallUnderTest, NOT_ID, NOT_ID_IN_QUERY, NOT_TEXT, text } from './call-under-test.ts';

const inQuery = (method: string, url: string, name: string): CallUnderTest => ({
  line: `${method} ${url}`,
  needsToken: true,
  query: { [name]: { good: 1, bad: [...NOT_ID_IN_QUERY, '0', '4294967296'] } },
});

const bind = (method: string): CallUnderTest => ({
  line: `${method} /user/token/bind`,
  needsToken: true,
  body: {
    device_sn: { good: 1, bad: [...NOT_ID, 0, 2 ** 32] },
    device_token: { good: 'place', bad: [...NOT_TEXT, '', 'x'.repeat(4097)] },
    notifier_name: text('name'),
  },
});

/** Every call of devices with required parameters (rest-api.md section 4.4). */
export const DEVICE_CALLS: readonly CallUnderTest[] = [
  inQuery('POST', '/user/device/remove', 'device_sn'),
  inQuery('DELETE', '/user/device/remove', 'device_sn'),
  bind('POST'),
  bind('PUT'),
  inQuery('POST', '/user/token/unbind', 'deviceSn'),
  inQuery('DELETE', '/user/token/unbind', 'deviceSn'),
];
