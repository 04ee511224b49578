// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const WIRE = 0 as const;
export const WIFI = 1 as const;
export const NET_2G = 2 as const;
export const NET_3G = 3 as const;
export const NET_4G = 4 as const;
export const NET_5G = 5 as const;
export const UNKNOWN = 6 as const;
