/** Hours of the day in which something is not wanted, 0 to 23; both 0: none. */
export interface QuietHours {
  /** The hour in which they begin. */
  readonly startHour: number;
  /** The hour in which they end. */
  readonly endHour: number;
}

/** How the user wants to be pushed, on all devices. */
export interface PushProfile {
  /** Whether the user is pushed at all. */
  readonly isEnabled: boolean;
  /** Whether pushes hide what was said. */
  readonly hidesDetails: boolean;
  /** The name that pushes call the user by; '' when none was chosen. */
  readonly nickName: string;
  /** No pushes in these hours. */
  readonly quiet: QuietHours;
  /** Pushes without a sound in these hours. */
  readonly silence: QuietHours;
  /** The address of this device for pushes by token; '' when it has none. */
  readonly pushToken: string;
}

/** Vendors of push services. */
export type PushProvider = 'apns' | 'huawei' | 'xiaomi' | 'meizu' | 'vivo' | 'oppo' | 'fcm';

/** What a client needs to register with a vendor. */
export interface PushCertificate {
  /** Goes with the device token. */
  readonly name: string;
  /** The app's id with the vendor. */
  readonly vendorAppId: string;
  /** The key the vendor gave the app. */
  readonly appKey: string;
  /** The secret the vendor gave the app, where its clients need it. */
  readonly appSecret: string;
}

/**
 * Pushes to the user while no device is connected. Asks the server; calls reject with `ImError`. Conversations are muted
 * by `client.roster.setMuted` and `client.groups.setMuteMode`.
 */
export interface Push {
  /** How the user wants to be pushed, as the server has it. */
  profile(): Promise<PushProfile>;
  /** Whether the user wants pushes at all. */
  setEnabled(isEnabled: boolean): Promise<void>;
  /** Whether pushes only say that there is something, not what. */
  setHidesDetails(hidesDetails: boolean): Promise<void>;
  /** The name that pushes call the user by. */
  setNickName(nickName: string): Promise<void>;
  /** No pushes in these hours. @throws ImError `invalidParameter` for what are no hours. */
  setQuietHours(hours: QuietHours): Promise<void>;
  /** Pushes without a sound in these hours. @throws ImError `invalidParameter`. */
  setSilenceHours(hours: QuietHours): Promise<void>;
  /** What pushes to a part of the users choose this one by. */
  tags(): Promise<readonly string[]>;
  /** @throws ImError `tooManyPushTags`, `invalidParameter`. */
  addTags(tags: readonly string[]): Promise<void>;
  /** Takes tags away; those that are not there are no error. */
  removeTags(tags: readonly string[]): Promise<void>;
  /** Takes all tags away. */
  clearTags(): Promise<void>;
  /** A name that pushes find the user by, '' for none. @throws ImError `pushAliasTaken`, `pushAliasMismatch`. */
  setAlias(alias: string, pushToken?: string): Promise<void>;
  /** Which number the icon of the app shows. */
  setBadge(count: number): Promise<void>;
  /** Where this device takes pushes: what the vendor gave, and the name of the certificate. */
  bindDevice(deviceToken: string, certificateName: string): Promise<void>;
  /** No pushes to this device any more. */
  unbindDevice(): Promise<void>;
  /** @throws ImError `pushNotEnabled` where the app has nothing for the vendor. */
  certificate(provider: PushProvider, environment?: 'development' | 'production'): Promise<PushCertificate>;
}
