import type { AppId } from '@warbler/protocol';

/** What the tabs of one account name their locks, their channel and their rows in the store by. */
export class TabKeys {
  /** The channel, and the lock of whoever leads. */
  readonly channel: string;
  /** Which leadership is the latest. */
  readonly epoch: string;
  /** Begins the keys of messages that followers hand over. */
  readonly handovers: string;

  constructor(appId: AppId, scope: string) {
    const key = (kind: string) => `${encodeURIComponent(appId)}/${kind}/${encodeURIComponent(scope)}`;
    this.channel = `warbler.tabs.${appId}.${scope}`;
    this.epoch = key('epoch');
    this.handovers = `${key('handover')}/`;
  }

  /** The lock that a tab holds as long as it lives. */
  lifeOf(tab: string): string {
    return `${this.channel}.${tab}`;
  }
}
