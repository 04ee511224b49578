import type { GroupId, UserId } from '@warbler/protocol';

/**
 * Users share subjects in so many slots. With a hundred thousand users online at a node, nine of ten messages to others
 * do not reach it; a subject for each user would cost NATS a subscription for each, which this is at worst.
 */
const SLOT_COUNT = 1_048_576;

/** A number that users share; see {@link slotOf}. */
export type Slot = number;

/** The slot of a user. Ids of users are even, those of groups odd. */
export function slotOf(user: UserId): Slot {
  return Math.floor(user / 2) % SLOT_COUNT;
}

/** What the nodes of one cluster call the places where they hear of each other. */
export interface Subjects {
  /** Everything for the devices of the users in a slot. */
  ofSlot(slot: Slot): string;
  /** Everything for the members of a group. */
  ofGroup(group: GroupId): string;
  /** For one node. */
  ofNode(node: number): string;
  /** For all nodes. */
  readonly all: string;
}

/** @param prefix tells this cluster from others that share a NATS */
export function subjectsOf(prefix: string): Subjects {
  return {
    ofSlot: (slot) => `${prefix}.u.${slot}`,
    ofGroup: (group) => `${prefix}.g.${group}`,
    ofNode: (node) => `${prefix}.n.${node}`,
    all: `${prefix}.all`,
  };
}
