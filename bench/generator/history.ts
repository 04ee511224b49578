import { type LatencyFigures, LatencyHistogram } from './latency.ts';
import { cpuMicroseconds } from './process-usage.ts';
import { XsyncClient, type XsyncLogin } from './xsync-client.ts';

/** Reads pages of history at random places. */
export interface HistoryPlan {
  readonly login: XsyncLogin;
  readonly conversations: readonly number[];
  /** Below each mid between these, every conversation has a whole page. */
  readonly mids: { readonly first: number; readonly last: number };
  readonly pageSize: number;
  /** Requests under way at once. */
  readonly underWay: number;
  readonly measureMs: number;
  readonly serverPids: readonly number[];
}

/** What the reading came to. */
export interface HistoryFigures {
  readonly pagesPerSecond: number;
  readonly page: LatencyFigures;
  readonly serverCpuUsPerPage: number;
}

/** Measures it. @throws Error when a page is not what was asked for */
export async function measureHistory(plan: HistoryPlan): Promise<HistoryFigures> {
  const { login, conversations, mids, pageSize, underWay, measureMs, serverPids } = plan;
  const client = await XsyncClient.logIn(login, {});
  const latency = new LatencyHistogram();
  const cpuBefore = cpuMicroseconds(serverPids);
  const startedMs = performance.now();
  const read = async (reader: number) => {
    // Each reader has conversations of its own: a client asks for one page of a conversation at a time.
    const own = conversations.filter((_, at) => at % underWay === reader);
    while (performance.now() - startedMs < measureMs) {
      const conversation = own[Math.floor(Math.random() * own.length)] as number;
      const before = mids.first + Math.floor(Math.random() * (mids.last - mids.first));
      const askedMs = performance.now();
      const { metas } = await client.history(conversation, before, pageSize);
      latency.record(performance.now() - askedMs);
      if (metas.length !== pageSize || metas.some(({ id }) => id >= before)) {
        throw new Error(`a page of history is wrong: ${metas.length} messages before ${before}`);
      }
    }
  };
  await Promise.all(Array.from({ length: underWay }, (_, reader) => read(reader)));
  const elapsedMs = performance.now() - startedMs;
  const serverCpuUsPerPage = (cpuMicroseconds(serverPids) - cpuBefore) / latency.count;
  client.close();
  return { pagesPerSecond: (latency.count / elapsedMs) * 1000, page: latency.figures(), serverCpuUsPerPage };
}
