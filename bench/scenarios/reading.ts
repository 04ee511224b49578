import { BodyType, encodeMessageBody } from '@warbler/protocol';
import type { HistoryFigures } from '../generator/history.ts';
import { measureFirstPages, measurePageReads } from '../limits/measure-reads.ts';
import type { Line } from '../report/line.ts';
import { loginOf } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import type { WarblerSeed } from '../servers/seed-warbler.ts';
import { durations } from './measure-load.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const PAYLOAD = encodeMessageBody({ type: BodyType.CHAT, content: 'x'.repeat(100) });
const CONVERSATIONS = 1500;
const MESSAGES_PER_CONVERSATION = 10;
const PAGE_SIZE = 20;
const PAGES_UNDER_WAY = 8;
const LOG_CONVERSATIONS = 500;

/** Cold sync of a large account, and pages of history out of a small and a large log. */
export const reading: Scenario = {
  name: 'reading',
  title: `cold sync of ${CONVERSATIONS} conversations; history, ${PAGE_SIZE} a page, ${PAGES_UNDER_WAY} under way`,
  async run(context) {
    const small = await measureLog(context, 50_000);
    const large = await measureLog(context, context.isQuick ? 200_000 : 5_000_000);
    return [await measureColdSync(context), ...small, ...large];
  },
};

function measureColdSync(context: ScenarioContext): Promise<Line> {
  context.progress(`warbler: a new device of an account with ${CONVERSATIONS} conversations`);
  return withWarbler(
    (seed) => seedAccount(seed, CONVERSATIONS, MESSAGES_PER_CONVERSATION),
    async ({ server, dataDir, seeded }) => {
      const coldMs = await context.generator.run('coldSync', {
        login: loginOf(server, seeded.reader),
        conversationCount: CONVERSATIONS,
        messageCount: CONVERSATIONS * MESSAGES_PER_CONVERSATION,
      });
      const reads = { dataDir, conversations: seeded.rows, pageSize: MESSAGES_PER_CONVERSATION };
      return {
        label: `cold sync of ${CONVERSATIONS} conversations, ${MESSAGES_PER_CONVERSATION} messages in each`,
        unit: 'ms',
        better: 'less',
        ours: coldMs,
        limits: [{ name: 'the same rows from SQLite', value: measureFirstPages(reads) }],
        peers: [],
      };
    },
  );
}

function measureLog(context: ScenarioContext, messageCount: number): Promise<readonly Line[]> {
  const countText = messageCount.toLocaleString('en-US');
  context.progress(`warbler: history of a log of ${countText} messages (filling it first)`);
  const { measureMs } = durations(context);
  return withWarbler(
    (seed) => seedAccount(seed, LOG_CONVERSATIONS, messageCount / LOG_CONVERSATIONS),
    async ({ server, dataDir, seeded }) => {
      const { mids, peers, rows, reader } = seeded;
      const plan = { mids, pageSize: PAGE_SIZE, underWay: PAGES_UNDER_WAY, measureMs, serverPids: [server.pid] };
      const login = loginOf(server, reader);
      const figures = await context.generator.run('history', { ...plan, login, conversations: peers });
      const reads = { dataDir, conversations: rows, pageSize: PAGE_SIZE };
      return historyLines(countText, figures, measurePageReads(reads, mids, measureMs / 2));
    },
  );
}

function historyLines(countText: string, figures: HistoryFigures, reads: number): readonly Line[] {
  const { pagesPerSecond, page, serverCpuUsPerPage } = figures;
  const limits = [{ name: 'the same rows from SQLite', value: reads }];
  const line = { limits: [], peers: [] };
  const of = `of ${countText} messages`;
  return [
    { label: `history pages ${of}`, unit: '/s', better: 'more', ours: pagesPerSecond, limits, peers: [] },
    { label: `server CPU per page ${of}`, unit: 'µs', better: 'less', ours: serverCpuUsPerPage, ...line },
    { label: `history page p99 ${of}`, unit: 'ms', better: 'less', ours: page.p99Ms, ...line },
  ];
}

/** Somebody to whom many wrote. */
function seedAccount(seed: WarblerSeed, conversationCount: number, messagesPerConversation: number) {
  const [reader, ...writers] = seed.users(conversationCount + 1);
  if (reader === undefined) throw new Error('an account needs its user');
  const logs = seed.together(() =>
    writers.map((writer) => ({ log: seed.pair(reader, writer), sender: writer.userId })),
  );
  const last = seed.messages(logs, messagesPerConversation, PAYLOAD);
  return {
    reader,
    peers: writers.map(({ userId }) => userId),
    rows: logs.map(({ log }) => log.conversation),
    // They were written in turns: a page of each is below the messages of the first so many turns.
    mids: { first: last - conversationCount * (messagesPerConversation - PAGE_SIZE - 1), last },
  };
}
