import { type AppId, ImError } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';

/** What a certificate is for; the numbers are the contract's. */
export const PushEnvironment = { development: 0, production: 1 } as const;

/** One of {@link PushEnvironment}. */
export type PushEnvironment = (typeof PushEnvironment)[keyof typeof PushEnvironment];

/** What an app got from a vendor to send pushes with. */
export interface PushCertificate {
  /** The name that devices bind their pushes to; unique in the app. */
  readonly name: string;
  /** The contract's number of the vendor. */
  readonly provider: number;
  readonly environment: PushEnvironment;
  /** The app's id at the vendor. */
  readonly vendorAppId: string;
  readonly appKey: string;
  /** A key that the vendor wants from clients; they are told it. */
  readonly clientSecret: string;
  readonly hasSecret: boolean;
  readonly hasCertificate: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A certificate as the console sets it; absent parts stay as they are, or empty. */
export interface CertificateChange {
  readonly name: string;
  readonly provider: number;
  readonly environment: PushEnvironment;
  readonly vendorAppId?: string | undefined;
  readonly appKey?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** Signs or pays for pushes. Stored, never shown again. */
  readonly secret?: string | undefined;
  /** A private key or account file. Stored, never shown again. */
  readonly certificate?: string | undefined;
}

/** The certificates of an app, by name. Bounded by `pushCertificatesPerApp`. */
export async function listCertificates({ query }: Database, appId: AppId): Promise<readonly PushCertificate[]> {
  const rows = await query
    .selectFrom('push_certificates')
    .select([
      'name',
      'provider',
      'environment',
      'vendor_app_id',
      'app_key',
      'client_secret',
      'created_at',
      'updated_at',
    ])
    .select([sql<number>`secret <> ''`.as('has_secret'), sql<number>`certificate <> ''`.as('has_certificate')])
    .where('app_id', '=', appId)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    name: row.name,
    provider: row.provider,
    environment: row.environment,
    vendorAppId: row.vendor_app_id,
    appKey: row.app_key,
    clientSecret: row.client_secret,
    hasSecret: row.has_secret === 1,
    hasCertificate: row.has_certificate === 1,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
  }));
}

/** Stores a certificate, or changes the one with its name. @throws ImError `pushCertificateLimit` */
export async function saveCertificate(
  { query }: Database,
  appId: AppId,
  { change, nowMs, max }: { readonly change: CertificateChange; readonly nowMs: number; readonly max: number },
): Promise<void> {
  const { name, provider, environment, vendorAppId, appKey, clientSecret, secret, certificate } = change;
  const orKeep = (value: string | undefined, column: string) =>
    value === undefined ? sql<string>`push_certificates.${sql.raw(column)}` : sql<string>`${value}`;
  const saved = await query
    .insertInto('push_certificates')
    .columns([
      'app_id',
      'name',
      'provider',
      'environment',
      'vendor_app_id',
      'app_key',
      'client_secret',
      'secret',
      'certificate',
      'created_at',
      'updated_at',
    ])
    .expression(
      query
        .selectNoFrom([
          sql`${appId}`.as('app_id'),
          sql`${name}`.as('name'),
          sql`${provider}`.as('provider'),
          sql`${environment}`.as('environment'),
          sql`${vendorAppId ?? ''}`.as('vendor_app_id'),
          sql`${appKey ?? ''}`.as('app_key'),
          sql`${clientSecret ?? ''}`.as('client_secret'),
          sql`${secret ?? ''}`.as('secret'),
          sql`${certificate ?? ''}`.as('certificate'),
          sql`${nowMs}`.as('created_at'),
          sql`${nowMs}`.as('updated_at'),
        ])
        .where(
          sql<number>`(select count(*) from push_certificates where app_id = ${appId} and name <> ${name})`,
          '<',
          max,
        ),
    )
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'name']).doUpdateSet({
        provider,
        environment,
        vendor_app_id: orKeep(vendorAppId, 'vendor_app_id'),
        app_key: orKeep(appKey, 'app_key'),
        client_secret: orKeep(clientSecret, 'client_secret'),
        secret: orKeep(secret, 'secret'),
        certificate: orKeep(certificate, 'certificate'),
        updated_at: nowMs,
      }),
    )
    .executeTakeFirst();
  if (saved.numInsertedOrUpdatedRows === 1n) return;
  throw new ImError('pushCertificateLimit', { message: `an app has at most ${max} push certificates` });
}

/** Forgets a certificate. @throws ImError `notFound` */
export async function removeCertificate({ query }: Database, appId: AppId, name: string): Promise<void> {
  const removed = await query
    .deleteFrom('push_certificates')
    .where('app_id', '=', appId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (removed.numDeletedRows === 0n) {
    throw new ImError('notFound', { message: 'the app has no push certificate with this name' });
  }
}
