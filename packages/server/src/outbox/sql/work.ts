import type { StoreContext } from '../../storage/index.ts';

/** Puts work down for whoever is free, in the transaction that makes it needed: none is forgotten, none is for nothing. */
export function addWork({ statements }: StoreContext, queue: string, body: string): void {
  statements.prepare('insert into outbox (queue, body) values (?, ?)').run(queue, body);
}

/** Who is at work. */
export interface WorkHolder {
  /** Nobody else has the same, not even this node after its next start. */
  readonly holder: string;
}

/** Somebody is free. */
export interface ClaimInput extends WorkHolder {
  readonly queue: string;
  readonly limit: number;
  /** How long the work is theirs. Seconds, by the database's clock: those of the nodes differ. */
  readonly seconds: number;
}

/** Work that somebody is at. */
export interface ClaimedWork {
  readonly workId: number;
  readonly body: string;
  /** How often it was taken up, this time included: more than once when somebody died over it, or was slow. */
  readonly attempts: number;
}

/** Takes the oldest work of a queue that nobody is at. Others that ask at the same moment get other work, at once. */
export function claimWork(
  { statements }: StoreContext,
  { queue, holder, limit, seconds }: ClaimInput,
): readonly ClaimedWork[] {
  const rows = statements.prepare(CLAIM).all(queue, limit, holder, seconds);
  return rows
    .map(({ work_id, body, attempts }) => ({
      workId: work_id as number,
      body: body as string,
      attempts: attempts as number,
    }))
    .sort((one, other) => one.workId - other.workId);
}

/** The work is chosen once, apart from its update, which PostgreSQL could otherwise do over with other work. */
const CLAIM = `with chosen as materialized (
    select work_id from outbox where queue = ? and free_at <= unixepoch()
    order by free_at, work_id limit ? /* for update skip locked */)
  update outbox set holder = ?, free_at = unixepoch() + ?, attempts = attempts + 1
  where work_id in (select work_id from chosen)
  returning work_id, body, attempts`;

/** Which work. */
export interface WorkInput extends WorkHolder {
  readonly workId: number;
}

/** Keeps work that takes long. @returns false when it is somebody else's by now, or done */
export function renewWork(
  { statements }: StoreContext,
  { workId, holder, seconds }: WorkInput & Pick<ClaimInput, 'seconds'>,
): boolean {
  return statements.prepare(RENEW).run(seconds, workId, holder).changes > 0;
}

const RENEW = 'update outbox set free_at = unixepoch() + ? where work_id = ? and holder = ?';

/** Work is done. @returns false when it is somebody else's by now, or done: then what came of it is not to be kept */
export function finishWork({ statements }: StoreContext, { workId, holder }: WorkInput): boolean {
  return statements.prepare('delete from outbox where work_id = ? and holder = ?').run(workId, holder).changes > 0;
}
