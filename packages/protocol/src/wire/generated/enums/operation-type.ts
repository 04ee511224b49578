// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const READ_ACK = 1 as const;
export const READ_ALL = 2 as const;
export const READ_CANCEL = 3 as const;
export const DELIVER_ACK = 4 as const;
export const RECALL = 5 as const;
export const DELETE = 6 as const;
export const PLAY_ACK = 7 as const;
export const APPEND = 8 as const;
export const REPLACE = 9 as const;
