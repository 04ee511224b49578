import { BodyType, decodeMessageBody, encodeMessageBody, type Meta, MetaNamespace } from '@warbler/protocol';
import { inTurns } from './in-turns.ts';
import { type Lane, type LaneEvents, type OpenLanes, serialIn, textOf } from './lanes.ts';
import { XsyncClient, type XsyncEvents, type XsyncLogin } from './xsync-client.ts';

/** Who sends to whom over XSYNC. */
export interface XsyncTarget {
  readonly kind: 'xsync';
  readonly lanes: readonly XsyncLane[];
  readonly textBytes: number;
}

/** One sender and its receivers. */
export interface XsyncLane {
  readonly sender: XsyncLogin;
  /** The conversation to send to: the receiver, or the group. */
  readonly to: number;
  readonly receivers: readonly XsyncLogin[];
}

const MIDS_PER_MS = 1000;

/** How long the last acknowledgements may take; what is not acknowledged comes again, and the next load would see it. */
const ACKNOWLEDGE_MS = 10_000;

/** Logs everybody in. @throws Error when a login is refused */
export async function openXsyncLanes(target: XsyncTarget, events: LaneEvents): Promise<OpenLanes> {
  const clients: XsyncClient[] = [];
  // The server knows repeats by client id: those of an earlier load must not come again.
  const baseMid = Date.now() * MIDS_PER_MS;
  const onLost = (reason: string) => events.failed(new Error(`a connection was lost: ${reason}`));
  const enter = async (login: XsyncLogin, told: XsyncEvents) => {
    const client = await XsyncClient.logIn(login, { ...told, onLost });
    clients.push(client);
    return client;
  };
  const lanes = await inTurns(target.lanes, async ({ sender, to, receivers }): Promise<Lane> => {
    await inTurns(receivers, (login, receiver) =>
      enter(login, {
        onMeta(meta) {
          if (meta.ns === MetaNamespace.MESSAGE) events.delivered(serialOf(meta), receiver);
        },
      }),
    );
    const client = await enter(sender, {
      onAnswer(clientMid, problem) {
        if (problem === undefined) events.answered(clientMid - baseMid);
        else events.refused(clientMid - baseMid, problem);
      },
    });
    return {
      receiverCount: receivers.length,
      send(serial) {
        const content = textOf(serial, target.textBytes);
        client.send(to, baseMid + serial, encodeMessageBody({ type: BodyType.CHAT, content }));
      },
    };
  });
  return {
    lanes,
    answersSends: true,
    async close() {
      await Promise.race([Promise.all(clients.map((client) => client.acknowledged())), deadline(ACKNOWLEDGE_MS)]);
      for (const client of clients) client.close();
    },
  };
}

function deadline(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs).unref());
}

function serialOf({ payload }: Meta): number {
  return serialIn(decodeMessageBody(payload).content);
}
