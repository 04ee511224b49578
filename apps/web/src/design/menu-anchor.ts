/** Where a menu opens: an element, or a point as the pointer gives it. */
export interface MenuAnchor {
  readonly getBoundingClientRect: () => DOMRect;
}

/** A point in the window, in CSS pixels. */
export function pointAnchor({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): MenuAnchor {
  return { getBoundingClientRect: () => new DOMRect(clientX, clientY, 0, 0) };
}

/**
 * The place of a menu for an event that asks for one: where the pointer is, or the element when a key asked, since
 * keys have no place.
 */
export function anchorOf(event: MouseEvent, element: Element): MenuAnchor {
  const isFromKeyboard = event.detail === 0 && event.clientX === 0 && event.clientY === 0;
  return isFromKeyboard || event.type !== 'contextmenu' ? element : pointAnchor(event);
}
