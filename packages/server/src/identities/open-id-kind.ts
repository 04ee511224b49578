/** Where an open id is from, as the calls number it: WeChat gives a user one per mini program and official account. */
export const OpenIdKind = { miniProgram: 1, officialAccount: 2 } as const;

/** Number of an {@link OpenIdKind}. */
export type OpenIdKind = (typeof OpenIdKind)[keyof typeof OpenIdKind];

/** A user's name at WeChat. */
export interface OpenId {
  readonly kind: OpenIdKind;
  readonly id: string;
}
