import { useEffect, type PointerEvent, type RefObject } from 'react';
import type { Hold } from '../live/live';

/** Says when someone points at, selects, focuses or has scrolled into rows, so that they hold still. */
export function useHold(
  body: RefObject<HTMLElement | null>,
  hold: (reason: Hold | undefined) => void,
) {
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    let pointing = false;
    let focused = false;
    const decide = () => {
      const selection = getSelection();
      const selecting =
        selection !== null &&
        !selection.isCollapsed &&
        selection.anchorNode !== null &&
        element.contains(selection.anchorNode);
      const header = document.querySelector('header')?.offsetHeight ?? 0;
      const scrolled = element.getBoundingClientRect().top < header - 8;
      hold(
        selecting
          ? 'selection'
          : scrolled
            ? 'scroll'
            : focused
              ? 'focus'
              : pointing
                ? 'pointer'
                : undefined,
      );
    };
    const point = (now: boolean) => (event: Event) => {
      pointing = now && (event as unknown as PointerEvent).pointerType === 'mouse';
      decide();
    };
    const focus = () => {
      focused =
        element.contains(document.activeElement) &&
        element.querySelector(':focus-visible') !== null;
      decide();
    };
    const enter = point(true);
    const leave = point(false);
    let timer = 0;
    const later = () => (timer = window.setTimeout(focus));
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('focusin', focus);
    element.addEventListener('focusout', later);
    document.addEventListener('selectionchange', decide);
    addEventListener('scroll', decide, { passive: true });
    decide();
    return () => {
      clearTimeout(timer); // rows that are taken away lose the focus too
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('focusin', focus);
      element.removeEventListener('focusout', later);
      document.removeEventListener('selectionchange', decide);
      removeEventListener('scroll', decide);
      hold(undefined);
    };
  }, [body, hold]);
}
