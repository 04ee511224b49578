/** The pages of the panel about a group; the first is where it opens. */
export const groupPages = ['info', 'members', 'settings', 'announcements', 'blocked'] as const;

/** One page of the panel about a group. */
export type GroupPage = (typeof groupPages)[number];

/** A page from an address; `info` for one that does not exist. */
export function parseGroupPage(name: string): GroupPage {
  return groupPages.find((known) => known === name) ?? 'info';
}
