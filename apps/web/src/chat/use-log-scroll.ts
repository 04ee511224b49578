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
  /** Brings a row into sight. */
  readonly toRow: (index: number) => void;
  /** Scrolls to where reading begins: a row, or with -1 the newest message. */
  readonly place: (index: number) => Promise<void>;
}

/** Less than this from the end counts as being there: half a line of text. */
const bottomSlackPx = 40;
const freshMs = 400;
/** The list measures rows as it draws them, which takes a few frames; it is not waited for longer than this. */
const placingFramesMax = 20;
/** More messages than this do not go at once, unless all do. */
const previousLookedAt = 50;

/** Joins the rows of a conversation to the list that draws them. */
export function useLogScroll(
  rows: () => MessageRow[],
  {
    virtualizer,
    isPlaced,
  }: {
    readonly virtualizer: Readonly<ShallowRef<VirtualizerHandle | null>>;
    /** Whether the log stands where the user begins to read; set by `place`. Until then it would be seen jumping. */
    readonly isPlaced: Ref<boolean>;
  },
): LogScroll {
  const drawn = shallowRef(rows());
  const isPrepending = ref(false);
  const isAtBottom = ref(true);
  const fresh = shallowRef<ReadonlySet<string>>(new Set());

  watch(rows, (next) => {
    const previous = drawn.value;
    const [first] = previous;
    isPrepending.value = first !== undefined && next[0]?.key !== first.key && next.length > previous.length;
    const appended = rowsAfter(next, previous);
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
    if (!list || !isPlaced.value) return;
    isAtBottom.value = list.scrollSize - list.scrollOffset - list.viewportSize < bottomSlackPx;
  }

  /** When the keyboard opens or a bubble turns out taller than guessed, the newest message stays in sight. */
  function onResize(): void {
    if (!isPlaced.value) return;
    if (isAtBottom.value) toBottom();
    else onScroll();
  }

  function toBottom(): void {
    isAtBottom.value = true;
    virtualizer.value?.scrollToIndex(drawn.value.length - 1, { align: 'end' });
  }

  function toRow(index: number): void {
    isAtBottom.value = false;
    virtualizer.value?.scrollToIndex(index, { align: 'center' });
  }

  async function place(index: number): Promise<void> {
    await nextTick();
    isAtBottom.value = index < 0;
    const last = drawn.value.length - 1;
    if (last >= 0) {
      if (index < 0) virtualizer.value?.scrollToIndex(last, { align: 'end' });
      else virtualizer.value?.scrollToIndex(index, { align: 'start', offset: -12 });
      await stillness(() => virtualizer.value?.scrollOffset);
    }
    isPlaced.value = true;
    onScroll();
  }

  return { drawn, isPrepending, isAtBottom, fresh, onScroll, onResize, toBottom, toRow, place };
}

/** Waits until a value is the same in three frames in a row. */
async function stillness(read: () => number | undefined): Promise<void> {
  let previous = read();
  let equalFrames = 0;
  for (let frame = 0; frame < placingFramesMax && equalFrames < 2; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const current = read();
    equalFrames = current === previous ? equalFrames + 1 : 0;
    previous = current;
  }
}

/** The rows that came after all of the previous ones; of those some may be gone. */
function rowsAfter(rows: readonly MessageRow[], previous: readonly MessageRow[]): readonly MessageRow[] {
  const known = new Set(previous.slice(-previousLookedAt).map((row) => row.key));
  const index = rows.findLastIndex((row) => known.has(row.key));
  return index < 0 ? [] : rows.slice(index + 1);
}
