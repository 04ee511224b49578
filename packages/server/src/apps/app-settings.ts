import { settings as serverSettings } from '../config/index.ts';

/** One thing that is decided for an app: its name on the wire, what it may be, and who decides it. */
export type AppSetting = FlagSetting | NumberSetting | ChoiceSetting | TextSetting;

/** On or off. */
export interface FlagSetting extends SettingText {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** A whole number. Where the default is null, so may the value be: then the server's own holds. */
export interface NumberSetting<Default extends number | null = number | null> extends SettingText {
  readonly kind: 'number';
  readonly default: Default;
  readonly min: number;
  readonly max: number;
}

/** One of a closed set of words. */
export interface ChoiceSetting<Choice extends string = string> extends SettingText {
  readonly kind: 'choice';
  readonly default: Choice;
  readonly choices: readonly Choice[];
}

/** A text of at most so many characters. */
export interface TextSetting extends SettingText {
  readonly kind: 'text';
  readonly default: string;
  readonly max: number;
}

interface SettingText {
  readonly wire: string;
  readonly description: string;
  /** `app`: an admin token of the app too. What bounds an app, or says who it is, is the console's alone. */
  readonly decidedBy: 'app' | 'console';
}

const DAY_MS = 86_400_000;

/** Ten years: whoever wants no end means this. */
const DAYS_MAX = 3650;

const CHARACTERS_MAX = 200;

/** The one table of what is decided for an app: the types, the checks, the storage and the REST calls follow it. */
export const appSettings = {
  isRegistrationOpen: flag('open_registration', true, 'Whether anyone may register'),
  isAnonymousOpen: flag('anonymous_registration', true, 'Whether visitors may register too, where anyone may'),
  acceptsStrangers: flag('stranger_messages', true, 'Whether users who are not friends may write to each other'),
  forcesPush: flag('force_push', false, 'Whether pushes are sent to users who turned them off too'),
  hidesMemberInfo: flag(
    'hide_member_info',
    false,
    'Whether clients hide details of group members, where the group says so too',
  ),
  recallWindowMs: number('recall_window', 'app', null, {
    min: 0,
    max: DAYS_MAX * DAY_MS,
    description: 'Milliseconds in which authors may recall a message; 0: not at all; null: as the server is configured',
  }),
  messageRetentionDays: number('message_retention_days', 'app', null, {
    min: 1,
    max: DAYS_MAX,
    description: 'Days after which messages are removed for good; null: never',
  }),
  forwardUsersMax: number('forward_max_users', 'app', 20, {
    min: 20,
    max: 1000,
    description: 'Receivers of one forward, as clients are told; they take no fewer than 20',
  }),
  forwardMessagesMax: number('forward_max_messages', 'app', 100, {
    min: 100,
    max: 10_000,
    description: 'Messages in one forward, as clients are told; they take no fewer than 100',
  }),
  devicesPerUser: bound('device_limit', 'devicesPerUser', 'Devices of one user that may be online at once'),
  groupMembers: bound('group_members', 'groupMembers', 'Members of a group'),
  chatroomMembers: bound('chatroom_members', 'chatroomMembers', 'Members of a chatroom'),
  groupsPerApp: bound('groups_per_app', 'groupsPerApp', 'Groups of the app'),
  groupsCreated: bound('groups_created', 'groupsCreated', 'Groups that one user may own'),
  groupsJoined: bound('groups_joined', 'groupsJoined', 'Groups that one user may be in'),
  sendsPerSecond: bound('sends_per_second', 'sendsPerSecond', 'Messages that one device may send a second'),
  restPerSecondApp: bound('rest_per_second', 'restPerSecondApp', 'REST calls of the app a second'),
  verificationType: choice('verification_type', ['personal', 'enterprise', 'other'], 'What runs the app'),
  verificationName: {
    kind: 'text',
    wire: 'verification_name',
    default: '',
    max: CHARACTERS_MAX,
    decidedBy: 'console',
    description: 'Who runs the app, as clients show it; empty: the name of the app',
  },
  verificationStatus: choice(
    'verification_status',
    ['unverified', 'verified', 'expired'],
    'Whether somebody checked who runs the app',
  ),
} as const satisfies Readonly<Record<string, AppSetting>>;

type Table = typeof appSettings;

type ValueOf<Setting> = Setting extends FlagSetting
  ? boolean
  : Setting extends NumberSetting<infer Default>
    ? Default extends null
      ? number | null
      : number
    : Setting extends ChoiceSetting<infer Choice>
      ? Choice
      : string;

/** What is decided for an app and its users. */
export type AppSettings = { readonly [Key in keyof Table]: ValueOf<Table[Key]> };

/** The settings that change; absent ones stay as they are, null is the default again. */
export type AppSettingsChange = { readonly [Key in keyof Table]?: AppSettings[Key] | null | undefined };

/** What holds for an app for which nothing was decided. */
export const defaultAppSettings = Object.fromEntries(
  Object.entries(appSettings).map(([key, setting]) => [key, setting.default]),
) as AppSettings;

function flag(wire: string, value: boolean, description: string): FlagSetting {
  return { kind: 'flag', wire, default: value, decidedBy: 'app', description };
}

function number<Default extends number | null>(
  wire: string,
  decidedBy: AppSetting['decidedBy'],
  value: Default,
  rest: Pick<NumberSetting, 'min' | 'max' | 'description'>,
): NumberSetting<Default> {
  return { kind: 'number', wire, decidedBy, default: value, ...rest };
}

/** A bound that holds for this app in the place of the server's; the server's range is its range. */
function bound(wire: string, limit: BoundOfApp, description: string): NumberSetting<null> {
  const { min, max } = serverSettings[limit];
  return number(wire, 'console', null, { min, max, description: `${description}; null: as the server is configured` });
}

/** The bounds of the server that an app may have of its own. */
export type BoundOfApp =
  | 'chatroomMembers'
  | 'devicesPerUser'
  | 'groupMembers'
  | 'groupsCreated'
  | 'groupsJoined'
  | 'groupsPerApp'
  | 'restPerSecondApp'
  | 'sendsPerSecond';

function choice<const Choice extends string>(
  wire: string,
  choices: readonly [Choice, ...Choice[]],
  description: string,
): ChoiceSetting<Choice> {
  return { kind: 'choice', wire, default: choices[0], choices, decidedBy: 'console', description };
}
