import type { Conversation } from '../session/index.ts';

/** What stands for a conversation that is with no person, while it has no picture. */
export function kindIcon({ kind }: Conversation): 'bell' | 'people' | undefined {
  return { system: 'bell' as const, group: 'people' as const, user: undefined }[kind];
}
