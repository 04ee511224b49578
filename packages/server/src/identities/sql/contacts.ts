import { type AppId, ImError, parseUserId, type UserId } from '@warbler/protocol';
import { giveMobile, requireFreeMobile } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { Contact } from '../../verification/index.ts';

/** A contact that shall be a user's. */
export interface ContactBinding {
  readonly appId: AppId;
  readonly user: UserId;
  readonly contact: Contact;
}

/** Whose contact it is for certain; undefined when it is nobody's, or only somebody's word. */
export function findHolder(
  { statements }: StoreContext,
  { appId, contact }: Omit<ContactBinding, 'user'>,
): UserId | undefined {
  const row = statements
    .prepare(`select user_id from users where app_id = ? and ${columnOf(contact)} = ? and ${isProven(contact)}`)
    .get(appId, contact.to);
  return row === undefined ? undefined : parseUserId(row.user_id);
}

/** What the user has of that kind; undefined for none. */
export function contactOf({ statements }: StoreContext, { appId, user, contact }: ContactBinding): string | undefined {
  const row = statements
    .prepare(`select ${columnOf(contact)} as contact from users where app_id = ? and user_id = ?`)
    .get(appId, user);
  return typeof row?.contact === 'string' ? row.contact : undefined;
}

/** @throws ImError `mobileAlreadyBound`, `emailAlreadyBound` when it is another user's */
export function requireFree(store: StoreContext, binding: ContactBinding): void {
  const { appId, user, contact } = binding;
  if (contact.channel === 'sms') return requireFreeMobile(store, { appId, user, mobile: contact.to, isProven: true });
  const holder = findHolder(store, binding);
  if (holder !== undefined && holder !== user) throw new ImError('emailAlreadyBound');
}

/** @throws ImError `userAlreadyBound` when the user has another one, which only a proof may replace */
export function requireNoOther(store: StoreContext, binding: ContactBinding): void {
  const { appId, user, contact } = binding;
  const row = store.statements
    .prepare(
      `select ${columnOf(contact)} as contact from users where app_id = ? and user_id = ? and ${isProven(contact)}`,
    )
    .get(appId, user);
  const known = row?.contact ?? undefined;
  if (known === undefined || known === binding.contact.to) return;
  throw new ImError('userAlreadyBound', { message: 'the user has another one already, which must be changed instead' });
}

/**
 * The contact is the user's from now on, in the place of an earlier one.
 *
 * @returns who had only said that it is theirs, and has it no more
 */
export function setContact(store: StoreContext, { appId, user, contact }: ContactBinding): UserId | undefined {
  if (contact.channel === 'sms') return giveMobile(store, { appId, user, mobile: contact.to, isProven: true });
  store.statements
    .prepare(`update users set ${columnOf(contact)} = ? where app_id = ? and user_id = ?`)
    .run(contact.to, appId, user);
  return undefined;
}

/** A number that a user only said lets nobody in. */
function isProven({ channel }: Contact): string {
  return channel === 'sms' ? 'is_mobile_proven = 1' : 'true';
}

function columnOf({ channel }: Contact): 'mobile' | 'email' {
  switch (channel) {
    case 'sms':
      return 'mobile';
    case 'email':
      return 'email';
    default:
      return channel satisfies never;
  }
}
