import type { ReactNode } from 'react';

/** One thing known of something, by its name. */
export function Fact({
  name,
  wide,
  children,
}: {
  name: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface FactsProps {
  /** How the list looks. */
  kind: 'facts' | 'small-facts';
  facts: readonly [name: string, value: ReactNode, bad?: boolean][];
}

/** Those that are known. */
export function Facts({ kind, facts }: FactsProps) {
  const known = facts.filter(
    ([, value]) => value !== null && value !== undefined && value !== false,
  );
  if (known.length === 0) return null;
  return (
    <dl className={kind}>
      {known.map(([name, value, bad], index) => (
        <div key={name + index} className={bad ? 'bad' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
