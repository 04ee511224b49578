import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** A program to start. */
export interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Its output goes to a file there. */
  readonly folder: string;
  /** It is up when this takes connections. */
  readonly port: number;
}

const START_MS = 60_000;
const STOP_MS = 20_000;

/** Starts a program and waits until it takes connections. It is ended with this process, by its id. */
export async function startProgram(program: Program): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const { command, parameters, environment, folder, port } = program;
  const child = spawn(command, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  const output = createWriteStream(join(folder, 'output.log'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(output, { end: false });
    stream.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-2000);
    });
  }
  let ending: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ending = how;
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(`ended with ${code ?? signal}`));
  });
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const deadlineMs = performance.now() + START_MS;
  while (!(await takesConnections(port))) {
    if (ending === undefined && performance.now() < deadlineMs) continue;
    killNow();
    throw new Error(`${command} did not start: ${ending ?? 'too slow'}: ${said}`);
  }
  return {
    pid: child.pid as number,
    async stop() {
      child.kill('SIGTERM');
      const overdue = setTimeout(killNow, STOP_MS);
      await ended;
      clearTimeout(overdue);
      process.off('exit', killNow);
      output.end();
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(() => resolve(false), 100));
  });
}
