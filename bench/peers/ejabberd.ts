import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@warbler/test-kit/free-port';
import { startPostgres } from '../servers/start-postgres.ts';
import { startProgram } from '../servers/start-program.ts';
import { PEER_DOMAIN, PEER_PASSWORD, type Peer, peerLogins } from './peer.ts';

const ERLANG = '/usr/bin/erl';
const SCHEMA = '/usr/share/ejabberd/sql/pg.sql';
const DRIVER = '/usr/lib/erlang/lib/p1_pgsql-*';

/** Connections to the database, so that commits go to the disk together. */
const POOL_SIZE = 20;

/** Debian's ejabberd over the PostgreSQL that comes with npm: its fastest archive that is durable. */
export const ejabberd: Peer = {
  name: 'ejabberd',
  install: 'apt-get install ejabberd erlang-p1-pgsql',
  settings:
    `mod_mam (default: always, also in rooms) and mod_offline in PostgreSQL 18 over ${POOL_SIZE} connections, synced at each ` +
    'commit (its SQLite and Mnesia are far slower here); its CPU time and memory hold those of PostgreSQL. Passwords in ' +
    'plain text, no TLS, kernel poll, a backlog of 1,024, no shapers.',
  isInstalled: () => existsSync(ERLANG) && existsSync(SCHEMA) && globSync(DRIVER).length > 0,
  version() {
    const about = execFileSync('dpkg-query', ['--status', 'ejabberd'], { encoding: 'utf8' });
    return /^Version: (\S+)/m.exec(about)?.[1] ?? 'unknown';
  },
  async start({ folder, userCount }) {
    const port = await freePort();
    const logins = peerLogins(port, userCount);
    const postgres = await startPostgres(folder);
    try {
      const usernames = logins.map(({ username }) => username);
      const database = await postgres.createDatabase(await schemaWith(usernames));
      const config = join(folder, 'ejabberd.yml');
      await writeFile(config, configOf(database, port));
      const { pid, stop } = await startProgram({
        command: ERLANG,
        // Without a name it is no node: it needs no port mapper, and nobody reaches it but through its port.
        parameters: [
          '-noinput',
          '+K',
          'true',
          '+P',
          '250000',
          '+Q',
          '65536',
          '-mnesia',
          'dir',
          `"${folder}/mnesia"`,
          '-s',
          'ejabberd',
        ],
        environment: {
          ERL_LIBS: '/usr/lib/x86_64-linux-gnu',
          EJABBERD_CONFIG_PATH: config,
          EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
          ERL_CRASH_DUMP: join(folder, 'crash.dump'),
          HOME: folder,
        },
        folder,
        port,
      });
      return {
        pids: [pid, ...(await postgres.pids())],
        logins,
        room: `room@conference.${PEER_DOMAIN}`,
        async stop() {
          await stop();
          await postgres.stop();
        },
      };
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  },
};

/** ejabberd's own tables, with the users in them. */
async function schemaWith(usernames: readonly string[]): Promise<string> {
  const rows = usernames.map((username) => `('${username}', '${PEER_PASSWORD}')`);
  return `${await readFile(SCHEMA, 'utf8')}; insert into users (username, password) values ${rows.join(', ')};`;
}

function configOf({ hostname, port: databasePort, username, password, pathname }: URL, port: number): string {
  return `hosts: ["${PEER_DOMAIN}"]
loglevel: error
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    shaper: none
    access: all
    starttls: false
    backlog: 1024
auth_method: sql
auth_password_format: plain
sql_type: pgsql
sql_server: "${hostname}"
sql_port: ${databasePort}
sql_database: "${pathname.slice(1)}"
sql_username: "${username}"
sql_password: "${password}"
sql_pool_size: ${POOL_SIZE}
default_db: sql
modules:
  mod_mam:
    default: always
  mod_offline:
    access_max_user_messages: none
  mod_ping: {}
  mod_roster: {}
  mod_muc:
    max_users: 20000
    max_user_conferences: 100
    default_room_options:
      mam: true
`;
}
