/** What somebody is to a user; the numbers are the contract's (rest-api.md section 5, RosterItemDto). */
export const Relation = { friend: 0, deletedFriend: 1, stranger: 2, blocked: 3 } as const;

/** Number of a relation. */
export type Relation = (typeof Relation)[keyof typeof Relation];

/** A relation as it is stored: whether somebody is blocked stands beside it. */
export type StoredRelation = Exclude<Relation, typeof Relation.blocked>;

/** Who may add a user; the numbers are the contract's (`auth_mode`). */
export const AuthMode = { anyone: 0, withConsent: 1, whoAnswers: 2, nobody: 3 } as const;

/** One of {@link AuthMode}. */
export type AuthMode = (typeof AuthMode)[keyof typeof AuthMode];
