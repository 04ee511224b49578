import type { Operation } from './contract.ts';
import type { Call, ContractWorld } from './contract-world.ts';
import type { Sample } from './sample.ts';

/** What `METHOD /path` a sample calls, where the path is an address that the server gave. */
export function lineTo(line: string, { url }: Sample): string {
  return url === undefined ? line : `${line.split(' ')[0]} ${url}`;
}

/** A sample without its caller. */
export function withoutCaller({ query, body, type, headers }: Sample): Call {
  return {
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    ...(type === undefined ? {} : { type }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** A sample with the token that its operation asks for: the caller's own, or an admin token that names the caller. */
export function asCall({ admin }: ContractWorld, { auth }: Operation, sample: Sample): Call {
  const { caller } = sample;
  const call = withoutCaller(sample);
  if (auth !== 'admin') return { ...call, as: caller };
  return { ...call, token: admin, headers: { ...(caller && { user_id: String(caller.userId) }), ...call.headers } };
}
