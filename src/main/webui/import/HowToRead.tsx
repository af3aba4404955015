import { useId, type FormEvent, type InputHTMLAttributes } from 'react';
import type { ImportMapping } from '../wire';
import { fileImport, type Job } from './job';
import { fieldsOf, missing, type Key } from './mapping';

const ZONES =
  typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];

const LABELS: Record<Key, string> = {
  country: 'Country',
  currency: 'Currency',
  zone: 'Time zone of its times',
  prefix: 'Put before each id',
};

const INPUTS: Record<Key, InputHTMLAttributes<HTMLInputElement>> = {
  country: { placeholder: 'DE', maxLength: 2, pattern: '[A-Za-z]{2}', className: 'upper' },
  currency: { placeholder: 'EUR', maxLength: 3, pattern: '[A-Za-z]{3}', className: 'upper' },
  zone: { placeholder: 'Europe/Berlin', list: 'zones' },
  prefix: { placeholder: 'shop1-', maxLength: 32, pattern: '[A-Za-z0-9_.:\\-]*' },
};

/** The mapping, and what no column of the file says. */
export function HowToRead({ job, mappings }: { job: Job; mappings: readonly ImportMapping[] }) {
  const { chosen, file, state } = job;
  const mapping = mappings.find((it) => it.name === chosen.name);
  const sending = state.is === 'busy' && state.step === 'send';
  const lacks = missing(chosen, mapping).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file && !lacks) fileImport.check();
  };
  return (
    <form className="filters" aria-label="How it is read" onSubmit={submit}>
      <Mappings job={job} mappings={mappings} disabled={sending} />
      {fieldsOf(mapping).map(({ key, required }) => (
        <Value key={key} name={key} required={required} job={job} disabled={sending} />
      ))}
      {file && (
        <button
          type="submit"
          className="button check"
          disabled={lacks || state.is === 'busy'}
          data-testid="check"
        >
          {job.checked || state.is === 'failed' ? 'Check again' : 'Check'}
        </button>
      )}
      <p className="hint">
        {chosen.name === ''
          ? 'Files with our own column names, and exports of known shops, are recognised.'
          : [
              mapping?.note,
              lacks && 'These files have no column for the empty fields: fill them in.',
            ]
              .filter(Boolean)
              .join(' ')}
      </p>
      <datalist id="zones">
        {ZONES.map((it) => (
          <option key={it} value={it} />
        ))}
      </datalist>
    </form>
  );
}

function Mappings({
  job,
  mappings,
  disabled,
}: {
  job: Job;
  mappings: readonly ImportMapping[];
  disabled: boolean;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Mapping</label>
      <select
        id={id}
        value={job.chosen.name}
        disabled={disabled}
        onChange={(event) => fileImport.readAs({ ...job.chosen, name: event.target.value })}
        data-testid="mapping"
      >
        <option value="">Recognised by its columns</option>
        {(['csv', 'json'] as const).map((format) => (
          <optgroup key={format} label={format.toUpperCase()}>
            {mappings
              .filter((it) => it.format === format)
              .map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface ValueProps {
  name: Key;
  required: boolean;
  job: Job;
  disabled: boolean;
}

function Value({ name, required, job, disabled }: ValueProps) {
  const id = useId();
  const { chosen } = job;
  return (
    <div className="field">
      <label htmlFor={id}>
        {LABELS[name]}
        {required ? '' : ' (optional)'}
      </label>
      <input
        autoComplete="off"
        spellCheck={false}
        {...INPUTS[name]}
        id={id}
        required={required}
        disabled={disabled}
        value={chosen.values[name] ?? ''}
        onChange={(event) =>
          fileImport.readAs({ ...chosen, values: { ...chosen.values, [name]: event.target.value } })
        }
        data-testid={`value-${name}`}
      />
    </div>
  );
}
