import type { Logger } from 'pino';
import type { CodeSender } from './code-sender.ts';

/**
 * Prints codes to the server's log, for trying things out: the one place of the log that ever holds a code. It warns,
 * because nobody but the operator gets them.
 */
export function createLogCodeSender(logger: Logger): CodeSender {
  return {
    async send({ appId, channel, to, code }) {
      logger.warn({ appId, channel, to, code }, `no codeSenderUrl is set: the code for ${to} is ${code}`);
    },
  };
}
