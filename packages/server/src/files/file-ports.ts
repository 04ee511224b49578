import type { ProcedureCaller } from '../storage/index.ts';
import type { FileLimits } from './file-limits.ts';
import type { fileProcedures } from './procedures.ts';
import type { FileStore } from './store/file-store.ts';

/** What the work on files needs. */
export interface FilePorts {
  readonly storage: ProcedureCaller<typeof fileProcedures>;
  readonly store: FileStore;
  /** Folder for copies that programs need; emptied at the start. */
  readonly workFolder: string;
  readonly limits: FileLimits;
  readonly now: () => number;
  /** Told what went wrong where nobody waits for an answer. */
  readonly onProblem: (error: unknown) => void;
}
