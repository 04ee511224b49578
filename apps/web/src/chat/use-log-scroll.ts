import type { VirtualizerHandle } from 'virtua/vue';
import { nextTick, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import type { MessageRow } from './rows.ts';

/** How the log scrolls: it stays at its newest message while the user is there, and stays put while not. */
export interface LogScroll {
  /** What is drawn: follows `rows`, always together with `isPrepending`. */
  readonly drawn: Readonly<ShallowRef<MessageRow[]>>;
  /** Whether the last change put rows on top, which must not move what the user sees. */
  readonly isPrepending: Readonly<Ref<boolean>>;
  readonly isAtBottom: Readonly<Ref<boolean>>;
  /** Keys of rows that came at the end a moment ago. */
  readonly fresh: Readonly<ShallowRef<ReadonlySet<string>>>;
  readonly onScroll: () => void;
  readonly onResize: () => void;
  readonly toBottom: () => void;
  readonly toRow: (index: number) => void;
}

/** Less than this from the end counts as being there: half a line of text. */
const bottomSlackPx = 40;
const freshMs = 400;

/** Joins the rows of a conversation to the list that draws them. */
export function useLogScroll(
  rows: () => MessageRow[],
  virtualizer: Readonly<ShallowRef<VirtualizerHandle | null>>,
): LogScroll {
  const drawn = shallowRef(rows());
  const isPrepending = ref(false);
  const isAtBottom = ref(true);
  const fresh = shallowRef<ReadonlySet<string>>(new Set());

  watch(rows, (next) => {
    const previous = drawn.value;
    const [first] = previous;
    isPrepending.value = first !== undefined && next[0]?.key !== first.key && next.length > previous.length;
    const appended = rowsAfter(next, previous.at(-1)?.key);
    drawn.value = next;
    if (appended.length === 0) return;
    markFresh(appended);
    if (isAtBottom.value || appended.some((row) => row.message.isOwn)) void nextTick(toBottom);
  });

  function markFresh(appended: readonly MessageRow[]): void {
    const keys = new Set(appended.map((row) => row.key));
    fresh.value = keys;
    setTimeout(() => {
      if (fresh.value === keys) fresh.value = new Set();
    }, freshMs);
  }

  function onScroll(): void {
    const list = virtualizer.value;
    if (!list) return;
    isAtBottom.value = list.scrollSize - list.scrollOffset - list.viewportSize < bottomSlackPx;
  }

  /** When the keyboard opens or a bubble turns out taller than guessed, the newest message stays in sight. */
  function onResize(): void {
    if (isAtBottom.value) toBottom();
    else onScroll();
  }

  function toBottom(): void {
    isAtBottom.value = true;
    virtualizer.value?.scrollToIndex(drawn.value.length - 1, { align: 'end' });
  }

  function toRow(index: number): void {
    isAtBottom.value = false;
    virtualizer.value?.scrollToIndex(index, { align: 'start', offset: -12 });
  }

  return { drawn, isPrepending, isAtBottom, fresh, onScroll, onResize, toBottom, toRow };
}

/** The rows after the one with the key; none when it is not there. */
function rowsAfter(rows: readonly MessageRow[], key: string | undefined): readonly MessageRow[] {
  if (key === undefined) return [];
  const index = rows.findLastIndex((row) => row.key === key);
  return index < 0 ? [] : rows.slice(index + 1);
}
