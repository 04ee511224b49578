import type { AppId, UserId } from '@warbler/protocol';
import type { SupportSource } from './support-staff.ts';

/** Tables of the support capability. */
export interface SupportTables {
  readonly support_staff: SupportStaffTable;
}

interface SupportStaffTable {
  readonly app_id: AppId;
  readonly position: number;
  readonly user_id: UserId;
  readonly source: SupportSource;
}
