import { startCommitThread } from './start-commit-thread.ts';

/** Rows made durable a second by group commit alone, with so many under way at once. */
export async function measureGroupCommit(plan: {
  readonly payloadBytes: number;
  readonly conversationCount: number;
  readonly underWay: number;
  readonly measureMs: number;
}): Promise<number> {
  const { payloadBytes, conversationCount, underWay, measureMs } = plan;
  let durableCount = 0;
  let isRunning = true;
  let next = 0;
  const thread = await startCommitThread(payloadBytes, () => {
    durableCount += 1;
    if (isRunning) send();
  });
  const send = () => {
    next += 1;
    thread.commit({ serial: next, conversation: next % conversationCount });
  };
  for (let count = 0; count < underWay; count += 1) send();
  await new Promise((resolve) => setTimeout(resolve, measureMs / 4));
  const before = durableCount;
  const startedMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, measureMs));
  const perSecond = ((durableCount - before) / (performance.now() - startedMs)) * 1000;
  isRunning = false;
  await thread.stop();
  return perSecond;
}
