import {
  useEffect,
  useId,
  useRef,
  type FocusEvent,
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { fromInput, time, toInput } from '../format';
import { usePreferences } from '../preferences';
import { go, here } from '../route';
import { FILTERS, inWords, OUTCOMES, STATUSES, type Filter, type Filters } from './filters';
import { orderStatus, payment } from '../status';

/** Every filter of the server. What is chosen goes into the address at once, and is asked from there. */
export function FilterBar({ filters }: { filters: Filters }) {
  const { zone } = usePreferences();
  const active = FILTERS.filter((name) => filters[name] !== undefined);
  return (
    <details className="filters" open={!matchMedia('(max-width: 720px)').matches} data-testid="filters">
      <summary>Filters{active.length > 0 && ` (${active.length})`}</summary>
      <form role="search" aria-label="Filter orders" onSubmit={(event) => event.preventDefault()}>
        <Text name="id" label="Order id" filters={filters} placeholder="1042" />
        <Choice name="status" label="Status" filters={filters}>
          {STATUSES.map((it) => (
            <option key={it} value={it}>
              {orderStatus(it).word}
            </option>
          ))}
        </Choice>
        <Choice name="payment" label="Payment" filters={filters}>
          {OUTCOMES.map((it) => (
            <option key={it} value={it}>
              {it === 'PENDING' ? 'Pending' : payment({ order_id: 0, payment: { status: it } }).word}
            </option>
          ))}
        </Choice>
        <Choice name="flagged" label="Fraud" filters={filters}>
          <option value="true">Flagged</option>
          <option value="false">Not flagged</option>
        </Choice>
        <Text name="country" label="Country" filters={filters} placeholder="DE" upper />
        <Text name="amount_min" label="Amount from" filters={filters} placeholder="0" decimal />
        <Text name="amount_max" label="Amount to" filters={filters} placeholder="any" decimal />
        <Moment name="since" label={`From, ${zone === 'UTC' ? 'UTC' : 'local'}`} filters={filters} />
        <Moment name="before" label={`Before, ${zone === 'UTC' ? 'UTC' : 'local'}`} filters={filters} />
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

function choose(name: Filter, value: string): void {
  const url = here({ [name]: value || undefined, cursor: undefined });
  if (url !== location.pathname + location.search) go(url);
}

interface FieldProps {
  name: Filter;
  label: string;
  filters: Filters;
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function Choice({ name, label, filters, children }: FieldProps & { children: ReactNode }) {
  return (
    <Field label={label}>
      {(id) => (
        <select
          id={id}
          value={filters[name] ?? ''}
          onChange={(event) => choose(name, event.target.value)}
          data-testid={`filter-${name}`}
        >
          <option value="">Any</option>
          {children}
        </select>
      )}
    </Field>
  );
}

interface TextProps extends FieldProps {
  placeholder: string;
  upper?: boolean;
  decimal?: boolean;
}

/** Takes effect with Enter, or when it is left. */
function Text({ name, label, filters, placeholder, upper = false, decimal = false }: TextProps) {
  const input = useAddress(filters[name] ?? '');
  return (
    <Field label={label}>
      {(id) => (
        <input
          ref={input}
          id={id}
          className={upper ? 'upper' : ''}
          placeholder={placeholder}
          maxLength={upper ? 2 : 64}
          inputMode={decimal ? 'decimal' : 'text'}
          autoComplete="off"
          spellCheck={false}
          data-testid={`filter-${name}`}
          {...onDone((text) => choose(name, upper ? text.toUpperCase() : text))}
        />
      )}
    </Field>
  );
}

function Moment({ name, label, filters }: FieldProps) {
  const { zone } = usePreferences();
  const value = toInput(filters[name] ?? '', zone);
  const input = useAddress(value);
  return (
    <Field label={label}>
      {(id) => (
        <input
          ref={input}
          id={id}
          type="datetime-local"
          step={1}
          data-testid={`filter-${name}`}
          {...onDone((text) => text !== value && choose(name, fromInput(text, zone)))}
        />
      )}
    </Field>
  );
}

/** What the address says, until someone types; another address, another text. */
function useAddress(value: string) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = value;
  }, [value]);
  return input;
}

function onDone(done: (text: string) => void) {
  const now = (event: FormEvent<HTMLInputElement>) => done(event.currentTarget.value.trim());
  return {
    onBlur: (event: FocusEvent<HTMLInputElement>) => now(event),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key === 'Enter') now(event);
      else if (event.key === 'Escape') event.currentTarget.blur();
    },
  };
}
