import { useRouter } from 'vue-router';
import { useConfirm } from '../design/confirm.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { type Group, useAttempt, useGroups } from '../session/index.ts';

/** The two ends of a group for its user, each only after he said so twice. */
export function useLeaveGroup(group: () => Group): {
  readonly leave: () => Promise<void>;
  readonly dissolve: () => Promise<void>;
} {
  const groups = useGroups();
  const confirm = useConfirm();
  const attempt = useAttempt();
  const router = useRouter();
  const { text } = useTexts();

  async function end(kind: 'leave' | 'dissolve', work: () => Promise<void>): Promise<void> {
    const title = group().name || String(group().id);
    const isSure = await confirm.ask({
      title: text(`group.${kind}Title`, { title }),
      text: text(`group.${kind}Text`),
      action: text(`group.${kind}`),
      isDangerous: true,
    });
    const done = text(kind === 'leave' ? 'group.left' : 'group.dissolved', { title });
    if (isSure && (await attempt.run(work, done))) await router.push('/');
  }

  return {
    leave: () => end('leave', () => groups.calls().leave(group().id)),
    dissolve: () => end('dissolve', () => groups.calls().destroy(group().id)),
  };
}
