// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const PASSWORD_CHANGED = 1 as const;
export const FROZEN = 2 as const;
export const REMOVED = 3 as const;
export const KICK_BY_SAME_DEVICE = 4 as const;
export const KICKED_BY_OTHER_DEVICE = 5 as const;
export const INFO_UPDATED = 6 as const;
export const DEVICE_LOGIN = 7 as const;
export const DEVICE_LOGOUT = 8 as const;
export const DEVICE_ADDED = 9 as const;
export const DEVICE_REMOVED = 10 as const;
export const CLUSTER_CHANGED = 11 as const;
export const DNS_UPDATE = 12 as const;
export const TRAFFIC_LIMIT_EXCEEDED = 13 as const;
