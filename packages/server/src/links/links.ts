import { ImError } from '@warbler/protocol';
import type { UserRef } from '../accounts/index.ts';
import { type Apps, requireServing } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { makeLinkCode, readLinkCode } from './link-code.ts';
import type { linkProcedures } from './procedures.ts';
import type { Link } from './sql/links.ts';

/** Short links that lead visitors to a user. */
export interface Links {
  /** Makes a link to the user. @throws ImError `linkLimit` when they have too many, `userNotFound`, `userDeleted` */
  make(user: UserRef, link: Pick<Link, 'text' | 'type'>): Promise<Link>;
  /** Where a link or its code leads to. @throws ImError `notFound`, `appStatusAbnormal` */
  find(link: string): Promise<Link>;
  /** The links to the user, the oldest first. */
  list(user: UserRef): Promise<readonly Link[]>;
  /** Deletes a link to the user. @throws ImError `notFound` */
  delete(user: UserRef, link: string): Promise<void>;
}

/** A billion codes: even among a million links the next one is free but once in a thousand times. */
const TRIES_MAX = 10;

/** Opens the links capability. */
export function createLinks({
  storage,
  apps,
  clock,
  limits,
}: {
  readonly storage: ProcedureCaller<typeof linkProcedures>;
  readonly apps: Pick<Apps, 'find'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'linksPerUser'>;
}): Links {
  return {
    async make({ appId, userId: user }, { text, type }) {
      for (let count = 0; count < TRIES_MAX; count += 1) {
        const link: Link = { code: makeLinkCode(), appId, user, text, type };
        const nowMs = clock.now();
        if (await storage.call('links.make', { ...link, linksMax: limits.linksPerUser, nowMs })) return link;
      }
      throw new ImError('internal', { message: 'no code for a link was free' });
    },

    async find(text) {
      const link = await storage.call('links.find', readLinkCode(text));
      if (link === undefined) throw new ImError('notFound', { message: 'the link is unknown' });
      requireServing(await apps.find(link.appId));
      return link;
    },

    list: ({ appId, userId: user }) => storage.call('links.list', { appId, user }),

    delete: ({ appId, userId: user }, link) => storage.call('links.delete', { appId, user, code: readLinkCode(link) }),
  };
}
