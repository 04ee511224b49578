import type { UserId } from '@warbler/protocol';

/** States of a friend application; the numbers are the contract's (RosterApplicationDto.status). */
export const ApplicationStatus = { waiting: 0, accepted: 1, declined: 2 } as const;

/** One of {@link ApplicationStatus}. */
export type ApplicationStatus = (typeof ApplicationStatus)[keyof typeof ApplicationStatus];

/** Somebody wants to be the friend of the one who looks. */
export interface FriendApplication {
  readonly applicant: UserId;
  readonly reason: string;
  readonly status: ApplicationStatus;
  readonly expiresAtMs: number;
}
