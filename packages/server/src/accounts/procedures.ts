import { deleteUser } from './sql/delete-user.ts';
import { eraseAccount } from './sql/erase-account.ts';
import { findAccountRow } from './sql/find-account-row.ts';
import { setMobile } from './sql/give-mobile.ts';
import { listUsers } from './sql/list-users.ts';
import { registerUser } from './sql/register-user.ts';
import { setStatus } from './sql/set-status.ts';
import { updateSettings } from './sql/update-settings.ts';

/** What accounts run on the storage thread. */
export const accountProcedures = {
  'accounts.register': registerUser,
  'accounts.setStatus': setStatus,
  'accounts.setMobile': setMobile,
  'accounts.find': findAccountRow,
  'accounts.list': listUsers,
  'accounts.updateSettings': updateSettings,
  'accounts.delete': deleteUser,
  'accounts.erase': eraseAccount,
};
