import { byLine } from '../sample.ts';
import { accountSamples } from './accounts.ts';
import { codeSamples } from './codes.ts';
import { deviceSamples } from './devices.ts';
import { fileSamples } from './files.ts';
import { groupSamples } from './groups.ts';
import { messageSamples } from './messages.ts';
import { pushSamples } from './push.ts';
import { rosterSamples } from './roster.ts';
import { startSamples } from './start.ts';
import { userSamples } from './users.ts';

/** A call that works, for every operation of the contract, by its line. */
export const samples = byLine([
  startSamples,
  accountSamples,
  userSamples,
  deviceSamples,
  rosterSamples,
  groupSamples,
  messageSamples,
  fileSamples,
  pushSamples,
  codeSamples,
]);
