// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const ENCRYPT_NONE = 0 as const;
export const AES_CBC_128 = 1 as const;
export const AES_CBC_256 = 2 as const;
export const CUSTOM = 3 as const;
