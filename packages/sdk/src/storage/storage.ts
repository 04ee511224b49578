/** Placeholder shape of the storage port until its methods are settled in the next commit. */
export interface Storage {
  close(): Promise<void>;
}
