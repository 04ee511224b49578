// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const TEXT = 0 as const;
export const IMAGE = 1 as const;
export const AUDIO = 2 as const;
export const VIDEO = 3 as const;
export const FILE = 4 as const;
export const LOCATION = 5 as const;
export const COMMAND = 6 as const;
export const FORWARD = 7 as const;
export const RTC = 8 as const;
