import { bindPush, unbindPush } from './sql/bind-push.ts';
import { eraseDevice } from './sql/erase-devices.ts';
import { provisionDevice } from './sql/provision-device.ts';
import { removeDevice } from './sql/remove-device.ts';
import { clearNode, saveDepartures } from './sql/save-departures.ts';
import { signOutDevices, signOutOthers } from './sql/sign-out-devices.ts';

/** What devices run on the storage thread. */
export const deviceProcedures = {
  'devices.provision': provisionDevice,
  'devices.saveDepartures': saveDepartures,
  'devices.clearNode': clearNode,
  'devices.signOut': signOutDevices,
  'devices.signOutOthers': signOutOthers,
  'devices.remove': removeDevice,
  'devices.bindPush': bindPush,
  'devices.unbindPush': unbindPush,
  'devices.erase': eraseDevice,
};
