import { eraseHandovers } from './sql/erase-handovers.ts';
import {
  cancelQrLogin,
  confirmByOpenId,
  confirmQrLogin,
  openQrLogin,
  pollQrLogin,
  redeemQrLogin,
  scanQrLogin,
  stateForAsker,
} from './sql/qr-logins.ts';
import { keepSecret, takeSecret } from './sql/secrets.ts';

/** What the hand-over of logins runs on the storage thread. */
export const handoverProcedures = {
  'handover.keepSecret': keepSecret,
  'handover.takeSecret': takeSecret,
  'handover.scan': scanQrLogin,
  'handover.confirm': confirmQrLogin,
  'handover.cancel': cancelQrLogin,
  'handover.poll': pollQrLogin,
  'handover.open': openQrLogin,
  'handover.confirmByOpenId': confirmByOpenId,
  'handover.stateForAsker': stateForAsker,
  'handover.redeem': redeemQrLogin,
  'handover.erase': eraseHandovers,
};
