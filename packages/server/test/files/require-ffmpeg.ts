import { spawnSync } from 'node:child_process';

/** Says what to install when the programs are missing that these tests are about. */
export function requireFfmpeg(): void {
  for (const program of ['ffmpeg', 'ffprobe']) {
    if (spawnSync(program, ['-version']).error === undefined) continue;
    throw new Error(
      `These tests need ${program}, and there is none.\nInstall it: apt-get install ffmpeg libavcodec-extra`,
    );
  }
}
