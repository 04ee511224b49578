import type { Message } from '../message.ts';
import type { Edit } from './meta-event.ts';

/** The message after an APPEND or REPLACE; the same object when it changes nothing, as an older or repeated one does. */
export function applyEdit(message: Message, edit: Edit): Message {
  if (edit.editedMs <= (message.editedMs ?? 0)) return message;
  const { content } = message;
  const ext = edit.ext === '' ? message.ext : mergeJson(message.ext, edit.ext);
  const config = edit.config === '' ? message.config : mergeJson(message.config, edit.config);
  return {
    ...message,
    content: content.type === 'text' ? { type: 'text', text: textAfter(content.text, edit) } : content,
    ...(ext === undefined ? {} : { ext }),
    ...(config === undefined ? {} : { config }),
    editedMs: edit.editedMs,
  };
}

/** A text after an edit; a replacement without a text leaves it as it is. */
export function textAfter(text: string, { isAppended, text: change }: { isAppended: boolean; text: string }): string {
  if (isAppended) return text + change;
  return change === '' ? text : change;
}

/** Objects are merged deeply (XSYNC.md, Operations); anything else is replaced. */
function mergeJson(before: string | undefined, change: string): string {
  try {
    return JSON.stringify(merge(JSON.parse(before ?? '{}'), JSON.parse(change)));
  } catch {
    return change;
  }
}

function merge(before: unknown, change: unknown): unknown {
  if (!isObject(before) || !isObject(change)) return change;
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) merged[name] = merge(merged[name], value);
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
