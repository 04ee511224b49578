import { inTurns } from './in-turns.ts';
import { type Lane, type LaneEvents, type OpenLanes, serialIn, textOf } from './lanes.ts';
import { XmppClient, type XmppLogin } from './xmpp-client.ts';

/** Who sends to whom over XMPP. */
export interface XmppTarget {
  readonly kind: 'xmpp';
  readonly lanes: readonly XmppLane[];
  readonly textBytes: number;
}

/** One sender and its receivers. */
export interface XmppLane {
  readonly sender: XmppLogin;
  readonly receivers: readonly XmppLogin[];
  /** The address of a room that all of them enter; absent: the only receiver is written to. */
  readonly room?: string;
}

/** The address of a user. */
export function addressOf({ username, domain }: XmppLogin): string {
  return `${username}@${domain}`;
}

/** Logs everybody in, and into the rooms. @throws Error when somebody is refused */
export async function openXmppLanes({ lanes, textBytes }: XmppTarget, events: LaneEvents): Promise<OpenLanes> {
  const clients: XmppClient[] = [];
  const enter = async (login: XmppLogin, room: string | undefined, onText: (text: string) => void) => {
    const onLost = (reason: string) => events.failed(new Error(`a connection was lost: ${reason}`));
    const client = await XmppClient.logIn(login, { onText, onLost });
    clients.push(client);
    if (room !== undefined) await client.join(room);
    return client;
  };
  const opened = await inTurns(lanes, async ({ sender, receivers, room }): Promise<Lane> => {
    // A room sends its messages back to whoever wrote them: that is no delivery. The one who writes makes the room.
    const client = await enter(sender, room, () => undefined);
    await inTurns(receivers, (login, receiver) =>
      enter(login, room, (text) => events.delivered(serialIn(text), receiver)),
    );
    const to = room ?? addressOf(receivers[0] as XmppLogin);
    const kind = room === undefined ? 'chat' : 'groupchat';
    return {
      receiverCount: receivers.length,
      send: (serial) => client.sendText(to, kind, textOf(serial, textBytes)),
    };
  });
  return {
    lanes: opened,
    answersSends: false,
    async close() {
      for (const client of clients) client.close();
    },
  };
}
