// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const OK = 1 as const;
export const FAIL = 2 as const;
export const UNKNOWN_COMMAND = 3 as const;
export const PB_PARSER_ERROR = 4 as const;
export const DECRYPT_FAILURE = 5 as const;
export const PUBLIC_KEY_CHANGED = 6 as const;
export const INVALID_TOKEN = 7 as const;
export const INVALID_PARAMETER = 8 as const;
export const UNAUTHORIZED = 9 as const;
export const USER_FROZEN = 10 as const;
export const USER_BANNED = 11 as const;
export const WORD_CENSORED = 12 as const;
export const TOO_MANY_DEVICES = 13 as const;
export const ENCRYPT_METHOD_UNSUPPORTED = 14 as const;
export const DEVICE_GUID_CONFLICT = 15 as const;
export const CHECK_SUM_FAILURE = 16 as const;
export const INVALID_LICENSE = 17 as const;
export const LICENSE_LIMIT = 18 as const;
export const APP_FROZEN = 19 as const;
export const RATE_LIMIT_EXCEEDED = 20 as const;
