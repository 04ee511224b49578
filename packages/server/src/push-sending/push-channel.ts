/** The ways a push can go; the names are those of the contract's TaskDetail. `mxpush` is the server's own, over sockets. */
export const PUSH_CHANNELS = ['mxpush', 'apns', 'huawei', 'xiaomi', 'flyme', 'vivo', 'oppo', 'fcm'] as const;

/** One of {@link PUSH_CHANNELS}. */
export type PushChannel = (typeof PUSH_CHANNELS)[number];

/** A channel of a vendor, which takes an app's certificate. */
export type VendorChannel = Exclude<PushChannel, 'mxpush'>;

/** The contract's numbers of providers. */
export const CHANNEL_OF_PROVIDER: Readonly<Record<number, VendorChannel>> = {
  1: 'apns',
  2: 'huawei',
  3: 'xiaomi',
  4: 'flyme',
  5: 'vivo',
  6: 'oppo',
  7: 'fcm',
};
