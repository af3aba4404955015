import { fromInput, time, toInput } from '../format';
import { Choice, choose, Text } from '../parts/Field';
import { usePreferences } from '../preferences';
import { go, here } from '../route';
import {
  CONFLICTS,
  FILTERS,
  inWords,
  OUTCOMES,
  STATUSES,
  type Filter,
  type Filters,
} from './filters';
import { conflict, orderStatus, payment } from '../status';

/** Every filter of the server. What is chosen goes into the address at once, and is asked from there. */
export function FilterBar({ filters }: { filters: Filters }) {
  const active = FILTERS.filter((name) => filters[name] !== undefined);
  return (
    <details
      className="filters"
      open={!matchMedia('(max-width: 720px)').matches}
      data-testid="filters"
    >
      <summary>Filters{active.length > 0 && ` (${active.length})`}</summary>
      <form role="search" aria-label="Filter orders" onSubmit={(event) => event.preventDefault()}>
        <Text name="id" label="Order id" value={filters.id ?? ''} input={{ placeholder: '1042' }} />
        <Choice name="status" label="Status" value={filters.status ?? ''}>
          {STATUSES.map((it) => (
            <option key={it} value={it}>
              {orderStatus(it).word}
            </option>
          ))}
        </Choice>
        <Choice name="payment" label="Payment" value={filters.payment ?? ''}>
          {OUTCOMES.map((it) => (
            <option key={it} value={it}>
              {it === 'PENDING'
                ? 'Pending'
                : payment({ order_id: 0, payment: { status: it } }).word}
            </option>
          ))}
        </Choice>
        <Choice name="flagged" label="Fraud" value={filters.flagged ?? ''}>
          <option value="true">Flagged</option>
          <option value="false">Not flagged</option>
        </Choice>
        <Choice name="conflict" label="Conflict" value={filters.conflict ?? ''}>
          <option value="true">With a conflict</option>
          <option value="false">Without one</option>
          {CONFLICTS.map((it) => (
            <option key={it} value={it}>
              {conflict(it)?.word}
            </option>
          ))}
        </Choice>
        <Text
          name="country"
          label="Country"
          value={filters.country ?? ''}
          read={(text) => text.toUpperCase()}
          input={{ placeholder: 'DE', maxLength: 2, className: 'upper' }}
        />
        <Amount name="amount_min" label="Amount from" filters={filters} placeholder="0" />
        <Amount name="amount_max" label="Amount to" filters={filters} placeholder="any" />
        <Moment name="since" label="From" filters={filters} />
        <Moment name="before" label="Before" filters={filters} />
      </form>
      <p className="hint">Amounts are compared as numbers, each in the order’s own currency.</p>
    </details>
  );
}

/** What is asked now, each part to be taken away. */
export function ActiveFilters({ filters }: { filters: Filters }) {
  const { zone } = usePreferences();
  const active = FILTERS.filter((name) => filters[name] !== undefined);
  if (active.length === 0) return null;
  const moment = (iso: string) => time(iso, zone, Date.now()).replace(/\.000$/, '');
  return (
    <ul className="active-filters" aria-label="Filters in force" data-testid="active-filters">
      {active.map((name) => (
        <li key={name}>
          <button
            type="button"
            className="pill"
            onClick={() => choose(name, '')}
            data-testid={`without-${name}`}
          >
            <span className="hidden">Remove filter: </span>
            {inWords(name, filters[name] ?? '', moment)}
            <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <button type="button" className="link" onClick={clear} data-testid="clear-filters">
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

export function clear(): void {
  go(here(Object.fromEntries([...FILTERS, 'cursor'].map((name) => [name, undefined]))));
}

interface FilterProps {
  name: Filter;
  label: string;
  filters: Filters;
}

function Amount({ name, label, filters, placeholder }: FilterProps & { placeholder: string }) {
  return (
    <Text
      name={name}
      label={label}
      value={filters[name] ?? ''}
      input={{ placeholder, inputMode: 'decimal' }}
    />
  );
}

function Moment({ name, label, filters }: FilterProps) {
  const { zone } = usePreferences();
  return (
    <Text
      name={name}
      label={`${label}, ${zone === 'UTC' ? 'UTC' : 'local'}`}
      value={toInput(filters[name] ?? '', zone)}
      read={(text) => fromInput(text, zone)}
      input={{ type: 'datetime-local', step: 1 }}
    />
  );
}
