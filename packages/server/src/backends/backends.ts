import type { HistoryMeta } from '../messages/index.ts';
import { type AskDependencies, askBot } from './ask-bot.ts';
import type { BackendMessage } from './backend-message.ts';
import { type BroadcastOptions, type Broadcasts, createBroadcasts } from './broadcasts.ts';
import { notify, type SentIds, sendMessage } from './send-message.ts';

/** What an app's backend sends. */
export interface Backends {
  /** Sends as a user, by the user's rules. @throws ImError as `send-message.ts` says */
  send(message: BackendMessage): Promise<SentIds>;
  /** Tells users or groups something as the system. @throws ImError `userNotFound`, `groupNotFound`, `textTooLong` */
  notify(message: BackendMessage): Promise<SentIds>;
  /** Asks a bot and waits for its answer. @throws ImError as {@link askBot} */
  ask(message: BackendMessage): Promise<readonly HistoryMeta[]>;
  readonly broadcasts: Broadcasts;
}

/** Opens the capability. */
export function createBackends(dependencies: AskDependencies & BroadcastOptions): Backends {
  return {
    send: (message) => sendMessage(dependencies, message),
    notify: (message) => notify(dependencies, message),
    ask: (message) => askBot(dependencies, message),
    broadcasts: createBroadcasts(dependencies),
  };
}
