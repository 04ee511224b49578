import { spawn } from 'node:child_process';
import { settledResidentBytes } from '../generator/process-usage.ts';

/** What the runtime costs before it runs anything of ours. */
export interface RuntimeFigures {
  readonly readyMs: number;
  readonly idleBytes: number;
}

/** Starts Node with a program that only says that it runs. */
export async function measureRuntime(): Promise<RuntimeFigures> {
  const startedMs = performance.now();
  const program = 'console.log("ready"); setInterval(() => undefined, 1e9)';
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const readyMs = performance.now() - startedMs;
    return { readyMs, idleBytes: await settledResidentBytes([child.pid as number]) };
  } finally {
    child.kill('SIGKILL');
  }
}
