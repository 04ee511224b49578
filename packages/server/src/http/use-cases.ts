import type { Accounts } from '../accounts/index.ts';
import type { Apps } from '../apps/index.ts';
import type { Backends } from '../backends/index.ts';
import type { ConsoleAdmins } from '../console/index.ts';
import type { ConversationStore, Pins } from '../conversations/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Files } from '../files/index.ts';
import type { Groups } from '../groups/index.ts';
import type { QrLogins, Secrets } from '../handover/index.ts';
import type { Identities } from '../identities/index.ts';
import type { Links, Visitors } from '../links/index.ts';
import type { MessageLog } from '../messages/index.ts';
import type { Operations } from '../operations/index.ts';
import type { PushSettings } from '../push/index.ts';
import type { PushSending } from '../push-sending/index.ts';
import type { ReceiptPage, ReceiptQuestion } from '../receipts/index.ts';
import type { Roster } from '../roster/index.ts';
import type { SupportStaff } from '../support/index.ts';
import type { Verification } from '../verification/index.ts';
import type { Wechat } from '../wechat/index.ts';

/** What the REST calls do; each route calls one of these. */
export interface UseCases {
  readonly apps: Apps;
  readonly accounts: Accounts;
  readonly consoleAdmins: ConsoleAdmins;
  readonly roster: Roster;
  readonly groups: Groups;
  readonly files: Files;
  readonly messages: Pick<MessageLog, 'history'>;
  readonly receipts: {
    /** Who has and has not read, got or played a message. @throws ImError `messageNotFound`, `noPermission` */
    list(question: ReceiptQuestion): Promise<ReceiptPage>;
  };
  readonly conversations: Pick<ConversationStore, 'unread' | 'list'>;
  readonly operations: Operations;
  readonly backends: Backends;
  readonly pins: Pins;
  readonly push: PushSettings;
  readonly devices: Pick<Devices, 'list' | 'kick' | 'remove' | 'bindPush' | 'unbindPush' | 'isOnline'>;
  readonly verification: Pick<Verification, 'makeCaptcha' | 'drawCaptcha' | 'sendCode'>;
  readonly identities: Identities;
  readonly secrets: Secrets;
  readonly qrLogins: QrLogins;
  readonly wechat: Wechat;
  readonly supportStaff: SupportStaff;
  readonly links: Links;
  readonly visitors: Visitors;
  readonly pushSending: PushSending;
}
