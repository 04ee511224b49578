// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const NORMAL = 0 as const;
export const OPER = 1 as const;
export const CHAT = 2 as const;
export const GROUPCHAT = 3 as const;
