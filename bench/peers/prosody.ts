import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@warbler/test-kit/free-port';
import { startProgram } from '../servers/start-program.ts';
import { PEER_DOMAIN, PEER_PASSWORD, type Peer, peerLogins } from './peer.ts';

const PROGRAM = '/usr/bin/prosody';

/** Debian's prosody. */
export const prosody: Peer = {
  name: 'prosody',
  install: 'apt-get install prosody',
  settings:
    'mod_mam archives every message (and muc_mam those of rooms) in its own file storage, which appends and does not ' +
    'sync: a power cut loses what the kernel held. Passwords in plain text, no TLS, epoll, a backlog of 1,024, no rate limits.',
  isInstalled: () => existsSync(PROGRAM),
  version() {
    const about = execFileSync('prosodyctl', ['about'], { encoding: 'utf8' });
    return /^Prosody (\d\S*)/m.exec(about)?.[1] ?? 'unknown';
  },
  async start({ folder, userCount }) {
    const port = await freePort();
    const logins = peerLogins(port, userCount);
    const accounts = join(folder, 'data', PEER_DOMAIN, 'accounts');
    await mkdir(accounts, { recursive: true });
    for (const { username } of logins) {
      // Names of files are escaped as in a URL, with the hyphen too.
      const file = join(accounts, `${username.replace('-', '%2d')}.dat`);
      await writeFile(file, `return { ["password"] = "${PEER_PASSWORD}"; };\n`);
    }
    const config = join(folder, 'prosody.cfg.lua');
    await writeFile(config, configOf(folder, port));
    const parameters = ['--config', config, '-F'];
    const { pid, stop } = await startProgram({ command: PROGRAM, parameters, folder, port });
    return { pids: [pid], logins, room: `room@conference.${PEER_DOMAIN}`, stop };
  },
};

function configOf(folder: string, port: number): string {
  return `run_as_root = true
data_path = "${folder}/data"
pidfile = "${folder}/prosody.pid"
log = { warn = "${folder}/prosody.log" }
modules_enabled = { "roster", "saslauth", "ping", "mam" }
modules_disabled = { "s2s", "tls" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
default_archive_policy = true
network_backend = "epoll"
network_settings = { tcp_backlog = 1024 }
VirtualHost "${PEER_DOMAIN}"
Component "conference.${PEER_DOMAIN}" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_by_default = true
  muc_room_locking = false
`;
}
