import { useEffect, useState, type RefObject } from 'react';

const AHEAD = 4;

/**
 * How many rows from the first on reach down to the bottom of the screen: only those are worth
 * drawing. All rows have the height of the first.
 *
 * @returns the count, and the height of a row in px (0 before the first was drawn)
 */
export function useWindow(body: RefObject<HTMLElement | null>, total: number): [number, number] {
  const [window, setWindow] = useState<[number, number]>([AHEAD * 2, 0]);
  useEffect(() => {
    const measure = () => {
      const rows = body.current?.querySelector('tbody');
      const height = rows?.querySelector('tr')?.offsetHeight ?? 0;
      if (!rows || height === 0) return;
      const room = innerHeight - rows.getBoundingClientRect().top;
      const count = Math.max(AHEAD, Math.ceil(room / height) + AHEAD);
      setWindow((last) => (last[0] === count && last[1] === height ? last : [count, height]));
    };
    measure();
    const later = setInterval(measure, 1_000); // panels above grow and shrink
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    return () => {
      clearInterval(later);
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
    };
  }, [body]);
  return [Math.min(window[0], total), window[1]];
}
