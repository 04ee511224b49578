import type { UserId } from '@warbler/protocol';

/** What the client knows of a user, oneself included. */
export interface Profile {
  readonly userId: UserId;
  /** The name a user signs in with and is found by; unique in the app. */
  readonly username: string;
  /** The name a user chose to be shown; empty when none was chosen. */
  readonly nickName: string;
  /** This user's own name for the other one; absent when there is none. */
  readonly alias?: string;
  /** The address of a picture, as the server gives it. */
  readonly avatar?: string;
  /** Set when this user wants no notification of what the other one says. */
  readonly isMuted?: boolean;
}

/** The name to show for a user: this user's own for him, else the nick name, else the user name, else the id. */
export function displayName(profile: Profile): string {
  return profile.alias || profile.nickName || profile.username || String(profile.userId);
}
