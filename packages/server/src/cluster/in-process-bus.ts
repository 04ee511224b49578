import type { Bus, BusListener } from './bus.ts';

/** Joins several servers of one process; each has a bus of its own. */
export interface InProcessHub {
  /** Another node. @param name what {@link InProcessHub.cut} calls it */
  join(name: string): Bus;
  /** Cuts a node off, as a broken network does. */
  cut(name: string): void;
  /** Joins it again. */
  heal(name: string): void;
}

/** Messages that may wait for one node; one more cuts it off for a moment, as NATS does with a slow consumer. */
const QUEUE_MAX = 100_000;

interface Member {
  isCut: boolean;
  listener: BusListener | undefined;
  readonly subscriptions: Map<string, (payload: Uint8Array) => void>;
  waiting: (readonly [subject: string, payload: Uint8Array])[];
}

/** Makes a hub without members. Messages are handed over in the next turn of the event loop. */
export function createInProcessHub(queueMax = QUEUE_MAX): InProcessHub {
  const members = new Map<string, Member>();

  const cut = (member: Member, reason?: Error) => {
    if (member.isCut) return;
    member.isCut = true;
    member.waiting = [];
    member.listener?.onCut(reason);
  };
  const heal = (member: Member) => {
    if (!member.isCut) return;
    member.isCut = false;
    member.listener?.onConnected();
  };
  const handOver = (member: Member) => {
    for (const [subject, payload] of member.waiting.splice(0)) member.subscriptions.get(subject)?.(payload);
  };
  const send = (member: Member, subject: string, payload: Uint8Array) => {
    if (member.isCut || !member.subscriptions.has(subject)) return;
    if (member.waiting.length >= queueMax) {
      cut(member, new Error('too much waits for this node'));
      setImmediate(() => heal(member));
      return;
    }
    if (member.waiting.length === 0) setImmediate(() => handOver(member));
    member.waiting.push([subject, payload]);
  };
  const named = (name: string): Member => {
    const member = members.get(name);
    if (member === undefined) throw new Error(`the hub has no node ${name}`);
    return member;
  };

  return {
    join(name) {
      const own: Member = { isCut: false, listener: undefined, subscriptions: new Map(), waiting: [] };
      members.set(name, own);
      return {
        get state() {
          return own.isCut ? 'cut' : 'connected';
        },
        listen(listener) {
          own.listener = listener;
          if (!own.isCut) listener.onConnected();
        },
        publish(subject, payload) {
          if (own.isCut) return false;
          for (const member of members.values()) if (member !== own) send(member, subject, payload);
          return true;
        },
        subscribe(subject, onMessage) {
          own.subscriptions.set(subject, onMessage);
          return () => void own.subscriptions.delete(subject);
        },
        confirm: async () => !own.isCut,
        async stop() {
          own.listener = undefined;
          cut(own);
          if (members.get(name) === own) members.delete(name);
        },
      };
    },
    cut: (name) => cut(named(name)),
    heal: (name) => heal(named(name)),
  };
}
