// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const NONE = 0 as const;
export const ZLIB = 1 as const;
