import { useEffect, useId, useRef, type InputHTMLAttributes, type ReactNode } from 'react';
import { go, here } from '../route';

/** Puts a filter into the address, from where it is asked; '' takes it away. */
export function choose(name: string, value: string): void {
  const url = here({ [name]: value || undefined, cursor: undefined });
  if (url !== location.pathname + location.search) go(url);
}

interface FieldProps {
  /** As it is called in the address. */
  name: string;
  label: string;
  /** What the address says. */
  value: string;
}

/** One of several, or any. Takes effect at once. */
export function Choice(props: FieldProps & { any?: string; children: ReactNode }) {
  const { name, label, value, any = 'Any', children } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => choose(name, event.target.value)}
        data-testid={`filter-${name}`}
      >
        <option value="">{any}</option>
        {children}
      </select>
    </div>
  );
}

interface TextProps extends FieldProps {
  /** What the address will say of a text. */
  read?: (text: string) => string;
  input?: InputHTMLAttributes<HTMLInputElement>;
}

/** Takes effect with Enter, or when it is left; Esc leaves it as it was. */
export function Text({ name, label, value, read = (text) => text, input }: TextProps) {
  const id = useId();
  const element = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (element.current) element.current.value = value; // another address, another text
  }, [value]);
  const done = (field: HTMLInputElement) => {
    const text = field.value.trim();
    if (text !== value) choose(name, read(text));
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        {...input}
        ref={element}
        id={id}
        data-testid={`filter-${name}`}
        onBlur={(event) => done(event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done(event.currentTarget);
          else if (event.key === 'Escape') {
            event.currentTarget.value = value;
            event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}
