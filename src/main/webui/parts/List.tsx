import type { ReactNode } from 'react';

export interface Column<T> {
  name: string;
  cell: (row: T) => ReactNode;
  /** `number` (to the right), `lead` (beside the name of a card), `long` (may break), `quiet`. */
  kind?: string;
}

interface ListProps<T> {
  /** What the rows are, for those who do not see the heading. */
  caption: string;
  /** The first one names the row. */
  columns: readonly Column<T>[];
  rows: readonly T[];
  idOf: (row: T) => string;
  testId: string;
  selected?: string | undefined;
}

/** Rows of a table, which become cards where there is no room. */
export function List<T>({ caption, columns, rows, idOf, testId, selected }: ListProps<T>) {
  return (
    <table className="list">
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((it) => (
            <th key={it.name} scope="col" className={it.kind}>
              {it.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const id = idOf(row);
          return (
            <tr
              key={id}
              className={id === selected ? 'selected' : ''}
              data-testid={testId}
              data-row={id}
            >
              {columns.map((it, index) =>
                index === 0 ? (
                  <th key={it.name} scope="row" className={it.kind}>
                    {it.cell(row)}
                  </th>
                ) : (
                  <td key={it.name} className={it.kind} data-label={it.name}>
                    {it.cell(row)}
                  </td>
                ),
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
