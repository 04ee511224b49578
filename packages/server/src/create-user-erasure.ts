import type { OnceInCluster } from './cluster/index.ts';
import type { ConversationStore } from './conversations/index.ts';
import type { Devices } from './devices/index.ts';
import { createErasure, type ErasePart, type Erasure } from './erasure/index.ts';
import type { Files } from './files/index.ts';
import type { Groups } from './groups/index.ts';
import type { Procedures } from './procedures.ts';
import type { Roster } from './roster/index.ts';
import type { StorageThread } from './storage/index.ts';

/** Who has something of a user, and what erasing it takes. */
export interface UserErasureOptions {
  readonly storage: StorageThread<Procedures>;
  readonly groups: Pick<Groups, 'depart'>;
  readonly roster: Pick<Roster, 'depart'>;
  readonly devices: Pick<Devices, 'erase'>;
  readonly conversations: Pick<ConversationStore, 'erase'>;
  readonly otherLogins: { readonly erase: ErasePart };
  readonly files: Pick<Files, 'erase'>;
  readonly onceInCluster: OnceInCluster;
  /** Something could not be erased; it is tried again. */
  readonly onProblem: (error: unknown) => void;
}

/** Puts together what erases a deleted user, the account last: a part of the composition root. */
export function createUserErasure({
  groups,
  roster,
  devices,
  conversations,
  otherLogins,
  files,
  ...erasing
}: UserErasureOptions): Erasure {
  return createErasure({
    ...erasing,
    parts: [
      groups.depart,
      roster.depart,
      devices.erase,
      ({ userId }) => conversations.erase(userId),
      otherLogins.erase,
      files.erase,
      ({ appId, userId: user }) => erasing.storage.call('accounts.erase', { appId, user }),
    ],
  });
}
