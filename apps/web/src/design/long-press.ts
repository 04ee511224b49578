/** Handlers for an element on which a long press of a finger does something. */
export interface LongPress {
  readonly onPointerdown: (event: PointerEvent) => void;
  readonly onPointermove: (event: PointerEvent) => void;
  readonly onPointerup: () => void;
  readonly onPointercancel: () => void;
  /** For the capturing phase: the click that ends a long press is none. */
  readonly onClick: (event: MouseEvent) => void;
}

/** As long as the systems' own long press takes. */
const pressMs = 450;
/** A finger that moves farther scrolls. */
const slackPx = 10;

/** Recognises long presses of a finger; iPhones do not tell of them by `contextmenu`, as others do. */
export function createLongPress(onPress: (event: PointerEvent) => void): LongPress {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: PointerEvent | undefined;
  let hasPressed = false;

  function stop(): void {
    clearTimeout(timer);
    start = undefined;
  }

  return {
    onPointerdown(event) {
      stop();
      hasPressed = false;
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      start = event;
      timer = setTimeout(() => {
        start = undefined;
        hasPressed = true;
        onPress(event);
      }, pressMs);
    },
    onPointermove(event) {
      if (!start) return;
      if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > slackPx) stop();
    },
    onPointerup: stop,
    onPointercancel: stop,
    onClick(event) {
      if (!hasPressed) return;
      hasPressed = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
