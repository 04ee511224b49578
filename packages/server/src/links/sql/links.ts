import { type AppId, ImError, parseAppId, parseUserId, type UserId } from '@warbler/protocol';
import { requireUser } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A short link to a user. */
export interface Link {
  readonly code: string;
  readonly appId: AppId;
  /** Whom it leads to. */
  readonly user: UserId;
  /** Put into the visitor's input box; empty for none. */
  readonly text: string;
  /** What its maker calls its kind; empty for none. */
  readonly type: string;
}

/** A link that is to be. */
export interface MakeLinkInput extends Link {
  readonly linksMax: number;
  readonly nowMs: number;
}

/** Keeps a link. @returns whether the code was free @throws ImError `linkLimit` when the user has too many, `userNotFound`, `userDeleted` */
export function makeLink(
  store: StoreContext,
  { code, appId, user, text, type, linksMax, nowMs }: MakeLinkInput,
): boolean {
  const { statements } = store;
  requireUser(store, { appId, user });
  const count = statements.prepare('select count(*) as count from links where app_id = ? and user_id = ?');
  if (Number(count.get(appId, user)?.count) >= linksMax) {
    throw new ImError('linkLimit', { message: `a user has at most ${linksMax} links, delete one first` });
  }
  return statements.prepare(MAKE).run(code, appId, user, text, type, nowMs).changes > 0;
}

const MAKE = `insert into links (code, app_id, user_id, text, type, created_at) values (?, ?, ?, ?, ?, ?)
  on conflict do nothing`;

/** Where a code leads to; undefined when nowhere, or to a user who was deleted. */
export function findLink({ statements }: StoreContext, code: string): Link | undefined {
  const row = statements.prepare(FIND).get(code);
  return row === undefined ? undefined : toLink(row);
}

const FIND = `select links.code, links.app_id, links.user_id, links.text, links.type
  from links join users on users.app_id = links.app_id and users.user_id = links.user_id
  where links.code = ? and users.status <> 'deleted'`;

/** Whose links. */
interface LinkOwner {
  readonly appId: AppId;
  readonly user: UserId;
}

/** The links that lead to a user, the oldest first. */
export function listLinks({ statements }: StoreContext, { appId, user }: LinkOwner): readonly Link[] {
  return statements.prepare(LIST).all(appId, user).map(toLink);
}

const LIST = `select code, app_id, user_id, text, type from links where app_id = ? and user_id = ?
  order by created_at, code`;

/** Deletes a link that leads to the user. @throws ImError `notFound` */
export function deleteLink(
  { statements }: StoreContext,
  { appId, user, code }: LinkOwner & { readonly code: string },
): void {
  const { changes } = statements
    .prepare('delete from links where code = ? and app_id = ? and user_id = ?')
    .run(code, appId, user);
  if (changes === 0) throw new ImError('notFound', { message: 'the user has no such link' });
}

function toLink(row: Readonly<Record<string, unknown>>): Link {
  return {
    code: row.code as string,
    appId: parseAppId(row.app_id),
    user: parseUserId(row.user_id),
    text: row.text as string,
    type: row.type as string,
  };
}

/** Nothing leads to the user any more. */
export function eraseLinks({ statements }: StoreContext, { appId, user }: LinkOwner): void {
  statements.prepare('delete from links where app_id = ? and user_id = ?').run(appId, user);
}
