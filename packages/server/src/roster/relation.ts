/** What somebody is to a user; the numbers are the contract's (rest-api.md section 5, RosterItemDto). */
export const Relation = { friend: 0, deletedFriend: 1, stranger: 2, blocked: 3 } as const;

/** Number of a relation. */
export type Relation = (typeof Relation)[keyof typeof Relation];
