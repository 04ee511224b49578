import { ImError, type UserId } from '@warbler/protocol';

/** One of several users who are wanted as friends. */
export interface FriendWish {
  readonly peer: UserId;
  /** What the applicant wants to call them; empty: nothing in particular. */
  readonly alias: string;
  readonly reason: string;
}

/** What became of several applications. */
export interface ApplyOutcome {
  /** Who was asked, or is a friend now. */
  readonly applied: readonly UserId[];
  readonly failed: readonly { readonly userId: UserId; readonly reason: string }[];
}

/** Applies to each; one refusal keeps no other from being asked. */
export async function applyToAll(
  wishes: readonly FriendWish[],
  apply: (wish: FriendWish) => Promise<void>,
): Promise<ApplyOutcome> {
  const outcomes = await Promise.all(
    wishes.map((wish) =>
      apply(wish).then(
        () => ({ userId: wish.peer, reason: undefined }),
        (error: unknown) => ({ userId: wish.peer, reason: refusalOf(error) }),
      ),
    ),
  );
  const applied = outcomes.flatMap(({ userId, reason }) => (reason === undefined ? [userId] : []));
  const failed = outcomes.flatMap(({ userId, reason }) => (reason === undefined ? [] : [{ userId, reason }]));
  return { applied, failed };
}

/** @throws what is no answer about this one user, but a failure of the server */
function refusalOf(error: unknown): string {
  if (error instanceof ImError && !error.entry.isRetryable) return error.message;
  throw error;
}
