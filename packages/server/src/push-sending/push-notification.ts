import { ImError } from '@warbler/protocol';
import { CHANNEL_OF_PROVIDER, PUSH_CHANNELS, type PushChannel, type VendorChannel } from './push-channel.ts';

/** Most entries of an audience's list (rest-api.md section 4.10). */
const AUDIENCE_MAX = 500;

const AUDIENCE_LISTS = ['tag', 'alias', 'user_id', 'push_token'] as const;

/** Who gets a push. */
export type Audience =
  | 'all'
  | { readonly [List in (typeof AUDIENCE_LISTS)[number]]?: readonly (string | number)[] | undefined };

/** Which channels a push may take: the server's own and then vendors', or one kind only. */
export const DistributionStrategy = {
  combined: 'combined',
  ownOnly: 'mxpush_only',
  vendorsOnly: 'ospush_only',
} as const;

/** One of {@link DistributionStrategy}. */
export type DistributionStrategy = (typeof DistributionStrategy)[keyof typeof DistributionStrategy];

/** Words of `ospush_sequence`, and the channels that each names. */
export const OS_PUSH_GROUPS: Readonly<Record<string, readonly VendorChannel[]>> = {
  ups: ['huawei', 'xiaomi', 'oppo', 'vivo', 'flyme'],
  fcm: ['fcm'],
  huawei: ['huawei'],
  xiaomi: ['xiaomi'],
  oppo: ['oppo'],
  vivo: ['vivo'],
  meizu: ['flyme'],
};

/** How a push is to be sent. */
export interface PushSetting {
  /** A push with the id of one before is that one, and is not sent again. */
  readonly request_id?: string | undefined;
  readonly distribution_strategy?: DistributionStrategy | undefined;
  readonly ospush_sequence?: readonly string[] | undefined;
}

/** What a vendor's channel does with a tap; the contract's Android. */
interface VendorOptions {
  readonly click_action?: string | undefined;
  readonly intent?: string | undefined;
}

/** What a push says, with the names of the contract; what is not named here is passed on as it came. */
export interface PushMessage {
  readonly type?: string | undefined;
  readonly attachment_url?: string | undefined;
  readonly badge?: string | undefined;
  readonly show_begin_time?: number | string | undefined;
  readonly show_end_time?: number | string | undefined;
  readonly android?: VendorOptions | undefined;
  readonly huawei?: VendorOptions | undefined;
  readonly xiaomi?: VendorOptions | undefined;
  readonly oppo?: VendorOptions | undefined;
  readonly vivo?: VendorOptions | undefined;
  readonly flyme?: VendorOptions | undefined;
  readonly fcm?: VendorOptions | undefined;
}

/** A push to be sent. */
export interface PushNotification {
  readonly audience: Audience;
  readonly setting: PushSetting;
  readonly message: PushMessage;
}

const BADGE = /^\+?\d{1,9}$/;
const PICTURE = /\.(jpg|jpeg|png)$/i;
const VENDORS = ['android', 'huawei', 'xiaomi', 'oppo', 'vivo', 'flyme', 'fcm'] as const;

/**
 * Checks what the types of a push don't say.
 *
 * @throws ImError `pushAudienceTooLarge`, `invalidParameter` naming the field and its rule
 */
export function checkNotification({ audience, message }: PushNotification, bytesMax: number): void {
  checkAudience(audience);
  if (Buffer.byteLength(JSON.stringify(message)) > bytesMax) {
    throw invalid('message', `at most ${bytesMax} bytes as JSON`);
  }
  const { type, attachment_url: picture, badge, show_begin_time: begin, show_end_time: end } = message;
  if (badge !== undefined && !BADGE.test(badge)) throw invalid('message.badge', 'a number, or + and a number');
  if (type === 'image' && picture === undefined) throw invalid('message.attachment_url', 'given for type image');
  if (picture !== undefined && !isPictureUrl(picture)) {
    throw invalid('message.attachment_url', 'an http or https address that ends in jpg, jpeg or png');
  }
  if (begin !== undefined && end !== undefined && Number(end) < Number(begin)) {
    throw invalid('message.show_end_time', 'no earlier than show_begin_time');
  }
  for (const vendor of VENDORS) {
    const options = message[vendor];
    if (options?.click_action !== 'intent' || (options.intent ?? '') !== '') continue;
    throw invalid(`message.${vendor}.intent`, 'given for click_action intent');
  }
}

/** The channels that a push may take, in the order of the table. */
export function channelsOf({
  distribution_strategy: strategy,
  ospush_sequence: sequence,
}: PushSetting): Set<PushChannel> {
  const named = new Set<PushChannel>((sequence ?? ['ups', 'fcm']).flatMap((group) => OS_PUSH_GROUPS[group] ?? []));
  return new Set(
    PUSH_CHANNELS.filter((channel) => {
      if (channel === 'mxpush') return strategy !== DistributionStrategy.vendorsOnly;
      // The sequence is about Android phones; an iPhone has one vendor.
      return strategy !== DistributionStrategy.ownOnly && (channel === 'apns' || named.has(channel));
    }),
  );
}

/** The channels that an app has certificates for. */
export function channelsOfProviders(providers: Iterable<number>): Set<PushChannel> {
  return new Set([...providers].flatMap((provider) => CHANNEL_OF_PROVIDER[provider] ?? []));
}

function checkAudience(audience: Audience): void {
  if (audience === 'all') return;
  const [name, ...more] = AUDIENCE_LISTS.filter((candidate) => audience[candidate] !== undefined);
  if (name === undefined || more.length > 0) {
    throw invalid('audience', '"all", or one list of tag, alias, user_id or push_token');
  }
  const list = audience[name] ?? [];
  if (list.length === 0) throw invalid(`audience.${name}`, 'a list that is not empty');
  if (list.length > AUDIENCE_MAX) throw new ImError('pushAudienceTooLarge');
}

function isPictureUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && PICTURE.test(url.pathname);
}

function invalid(parameter: string, rule: string): ImError {
  return new ImError('invalidParameter', {
    message: `invalid request parameter: ${parameter} must be ${rule}`,
    details: { parameter },
  });
}
