/** Tables of the console. */
export interface ConsoleTables {
  readonly console_admins: ConsoleAdminsTable;
  readonly server_secrets: ServerSecretsTable;
}

/** Who may open the console. Times are milliseconds since 1970. */
interface ConsoleAdminsTable {
  /** In small letters. */
  readonly username: string;
  readonly password_hash: string;
  /** Console tokens of other versions don't count. Begins with the time, so that a later namesake's don't either. */
  readonly token_version: number;
  readonly created_at: number;
}

/** Keys of the server itself, by what they are for. */
interface ServerSecretsTable {
  readonly name: string;
  readonly secret: string;
}
