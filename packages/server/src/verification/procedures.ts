import { openCode, withdrawCode } from './sql/open-code.ts';

/** What verification runs on the storage thread. */
export const verificationProcedures = {
  'verification.openCode': openCode,
  'verification.withdrawCode': withdrawCode,
};
