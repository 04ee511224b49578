// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const XSYNC_V1 = 0 as const;
export const XSYNC_V2 = 1 as const;
