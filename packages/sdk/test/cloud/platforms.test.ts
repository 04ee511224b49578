import { type Cloud, startCloud } from '@warbler/test-kit';
import { afterAll, beforeAll } from 'vitest';
import { createWebTransfers } from '../../src/files/index.ts';
import { miniProgramPlatform, miniProgramTransfers } from '../../src/mini-program/index.ts';
import { defaultPlatform } from '../../src/platform/default-platform.ts';
import { hosts, newDevice, runMiniProgram } from '../mini-program/stand-in.ts';
import { describePlatform } from '../platform-contract.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

describePlatform({ name: 'Node', platform: defaultPlatform(), transfers: createWebTransfers() }, () => cloud);

for (const host of hosts) {
  const program = runMiniProgram(newDevice(), host);
  describePlatform(
    {
      name: `mini-program (${host})`,
      platform: miniProgramPlatform(program.api),
      transfers: miniProgramTransfers(program.api),
      wake: () => program.setConnected(true),
    },
    () => cloud,
  );
}
