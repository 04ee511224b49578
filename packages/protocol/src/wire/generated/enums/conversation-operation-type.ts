// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const DELETE = 1 as const;
export const DELETE_EVERYWHERE = 2 as const;
