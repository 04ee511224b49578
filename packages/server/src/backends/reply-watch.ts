import { type AppId, type ConversationId, decodeMessageBody, MetaNamespace, type UserId } from '@warbler/protocol';
import { type DeliveredMeta, type Delivery, keyOf, type PairKey } from '../messages/index.ts';

/** What somebody waits for: what a user says to another one. */
export interface ReplyWait {
  readonly appId: AppId;
  readonly from: UserId;
  readonly to: UserId;
  /** Called for each message and each edit, in their order. */
  readonly onReply: (news: DeliveredMeta) => void;
}

/** Sees what is delivered, for callers that wait for an answer in their call. */
export class ReplyWatch {
  readonly #waits = new Map<string, Set<ReplyWait>>();

  /** The same delivery, looked at. */
  watching(delivery: Delivery): Delivery {
    return {
      deliver: (news) => {
        delivery.deliver(news);
        this.#tell(news);
      },
      deliverTransient: (meta) => delivery.deliverTransient(meta),
    };
  }

  /** @returns what ends the wait */
  wait(wait: ReplyWait): () => void {
    const name = nameOf(keyOf(wait.appId, wait.from, wait.to as ConversationId));
    const waits = this.#waits.get(name) ?? new Set();
    this.#waits.set(name, waits.add(wait));
    return () => {
      waits.delete(wait);
      if (waits.size === 0) this.#waits.delete(name);
    };
  }

  #tell(news: DeliveredMeta): void {
    if (this.#waits.size === 0 || news.meta.namespace !== MetaNamespace.MESSAGE) return;
    for (const { from, onReply } of this.#waits.get(nameOf(news.meta.pair)) ?? []) {
      if (news.meta.from === from) onReply(news);
    }
  }
}

function nameOf({ appId, lowId, highId }: PairKey): string {
  return `${lowId} ${highId} ${appId}`;
}

/** What the bot says of its answer (`ext.ai`, product.md section 5.4): whether more of it is to come. */
export function isUnfinished({ meta }: DeliveredMeta): boolean {
  try {
    const ext: unknown = JSON.parse(decodeMessageBody(meta.payload).ext);
    const ai = (ext as { readonly ai?: { readonly stream?: unknown; readonly finish?: unknown } } | null)?.ai;
    return ai?.finish === false || (ai?.stream === true && ai.finish !== true);
  } catch {
    return false;
  }
}
