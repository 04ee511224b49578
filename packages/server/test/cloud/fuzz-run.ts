/** A run of random steps against a model. */
export interface FuzzRun {
  step(): Promise<void>;
  /** Everyone comes back and gets everything. */
  finish(): Promise<void>;
  /** Requires that every device shows what the model says. */
  check(): Promise<void>;
  leave(): void;
}
