import { provisionDevice } from './sql/provision-device.ts';

/** What devices run on the storage thread. */
export const deviceProcedures = { 'devices.provision': provisionDevice };
