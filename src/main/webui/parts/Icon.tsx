import type { IconName } from '../status';

const PATHS: Record<IconName, string> = {
  check: 'M2.5 6.5 5 9l4.5-5.5',
  bang: 'M6 2v5M6 9.6v.1',
  cross: 'm3 3 6 6M9 3 3 9',
  flag: 'M3 11V1.5h6L7.5 4 9 6.5H3',
  clock: 'M6 3.2V6l1.8 1.2M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6Z',
  dash: 'M3 6h6',
  pause: 'M4 2.5v7M8 2.5v7',
  dot: 'M6 5.5v1',
};

/** Decoration beside a word that says the same. */
export function Icon({ name, size = 12 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dot' ? 4 : name === 'clock' || name === 'flag' ? 1.4 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
