import { callsOf, type FlooCall } from './floo-rest.ts';
import { type ConversationItem, conversationItems } from './recents.ts';
import type { World } from './world.ts';

/** `im.userManage`: who is signed in, the own account, devices, verification (sdk-web.md §3). */
export function userManage(world: World) {
  const calls = callsOf(world.rest, {
    asyncGetDeviceList: 'G /user/device/list',
    asyncKickDevice: 'B /user/kick device_sn',
    asyncBindDeviceToken: 'B /user/token/bind device_sn device_token notifier_name',
    asyncUnbindDeviceToken: 'Q /user/token/unbind deviceSn',
    asyncDeleteUser: 'B /user/delete password',
    asyncTokenUser: 'B /token/user name|mobile password',
    asyncTokenId: 'B /token/id user_id password',
    asyncRegister: 'B /user/register/v2 username password',
    asyncRegisterAnonymous: 'B /user/register/anonymous username password',
    asyncGenerateSecretInfo: 'B /app/secret_info expire_seconds secret_text',
    asyncSendSecretInfo: 'G /app/secret_info code',
    asyncUserBindMobile: 'B /app/user/mobile_bind captcha mobile',
    asyncUserMobileBind: 'B /app/user/mobile_bind captcha mobile',
    asyncUserUpdateMobile: 'B /app/user/mobile_update mobile',
    asyncUserSendSms: 'G /app/captcha/sms mobile',
    asyncCaptchaImagePost: 'B /app/captcha/image',
    asyncCaptchaSms: 'G /app/captcha/sms_web captcha image_id mobile',
    aysncGenerateWXUrlLink: 'B /app/generate_url_link path query',
    asyncUserNameCheck: 'G /app/user/name_check username',
    asyncUserMobileBindSign: 'B /app/user/mobile_bind_with_sign mobile sign',
    asyncUserMobileLogin: 'G /app/user/info_pwd captcha mobile',
    asyncUpdateAuthmode: 'Q /user/authmode value',
    asyncUpdateAvatar: 'B /user/avatar avatar',
    asyncUpdateMobile: 'Q /user/mobile mobile',
    asyncUpdateNickName: 'Q /user/nickname nick_name',
    asyncUserChangePassword: 'B /user/change_password old_password new_password',
    asyncUpdateProfile: 'B /user/profile',
    asyncGetSettings: 'G /user/settings',
    asyncUpdateSettings: 'B /user/settings user_id',
    asyncGetUserVerification: 'G /app/user_verification',
    userVerificationByMobile: 'B /app/user_verification_by_mobile mobile captcha',
    userChangeMobileCheckPassword: 'B /app/user/mobile_prechange_by_password password',
    userChangeMobileCheckMobile: 'B /app/user/mobile_prechange_by_mobile captcha mobile',
    userChangeMobile: 'B /app/user/mobile_change captcha mobile sign',
  });
  const getProfile: FlooCall = () => world.rest.call('/user/profile');
  return {
    ...calls,
    /** Whatever is given is ignored. */
    asyncGetProfile: getProfile,
    /** The token of the session; undefined while signed out. */
    getToken: (): string | undefined => world.token,
    /** The id of the user who is signed in; undefined while nobody is. */
    getUid: (): number | undefined => world.me,
    /** The id of the app. */
    getAppid: (): string | undefined => world.store.get<string>('key_app_id'),
    /** The device's number; one of those that nobody has where the server gave none yet. */
    getDeviceSN: (): number => {
      const known = world.client.parts?.devices.sn() ?? world.store.get<number>('key_user_device_sn');
      return known || firstStandInSn + Math.floor(world.platform.random() * standInSnCount);
    },
    /** The conversations, as lists show them. */
    getConversationList: (): readonly ConversationItem[] => conversationItems(world),
    /** Forgets the stored token: the next visit does not begin signed in. */
    deleteToken: (): void => world.store.set('key_user_token', undefined),
  };
}

/** XSYNC.md, Ids. */
const firstStandInSn = 999_999_999;
const standInSnCount = 2_140_000;
