// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNREAD = 0 as const;
export const DELIVERED = 1 as const;
export const READ = 2 as const;
