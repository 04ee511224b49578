import type { Logger } from 'pino';

/** How often it is looked whether a node that is gone has left work behind. Two short reads. */
const TAKE_UP_MS = 5000;

/** Goes on, now and again, with what other nodes began and did not finish. @returns what to clear at the end */
export function takeUpWork(resumes: readonly (() => Promise<void>)[], logger: Logger): NodeJS.Timeout {
  const takeUp = () => {
    for (const resume of resumes) {
      resume().catch((error) => logger.error({ err: error }, 'work that was left behind could not be looked for'));
    }
  };
  return setInterval(takeUp, TAKE_UP_MS).unref();
}
