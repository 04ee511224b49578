import { readFileSync } from 'node:fs';

/** The kernel counts CPU time in these, on every Linux that Node runs on (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** CPU time, in user and kernel, that processes have used so far with all of their threads, in microseconds. */
export function cpuMicroseconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in the second field may hold spaces; it ends at the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS_PER_SECOND;
  }, 0);
}

/** Memory that processes have resident, in bytes. What they share is counted by each. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + memoryOf(pid, 'VmRSS'), 0);
}

/** What of that is files (programs, the database): the kernel takes it back when others need it. */
export function residentFileBytes(pid: number): number {
  return memoryOf(pid, 'RssFile');
}

function memoryOf(pid: number, what: 'VmRSS' | 'RssFile'): number {
  const kilobytes = new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory: it has ended`);
  return Number(kilobytes) * 1024;
}

/** Half a second apart: what follows a start, two seconds after it, must not be missed. */
const READINGS_AT_REST = 8;

/** The memory once it has come to rest: the same within a percent for four seconds, or after 20 s as it is. */
export async function settledResidentBytes(pids: readonly number[]): Promise<number> {
  const deadlineMs = performance.now() + 20_000;
  const readings: number[] = [];
  for (;;) {
    readings.push(residentBytes(pids));
    const last = readings.slice(-READINGS_AT_REST);
    const isSettled =
      last.length === READINGS_AT_REST && Math.max(...last) - Math.min(...last) <= Math.max(...last) / 100;
    if (isSettled || performance.now() > deadlineMs) return readings.at(-1) as number;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
