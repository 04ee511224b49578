import { onScopeDispose } from 'vue';

/**
 * Keeps `--viewport-height` at the height that is really visible. An iPhone's keyboard lies over the page without
 * resizing it, so that `dvh` alone would leave the composer behind the keyboard.
 */
export function useVisibleHeight(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const update = () => {
    // While zoomed in, the visible part is a window onto the page: the page keeps its size.
    const height = viewport.scale > 1.01 ? '' : `${Math.round(viewport.height)}px`;
    document.documentElement.style.setProperty('--viewport-height', height || '100dvh');
    if (viewport.offsetTop > 0 && viewport.scale <= 1.01) window.scrollTo(0, 0);
  };
  update();
  viewport.addEventListener('resize', update);
  viewport.addEventListener('scroll', update);
  onScopeDispose(() => {
    viewport.removeEventListener('resize', update);
    viewport.removeEventListener('scroll', update);
  });
}
