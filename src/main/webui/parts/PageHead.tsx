import type { ReactNode } from 'react';

interface PageHeadProps {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
}

/** The name of a page, and what holds for all of it. */
export function PageHead({ title, note, actions }: PageHeadProps) {
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {note && <p className="note">{note}</p>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}
