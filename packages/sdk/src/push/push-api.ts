/** Hours of the day in which something is not wanted, 0 to 23; both 0: none. */
export interface QuietHours {
  readonly startHour: number;
  readonly endHour: number;
}

/** How the user wants to be pushed, on all devices. */
export interface PushProfile {
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
  readonly vendorAppId: string;
  readonly appKey: string;
  readonly appSecret: string;
}

/**
 * Pushes to the user while no device is connected. Asks the server; calls reject with `ImError`. Conversations are muted
 * by `client.roster.setMuted` and `client.groups.setMuteMode`.
 */
export interface Push {
  profile(): Promise<PushProfile>;
  setEnabled(isEnabled: boolean): Promise<void>;
  setHidesDetails(hidesDetails: boolean): Promise<void>;
  setNickName(nickName: string): Promise<void>;
  /** No pushes in these hours. @throws ImError `invalidParameter` for what are no hours. */
  setQuietHours(hours: QuietHours): Promise<void>;
  /** Pushes without a sound in these hours. @throws ImError `invalidParameter`. */
  setSilenceHours(hours: QuietHours): Promise<void>;
  tags(): Promise<readonly string[]>;
  /** @throws ImError `tooManyPushTags`, `invalidParameter`. */
  addTags(tags: readonly string[]): Promise<void>;
  removeTags(tags: readonly string[]): Promise<void>;
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
