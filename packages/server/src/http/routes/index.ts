import { addAppConfigRoutes } from './app-config.ts';
import { addAppSettingRoutes } from './app-settings.ts';
import { addAppTokenRoutes } from './app-tokens.ts';
import { addAppRoutes } from './apps.ts';
import { addConsoleRoutes } from './console.ts';
import { addConversationRoutes } from './conversations.ts';
import { addDeviceRoutes } from './devices.ts';
import { addDnsRoutes } from './dns.ts';
import { addFriendRoutes } from './friends.ts';
import { addGroupAnnouncementRoutes } from './group-announcements.ts';
import { addGroupFileRoutes } from './group-files.ts';
import { addGroupMemberRoutes } from './group-members.ts';
import { addGroupQrCodeRoutes } from './group-qr-codes.ts';
import { addGroupSettingRoutes } from './group-settings.ts';
import { addGroupRoutes } from './groups.ts';
import { addHealthRoutes } from './health.ts';
import { addMessageRoutes } from './messages.ts';
import { addMetricsRoutes } from './metrics.ts';
import { addPasswordRoutes } from './password.ts';
import { addProfileRoutes } from './profile.ts';
import { addPushRoutes } from './push.ts';
import { addPushCertificateRoutes } from './push-certificates.ts';
import { addReceiptRoutes } from './receipts.ts';
import { addRegisterRoutes } from './register.ts';
import { addRosterRoutes } from './roster.ts';
import { addRosterAdminRoutes } from './roster-admin.ts';
import type { AddRoutes } from './route-context.ts';
import { addSettingsRoutes } from './settings.ts';
import { addStartPageRoutes } from './start-page.ts';
import { addTokenRoutes } from './tokens.ts';

/** Every resource of the server. */
export const routes: readonly AddRoutes[] = [
  addStartPageRoutes,
  addDnsRoutes,
  addHealthRoutes,
  addMetricsRoutes,
  addAppConfigRoutes,
  addAppSettingRoutes,
  addAppTokenRoutes,
  addConsoleRoutes,
  addAppRoutes,
  addPushCertificateRoutes,
  addRegisterRoutes,
  addTokenRoutes,
  addProfileRoutes,
  addSettingsRoutes,
  addPasswordRoutes,
  addDeviceRoutes,
  addRosterRoutes,
  addFriendRoutes,
  addRosterAdminRoutes,
  addGroupRoutes,
  addGroupMemberRoutes,
  addGroupSettingRoutes,
  addGroupAnnouncementRoutes,
  addGroupFileRoutes,
  addGroupQrCodeRoutes,
  addMessageRoutes,
  addConversationRoutes,
  addReceiptRoutes,
  addPushRoutes,
];
