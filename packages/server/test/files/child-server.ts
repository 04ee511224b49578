// A server in a process of its own, whose memory can be asked for and which can be killed. Run with `fork`; the
// configuration is its one argument.
import { createServer } from '../../src/index.ts';

const { url, start } = await createServer(JSON.parse(process.argv[2] ?? '{}'));
process.on('message', (message) => {
  if (message !== 'memory') return;
  process.send?.({ rss: process.memoryUsage().rss });
});
process.send?.({ url, start });
