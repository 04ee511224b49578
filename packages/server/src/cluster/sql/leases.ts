import type { StoreContext } from '../../storage/index.ts';

/** Who wants to be at a job, or is at it. */
export interface LeaseInput {
  /** The job. */
  readonly name: string;
  /** Nobody else has the same, not even this node after its next start. */
  readonly holder: string;
  /** How long it is theirs from now on. Seconds, by the database's clock: those of the nodes differ. */
  readonly seconds: number;
}

/** Takes a job that nobody has, or whose holder has not been heard of for too long. @returns whether it is theirs */
export function takeLease({ statements }: StoreContext, { name, holder, seconds }: LeaseInput): boolean {
  return statements.prepare(TAKE).run(name, holder, seconds).changes > 0;
}

const TAKE = `insert into job_leases (name, holder, expires_at) values (?, ?, unixepoch() + ?)
  on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
  where job_leases.expires_at <= unixepoch()`;

/** Keeps a job. @returns false when it is somebody else's by now */
export function renewLease({ statements }: StoreContext, { name, holder, seconds }: LeaseInput): boolean {
  return statements.prepare(RENEW).run(seconds, name, holder).changes > 0;
}

const RENEW = 'update job_leases set expires_at = unixepoch() + ? where name = ? and holder = ?';

/** Gives a job back, if it is still theirs. */
export function dropLease({ statements }: StoreContext, { name, holder }: Omit<LeaseInput, 'seconds'>): void {
  statements.prepare('delete from job_leases where name = ? and holder = ?').run(name, holder);
}
