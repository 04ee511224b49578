/**
 * An enum field as proto3 sees it: the known values, for completion and comparison, or any other number (int32) that
 * a newer peer may send. Unknown numbers survive decoding and encoding.
 */
export type OpenEnum<Known extends number> = Known | (number & Record<never, never>);
