import type { Page } from 'playwright-core';

/** A line of what Chromium writes down; times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
  readonly dur?: number;
  readonly tdur?: number;
}

/**
 * The longest time that a page's thread worked in one go during `work`, in ms: of its own, without what other programs
 * of a loaded machine took away meanwhile.
 */
export async function longestTaskMs(page: Page, work: () => Promise<unknown>): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser of its own');
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const named = traceEvents.filter(({ args, name }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const threads = new Set(named.map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && threads.has(thread(event)));
  if (tasks.length === 0) throw new Error('Chromium has written down no tasks of the page');
  // The time of the thread is now and then put down for the task after.
  return Math.max(...tasks.map(({ dur = 0, tdur = dur }) => Math.min(dur, tdur))) / 1_000;
}
