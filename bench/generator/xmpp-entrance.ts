import type { Entrance } from './crowd.ts';
import { DeliveryLedger } from './delivery-ledger.ts';
import { serialIn, textOf } from './lanes.ts';
import { XmppClient, type XmppLogin } from './xmpp-client.ts';
import { addressOf } from './xmpp-lanes.ts';

/** A crowd of XMPP users, and who writes to each of them while they are away. */
export interface XmppCrowd {
  readonly kind: 'xmpp';
  readonly guests: readonly XmppLogin[];
  readonly sender: XmppLogin;
  readonly textBytes: number;
}

/** How they enter. */
export function xmppEntrance({ guests, sender, textBytes }: XmppCrowd): Entrance {
  const ledger = new DeliveryLedger();
  return {
    guestCount: guests.length,
    ledger,
    enter: (guest, onLost) =>
      XmppClient.logIn(guests[guest] as XmppLogin, {
        onLost,
        onText: (text) => ledger.delivered(serialIn(text), guest, performance.now()),
      }),
    async writeToAll() {
      const client = await XmppClient.logIn(sender, {});
      for (const [guest, login] of guests.entries()) {
        const serial = ledger.sent([guest], performance.now(), true);
        client.sendText(addressOf(login), 'chat', textOf(serial, textBytes));
      }
      await client.settle();
      client.close();
    },
  };
}
