import type { AppId } from '@warbler/protocol';
import type { PushEnvironment } from './push-certificates.ts';

/** Tables of the sending of pushes; its tasks have SQL of their own. */
export interface PushSendingTables {
  readonly push_certificates: PushCertificatesTable;
}

/** What apps got from vendors. Times are milliseconds since 1970. */
interface PushCertificatesTable {
  readonly app_id: AppId;
  readonly name: string;
  readonly provider: number;
  readonly environment: PushEnvironment;
  readonly vendor_app_id: string;
  readonly app_key: string;
  readonly client_secret: string;
  readonly secret: string;
  readonly certificate: string;
  readonly created_at: number;
  readonly updated_at: number;
}
