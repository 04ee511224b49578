import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { withPeople } from './people.ts';

const people = withPeople();
const script = fileURLToPath(new URL('../../../../examples/hello-node/hello.mjs', import.meta.url));

test.each(['registers', 'signs in'])('examples/hello-node %s, writes to alice and prints her answer', async (how) => {
  const alice = await people.signIn('alice');
  const child = spawn(process.execPath, [script, 'dave', 'a-good-secret', people.cloud.url]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
  await vi.waitFor(() => expect(said).toContain('to alice: sent'), { timeout: 30_000 });
  const dave = (await alice.findUser('dave')).userId;
  alice.send(dave, { type: 'text', text: `Good, he ${how}` });
  await vi.waitFor(() => expect(said).toContain(`${alice.me?.userId}: Good, he ${how}`), { timeout: 30_000 });
  child.kill();
  await once(child, 'exit');
});
