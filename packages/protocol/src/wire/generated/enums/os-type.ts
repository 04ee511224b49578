// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const IOS = 1 as const;
export const ANDR = 2 as const;
export const WIN = 3 as const;
export const OSX = 4 as const;
export const LINUX = 5 as const;
export const WEB = 6 as const;
