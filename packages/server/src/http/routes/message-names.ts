import { ContentType, MessageStatus } from '@warbler/protocol';

/** A content type as REST answers name it, such as `TEXT`; one that is not in the protocol goes by its number. */
export function contentTypeName(contentType: number): string {
  return nameOf(ContentType, contentType);
}

/** What became of a message as REST answers name it: `UNREAD`, `DELIVERED` or `READ`. */
export function messageStatusName(status: number): string {
  return nameOf(MessageStatus, status);
}

function nameOf(names: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(names).find((name) => names[name] === value) ?? String(value);
}
