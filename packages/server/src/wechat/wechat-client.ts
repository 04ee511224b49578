/** Somebody logs in in the mini program. */
export interface MiniProgramLogin {
  /** From `wx.login`; counts once and for five minutes. */
  readonly code: string;
  /** Data that WeChat encrypted for this server, such as the phone number, as the mini program got it. */
  readonly encrypted?: { readonly iv: string; readonly data: string };
}

/** Who that is, as WeChat says. */
export interface MiniProgramUser {
  readonly openId: string;
  /** Their mobile number as the contract writes numbers; undefined where they did not let us have it. */
  readonly mobile: string | undefined;
}

/** Which build of the mini program a link opens. */
export type MiniProgramVersion = 'release' | 'trial' | 'develop';

/** What the server asks of WeChat. Every call throws ImError `notConfigured` where it was not set up, `serviceFailed`. */
export interface WechatClient {
  /** Whether the server was set up for a mini program. */
  readonly hasMiniProgram: boolean;
  /** Tells who logs in. @throws ImError `wrongVerificationCode` for a code that is wrong or used, `invalidParameter` for data that does not open */
  logIn(login: MiniProgramLogin): Promise<MiniProgramUser>;
  /**
   * Makes a QR code that tells our official account who scanned it.
   *
   * @param scene what it tells beside that, 1 to 64 characters
   * @returns the text to be drawn
   */
  createQrCode(qrCode: { readonly scene: string; readonly lifetimeMs: number }): Promise<string>;
  /** Makes a link that opens a page of the mini program. @throws ImError `invalidParameter` for a page that it does not have */
  createUrlLink(page: {
    readonly path: string;
    readonly query: string;
    readonly version: MiniProgramVersion;
  }): Promise<string>;
}
