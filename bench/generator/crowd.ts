import { BodyType, decodeMessageBody, encodeMessageBody, MetaNamespace } from '@warbler/protocol';
import { bareFrame } from './bare-lanes.ts';
import { type Accounting, DeliveryLedger } from './delivery-ledger.ts';
import type { FrameSizes } from './frame-sizes.ts';
import { inTurns } from './in-turns.ts';
import { serialIn, textOf } from './lanes.ts';
import { cpuMicroseconds, settledResidentBytes } from './process-usage.ts';
import { connectWebSocket } from './web-socket.ts';
import { type XmppCrowd, xmppEntrance } from './xmpp-entrance.ts';
import { XsyncClient, type XsyncLogin } from './xsync-client.ts';

/** Many who come, stay idle, are cut off, and all come back at once. */
export interface CrowdPlan {
  readonly target: CrowdTarget;
  readonly serverPids: readonly number[];
}

/** Where the crowd goes. */
export type CrowdTarget =
  | XmppCrowd
  | {
      readonly kind: 'xsync';
      readonly guests: readonly XsyncLogin[];
      /** Who writes to each of them while they are away. */
      readonly sender: XsyncLogin;
      readonly textBytes: number;
    }
  | { readonly kind: 'bare'; readonly url: string; readonly guestCount: number; readonly sizes: FrameSizes };

/** What a crowd came to. */
export interface CrowdFigures {
  readonly loginsPerSecond: number;
  readonly serverCpuUsPerLogin: number;
  /** Resident memory of the server for each idle connection, above what it had before the first came. */
  readonly bytesPerConnection: number;
  /** From the first connection of the return until the last one was logged in. */
  readonly allBackMs: number;
  /** Logins of the return that the server did not take at first, and which were tried again. */
  readonly retryCount: number;
  /** Until everybody had the message that was written while they were away; absent where nothing is stored. */
  readonly allDeliveredMs?: number;
  readonly accounting?: Accounting;
}

/** How a crowd enters one kind of server. */
export interface Entrance {
  readonly guestCount: number;
  /** Logs a guest in; resolves when the server has said so. `onLost` is told when it is cut off afterwards. */
  enter(guest: number, onLost: (reason: string) => void): Promise<{ close(): void }>;
  /** Writes to everybody while they are away; resolves when the server has all of it. */
  writeToAll?(): Promise<void>;
  /** What was written, and what of it arrived. */
  readonly ledger?: DeliveryLedger;
}

/** Lets a crowd come, stay, go, and come back. @throws Error when one of them is refused or lost */
export async function measureCrowd(entrance: Entrance, serverPids: readonly number[]): Promise<CrowdFigures> {
  const guests = Array.from({ length: entrance.guestCount }, (_, index) => index);
  let lost: string | undefined;
  const onLost = (reason: string) => {
    lost ??= reason;
  };
  const emptyBytes = await settledResidentBytes(serverPids);
  const cpuBefore = cpuMicroseconds(serverPids);
  const startedMs = performance.now();
  const inside = await inTurns(guests, (guest) => entrance.enter(guest, onLost));
  const loginMs = performance.now() - startedMs;
  const serverCpuUsPerLogin = (cpuMicroseconds(serverPids) - cpuBefore) / guests.length;
  const fullBytes = await settledResidentBytes(serverPids);
  for (const guest of inside) guest.close();
  await entrance.writeToAll?.();

  const returnedMs = performance.now();
  let retryCount = 0;
  const enterAgain = (guest: number) =>
    persistently(
      () => entrance.enter(guest, onLost),
      () => (retryCount += 1),
    );
  const back = await inTurns(guests, enterAgain, guests.length);
  const allBackMs = performance.now() - returnedMs;
  await entrance.ledger?.drained(DRAIN_MS);
  const allDeliveredMs = performance.now() - returnedMs;
  for (const guest of back) guest.close();
  if (lost !== undefined) throw new Error(`somebody was cut off: ${lost}`);
  return {
    loginsPerSecond: (guests.length / loginMs) * 1000,
    serverCpuUsPerLogin,
    bytesPerConnection: (fullBytes - emptyBytes) / guests.length,
    allBackMs,
    retryCount,
    ...(entrance.ledger === undefined ? {} : { allDeliveredMs, accounting: entrance.ledger.accounting() }),
  };
}

const DRAIN_MS = 60_000;

/** Clients wait so long, and up to twice as long, before they try again. */
const RETRY_MS = 1000;
const RETRIES_MAX = 60;

/** As clients do: a server that everybody comes back to at once may turn some away for the moment. */
async function persistently<Done>(enter: () => Promise<Done>, onRetry: () => void): Promise<Done> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await enter();
    } catch (error) {
      if (retries === RETRIES_MAX) throw error;
      onRetry();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (1 + Math.random())));
    }
  }
}

/** The way into a target. */
export function entranceOf(target: CrowdTarget): Entrance {
  switch (target.kind) {
    case 'xsync':
      return xsyncEntrance(target);
    case 'xmpp':
      return xmppEntrance(target);
    case 'bare':
      return bareEntrance(target);
    default:
      return target satisfies never;
  }
}

/** Sends under way while a crowd is written to. */
const WRITE_WINDOW = 200;

function xsyncEntrance({ guests, sender, textBytes }: CrowdTarget & { readonly kind: 'xsync' }): Entrance {
  const onAnswered = new Map<number, (problem?: string) => void>();
  const ledger = new DeliveryLedger();
  return {
    guestCount: guests.length,
    ledger,
    async enter(guest, onLost) {
      const login = guests[guest] as XsyncLogin;
      const client = await XsyncClient.logIn(login, {
        onLost,
        onMeta({ ns, payload }) {
          if (ns !== MetaNamespace.MESSAGE) return;
          ledger.delivered(serialIn(decodeMessageBody(payload).content), guest, performance.now());
        },
      });
      // As every client does; what is unread is pulled without being told of.
      void client.unread().then((conversations) => conversations.forEach((each) => void client.catchUp(each)));
      return client;
    },
    async writeToAll() {
      const baseMid = Date.now() * 1000;
      const client = await XsyncClient.logIn(sender, {
        onAnswer: (clientMid, problem) => onAnswered.get(clientMid - baseMid)?.(problem),
      });
      await inTurns(
        guests,
        ({ userId }, guest) =>
          new Promise<void>((resolve, reject) => {
            const serial = ledger.sent([guest], performance.now());
            onAnswered.set(serial, (problem) => {
              if (problem !== undefined) return reject(new Error(`a send was refused: ${problem}`));
              ledger.answered(serial, performance.now());
              resolve();
            });
            const content = textOf(serial, textBytes);
            client.send(userId, baseMid + serial, encodeMessageBody({ type: BodyType.CHAT, content }));
          }),
        WRITE_WINDOW,
      );
      client.close();
    },
  };
}

function bareEntrance({ url, guestCount, sizes }: CrowdTarget & { readonly kind: 'bare' }): Entrance {
  return {
    guestCount,
    async enter(guest, onLost) {
      let isOpen = false;
      let onAnswer: () => void = () => undefined;
      let onClose = onLost;
      const answered = new Promise<void>((resolve, reject) => {
        onAnswer = () => {
          onClose = onLost;
          resolve();
        };
        onClose = (reason) => reject(new Error(`closed before it was answered: ${reason}`));
      });
      const socket = await connectWebSocket(new URL(`/receiver/${guest}`, url), {
        onMessage: () => onAnswer(),
        onClose: (reason) => isOpen && onClose(reason),
      });
      isOpen = true;
      socket.send(bareFrame(0, sizes.acknowledgement));
      await answered;
      return {
        close() {
          isOpen = false;
          socket.destroy();
        },
      };
    },
  };
}
