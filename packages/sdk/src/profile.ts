import type { UserId } from '@warbler/protocol';

/** What the client knows of a user, oneself included. */
export interface Profile {
  readonly userId: UserId;
  /** The name a user signs in with and is found by; unique in the app. */
  readonly username: string;
  /** The name a user chose to be shown; empty when none was chosen. */
  readonly nickName: string;
  /** The address of a picture, as the server gives it. */
  readonly avatar?: string;
}

/** The name to show for a user: the nick name, else the user name, else the id. */
export function displayName(profile: Profile): string {
  return profile.nickName || profile.username || String(profile.userId);
}
