import {
  type AppId,
  type ConversationId,
  decodeMessageBody,
  decodeMeta,
  type MessageId,
  MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import { type Delivery, keyOf, type NewMeta, type PairKey } from '../messages/index.ts';

/** What somebody waits for: what a user says to another one. */
export interface ReplyWait {
  readonly appId: AppId;
  readonly from: UserId;
  readonly to: UserId;
  /** Called for each message and each edit; in a cluster perhaps more than once, and not in their order. */
  readonly onReply: (reply: Reply) => void;
}

/** What came, as far as it matters to whoever waits. */
export interface Reply {
  readonly mid: MessageId;
  readonly payload: Uint8Array;
  /** The message that it edits. */
  readonly about: MessageId | undefined;
}

/** What another node has stored, as it comes from there. */
interface NewsFromElsewhere {
  readonly meta: Pick<NewMeta, 'pair' | 'from' | 'about'>;
  readonly mid: MessageId;
  readonly isTransient: boolean;
  readonly encoded: Uint8Array;
}

/** Hears the news of users while somebody waits for it. */
interface ReplyInterest {
  holdUser(user: UserId): void;
  releaseUser(user: UserId): void;
}

/** Sees what is delivered, for callers that wait for an answer in their call. */
export class ReplyWatch {
  readonly #waits = new Map<string, Set<ReplyWait>>();
  readonly #interest: ReplyInterest | undefined;

  /** @param interest absent for the only node there is */
  constructor(interest?: ReplyInterest) {
    this.#interest = interest;
  }

  /** The same delivery, looked at. */
  watching(delivery: Delivery): Delivery {
    return {
      deliver: (news) => {
        delivery.deliver(news);
        const { meta, mid } = news;
        if (this.#waits.size > 0 && meta.namespace === MetaNamespace.MESSAGE) {
          this.#tell(meta, { mid, payload: meta.payload, about: meta.about });
        }
      },
      deliverTransient: (meta) => delivery.deliverTransient(meta),
    };
  }

  /** @returns what ends the wait */
  wait(wait: ReplyWait): () => void {
    const name = nameOf(keyOf(wait.appId, wait.from, wait.to as ConversationId));
    const waits = this.#waits.get(name) ?? new Set();
    this.#waits.set(name, waits.add(wait));
    this.#interest?.holdUser(wait.to);
    return () => {
      if (!waits.delete(wait)) return;
      this.#interest?.releaseUser(wait.to);
      if (waits.size === 0) this.#waits.delete(name);
    };
  }

  /** News of another node, where the bot may be online. */
  seeFromElsewhere({ meta, mid, isTransient, encoded }: NewsFromElsewhere): void {
    if (isTransient || !this.#waits.has(nameOf(meta.pair))) return;
    const { ns, payload } = decodeMeta(encoded);
    if (ns === MetaNamespace.MESSAGE) this.#tell(meta, { mid, payload, about: meta.about });
  }

  #tell({ pair, from }: Pick<NewMeta, 'pair' | 'from'>, reply: Reply): void {
    for (const wait of this.#waits.get(nameOf(pair)) ?? []) if (wait.from === from) wait.onReply(reply);
  }
}

function nameOf({ appId, lowId, highId }: PairKey): string {
  return `${lowId} ${highId} ${appId}`;
}

/** What the bot says of its answer (`ext.ai`, product.md section 5.4): whether more of it is to come. */
export function isUnfinished({ payload }: Pick<Reply, 'payload'>): boolean {
  try {
    const ext: unknown = JSON.parse(decodeMessageBody(payload).ext);
    const ai = (ext as { readonly ai?: { readonly stream?: unknown; readonly finish?: unknown } } | null)?.ai;
    return ai?.finish === false || (ai?.stream === true && ai.finish !== true);
  } catch {
    return false;
  }
}
