import { procedureAccess } from './procedure-access.ts';
import { procedures } from './procedures.ts';
import { serveStorage } from './storage/serve-storage.ts';

await serveStorage(procedures, procedureAccess);
