import type { Authenticator, jwtAuthenticator, nkeys } from '@nats-io/transport-node';
import { ImError } from '@warbler/protocol';

/** What reads a seed, from the client library. */
interface Readers {
  readonly jwtAuthenticator: typeof jwtAuthenticator;
  readonly nkeys: Pick<typeof nkeys, 'fromSeed'>;
}

/** The two blocks of a `.creds` file as `nsc` writes it: who this is, signed by its account, and the key to prove it by. */
const BLOCKS =
  /-{3,}BEGIN NATS USER JWT-{3,}\s+(?<jwt>[\w-]+\.[\w-]+\.[\w-]+)\s[\s\S]*-{3,}BEGIN USER NKEY SEED-{3,}\s+(?<seed>SU[A-Z2-7]+)\s/;

/**
 * Reads a `.creds` file, so that one by which NATS could never be joined stops the start. Nothing of it is said.
 *
 * @throws ImError `invalidParameter`
 */
export function authenticatorOf(file: Buffer, path: string, { jwtAuthenticator, nkeys }: Readers): Authenticator {
  const { jwt, seed } = BLOCKS.exec(`${file}\n`)?.groups ?? {};
  if (jwt === undefined || seed === undefined) {
    const message = `natsCredentialsFile: ${path} is no .creds file with the JWT and the seed of a user`;
    throw new ImError('invalidParameter', { message });
  }
  const key = Buffer.from(seed);
  try {
    nkeys.fromSeed(key);
  } catch (cause) {
    throw new ImError('invalidParameter', { message: `natsCredentialsFile: the seed in ${path} is damaged`, cause });
  }
  return jwtAuthenticator(jwt, key);
}
