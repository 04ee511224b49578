import { procedureAccess } from './procedure-access.ts';
import { procedureRuns, procedures } from './procedures.ts';
import { serveStorage } from './storage/serve-storage.ts';

await serveStorage({ procedures, runs: procedureRuns }, procedureAccess);
