import { type Audience, DistributionStrategy, OS_PUSH_GROUPS } from '../../push-sending/index.ts';
import { Type } from '../../type.ts';
import { booleanInput, integerInput } from '../wire-schemas.ts';

const text = (description: string) => Type.Optional(Type.String({ description }));
const oneOf = <Word extends string>(words: readonly Word[], description: string) =>
  Type.Unsafe<Word>({ type: 'string', enum: [...words], description });

const Names = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 })));

/** Whom a push is for: `all`, or one list. Its length is the capability's to check, which has a code for it. */
export const AudienceInput = Type.Unsafe<Audience>({
  description: '"all", or an object with one list of at most 500: tag, alias, user_id or push_token',
  type: ['string', 'object'],
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { const: 'all' },
  else: Type.Object({
    tag: Names,
    alias: Names,
    push_token: Names,
    user_id: Type.Optional(Type.Array(integerInput(''))),
  }),
});

/** How a push is sent. */
export const PushSettingInput = Type.Object({
  request_id: Type.Optional(Type.String({ maxLength: 128, description: 'A push with this id is taken once' })),
  distribution_strategy: Type.Optional(
    oneOf(Object.values(DistributionStrategy), 'The own channel, then vendors (combined); or one kind only'),
  ),
  ospush_sequence: Type.Optional(
    Type.Array(oneOf(Object.keys(OS_PUSH_GROUPS), 'ups is Huawei, Xiaomi, OPPO, vivo and Meizu'), {
      minItems: 1,
      maxItems: 20,
      description: 'Vendors of Android phones, in the order of preference. ups and fcm when absent',
    }),
  ),
});

const android = {
  sound: text('Sound file'),
  channel_id: text('Notification channel'),
  click_action: Type.Optional(oneOf(['intent', 'open_app'], 'What a tap does')),
  intent: text('Intent URI; needed for click_action intent'),
};

const Vendor = Type.Optional(Type.Object(android));
const zeroOrOne = (description: string) =>
  Type.Optional(Type.Unsafe<0 | 1 | '0' | '1'>({ enum: [0, 1, '0', '1'], description }));

/** What a push says (rest-api.md section 5, PushMessage). */
export const PushMessageInput = Type.Object({
  type: Type.Optional(oneOf(['text', 'image', 'cmd'], 'text is the default; cmd shows nothing')),
  title: text('Title'),
  body: text('Text'),
  big_text: text('Longer text, where the vendor shows one'),
  attachment_url: text('Picture, needed for type image: jpg, jpeg or png under 1 MB'),
  badge: text('"5" sets, "+1" adds'),
  ext: Type.Optional(Type.Object({}, { description: "The app's own JSON object" })),
  show_begin_time: Type.Optional(integerInput('Seconds')),
  show_end_time: Type.Optional(integerInput('Seconds')),
  ios: Type.Optional(
    Type.Object({
      sound: text('Sound file'),
      content_available: Type.Optional(booleanInput('Wakes the app')),
      mutable_content: Type.Optional(booleanInput('Lets an extension change it')),
      category: text('Category'),
      thread_id: text('Thread'),
      subtitle: text('Subtitle'),
      apns_collapse_id: text('Takes the place of one before'),
    }),
  ),
  android: Vendor,
  huawei: Type.Optional(Type.Object({ ...android, badge_class: text('Activity class of the launcher') })),
  xiaomi: Vendor,
  oppo: Vendor,
  vivo: Type.Optional(
    Type.Object({
      ...android,
      push_mode: zeroOrOne('0 live, 1 test'),
      classification: zeroOrOne('0 operational, 1 system'),
    }),
  ),
  flyme: Vendor,
  fcm: Vendor,
});
