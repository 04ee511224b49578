// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const MESSAGE = 1 as const;
export const GROUP_NOTICE = 2 as const;
export const ROSTER_NOTICE = 3 as const;
export const USER_NOTICE = 4 as const;
export const INFO = 5 as const;
export const CONVERSATION = 6 as const;
export const PUSH = 7 as const;
export const RTC_SIGNAL = 8 as const;
