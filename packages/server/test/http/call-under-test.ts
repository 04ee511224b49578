/** A call with required parameters, and values that each of them takes or refuses. */
export interface CallUnderTest {
  readonly line: string;
  readonly needsToken: boolean;
  /** Whose token; a user's unless said otherwise. */
  readonly by?: 'admin' | 'console';
  readonly query?: Record<string, { readonly good: string | number; readonly bad: readonly string[] }>;
  readonly body?: Record<string, { readonly good: unknown; readonly bad: readonly unknown[] }>;
}

export const NOT_TEXT = [1, null, true, {}, []];
export const NOT_ID = ['x', '', -1, 1.5, null, true, {}, '9007199254740992', 2 ** 53, '1e3', '007'];
export const NOT_ID_IN_QUERY = ['x', '', '-1', '1.5', '9007199254740992', '1e3'];
export const text = (good: string) => ({ good, bad: NOT_TEXT });
