import { addAppConfigRoutes } from './app-config.ts';
import { addAppSettingRoutes } from './app-settings.ts';
import { addAppTokenRoutes } from './app-tokens.ts';
import { addAppRoutes } from './apps.ts';
import { addBackendMessageRoutes } from './backend-messages.ts';
import { addCaptchaRoutes } from './captcha.ts';
import { addConsoleRoutes } from './console.ts';
import { addContactRoutes } from './contacts.ts';
import { addConversationRoutes } from './conversations.ts';
import { addDeleteUserRoutes } from './delete-user.ts';
import { addDeviceRoutes } from './devices.ts';
import { addDnsRoutes } from './dns.ts';
import { addFileDownloadRoutes } from './file-downloads.ts';
import { addFileUploadRoutes } from './file-uploads.ts';
import { addFileRoutes } from './files.ts';
import { addFriendRoutes } from './friends.ts';
import { addGroupAnnouncementRoutes } from './group-announcements.ts';
import { addGroupFileRoutes } from './group-files.ts';
import { addGroupListRoutes } from './group-lists.ts';
import { addGroupMemberRoutes } from './group-members.ts';
import { addGroupQrCodeRoutes } from './group-qr-codes.ts';
import { addGroupSettingRoutes } from './group-settings.ts';
import { addGroupRoutes } from './groups.ts';
import { addHealthRoutes } from './health.ts';
import { addLinkRoutes } from './links.ts';
import { addMessageRoutes } from './messages.ts';
import { addMetricsRoutes } from './metrics.ts';
import { addOfficialAccountRoutes } from './official-account.ts';
import { addPasswordRoutes } from './password.ts';
import { addProfileRoutes } from './profile.ts';
import { addPushRoutes } from './push.ts';
import { addPushAddressRoutes } from './push-addresses.ts';
import { addPushCertificateRoutes } from './push-certificates.ts';
import { addQrLoginRoutes } from './qr-login.ts';
import { addReceiptRoutes } from './receipts.ts';
import { addRegisterRoutes } from './register.ts';
import { addRosterRoutes } from './roster.ts';
import { addRosterAdminRoutes } from './roster-admin.ts';
import type { AddRoutes } from './route-context.ts';
import { addSecretInfoRoutes } from './secret-info.ts';
import { addSettingsRoutes } from './settings.ts';
import { addStartPageRoutes } from './start-page.ts';
import { addSupportRoutes } from './support.ts';
import { addSwitchRoutes } from './switches.ts';
import { addTokenRoutes } from './tokens.ts';
import { addUserRoutes } from './users.ts';
import { addWechatRoutes } from './wechat.ts';

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
  addSwitchRoutes,
  addPushAddressRoutes,
  addPasswordRoutes,
  addDeleteUserRoutes,
  addUserRoutes,
  addDeviceRoutes,
  addRosterRoutes,
  addFriendRoutes,
  addRosterAdminRoutes,
  addGroupRoutes,
  addGroupListRoutes,
  addGroupMemberRoutes,
  addGroupSettingRoutes,
  addGroupAnnouncementRoutes,
  addGroupFileRoutes,
  addGroupQrCodeRoutes,
  addMessageRoutes,
  addBackendMessageRoutes,
  addConversationRoutes,
  addReceiptRoutes,
  addFileRoutes,
  addFileUploadRoutes,
  addFileDownloadRoutes,
  addCaptchaRoutes,
  addContactRoutes,
  addLinkRoutes,
  addOfficialAccountRoutes,
  addQrLoginRoutes,
  addSecretInfoRoutes,
  addSupportRoutes,
  addWechatRoutes,
  addPushRoutes,
];
