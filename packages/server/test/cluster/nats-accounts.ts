import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';

type Key = ReturnType<typeof nkeys.createUser>;

/** An operator with an account, as `nsc` would make them, and users of it. */
export interface NatsAccounts {
  /** For NATS, to be started with `-c`. */
  readonly configFile: string;
  /** The `.creds` file of a user of the account. */
  readonly credentialsFile: string;
  /** That of a user whose account NATS does not know. */
  readonly strangerFile: string;
  /** Writes something in the place of a `.creds` file, and gives its path. */
  write(text: string): Promise<string>;
  remove(): Promise<void>;
}

const UNLIMITED = -1;

/** Makes the keys and what they sign in a folder of its own. */
export async function makeNatsAccounts(): Promise<NatsAccounts> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-nats-accounts-'));
  let count = 0;
  const write = async (text: string) => {
    count += 1;
    const path = join(folder, String(count));
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const [operator, account] = [nkeys.createOperator(), nkeys.createAccount()];
  const bounds = ['subs', 'data', 'payload', 'imports', 'exports', 'conn', 'leaf'].map((name) => [name, UNLIMITED]);
  const limits = { ...Object.fromEntries(bounds), wildcards: true };
  const accountJwt = sign(operator, account, { type: 'account', limits, default_permissions: { pub: {}, sub: {} } });
  return {
    configFile: await write(`
      operator: ${sign(operator, operator, { type: 'operator' })}
      resolver: MEMORY
      resolver_preload: { ${account.getPublicKey()}: ${accountJwt} }
    `),
    credentialsFile: await write(credentialsOf(account)),
    strangerFile: await write(credentialsOf(nkeys.createAccount())),
    write,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A new user of an account. */
function credentialsOf(account: Key): string {
  const user = nkeys.createUser();
  const bounds = { subs: UNLIMITED, data: UNLIMITED, payload: UNLIMITED };
  return `-----BEGIN NATS USER JWT-----
${sign(account, user, { type: 'user', pub: {}, sub: {}, ...bounds })}
------END NATS USER JWT------

************************* IMPORTANT *************************
NKEY Seed printed below can be used to sign and prove identity.

-----BEGIN USER NKEY SEED-----
${Buffer.from(user.getSeed())}
------END USER NKEY SEED------
`;
}

/** What one says of another, as NATS wants it (the second version of its JWTs). */
function sign(issuer: Key, subject: Key, claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const [iss, sub] = [issuer.getPublicKey(), subject.getPublicKey()];
  const body = { jti: sub, iat, iss, sub, name: 'test', nats: { version: 2, ...claims } };
  const signed = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(body)}`;
  return `${signed}.${Buffer.from(issuer.sign(Buffer.from(signed))).toString('base64url')}`;
}
