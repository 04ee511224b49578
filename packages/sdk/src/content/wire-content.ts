import type { MessageBody } from '@warbler/protocol';

/** The parts of a body that say what a message says. */
export type WireContent = Pick<MessageBody, 'ctype' | 'content' | 'attachment'>;

/** The content types in the order of their numbers (XSYNC.md, CONTENT_TYPE). */
export const contentTypes: readonly string[] = [
  ...['text', 'image', 'audio', 'video', 'file', 'location', 'command', 'forward', 'rtc'],
];
