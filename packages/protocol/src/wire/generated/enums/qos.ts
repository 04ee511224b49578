// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const AT_LEAST_ONCE = 0 as const;
export const AT_MOST_ONCE = 1 as const;
export const EXACTLY_ONCE = 2 as const;
