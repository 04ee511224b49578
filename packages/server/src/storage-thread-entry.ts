import { procedures } from './procedures.ts';
import { serveStorage } from './storage/serve-storage.ts';

await serveStorage(procedures);
