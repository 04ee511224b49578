// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const CHAT = 1 as const;
export const GROUPCHAT = 2 as const;
