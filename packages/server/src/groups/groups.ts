import type { AppId, GroupId, UserId } from '@warbler/protocol';

/** The groups of this server. There are none yet: a deployed client only needs the answers to log in. */
export interface Groups {
  /** The ids of the groups that the user is in. */
  joined(appId: AppId, userId: UserId): Promise<readonly GroupId[]>;
}

/** Opens the groups capability. */
export function createGroups(): Groups {
  return { joined: async () => [] };
}
