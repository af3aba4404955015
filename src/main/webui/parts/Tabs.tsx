import { here } from '../route';

interface TabsProps {
  /** The parameter of the address that holds the choice. */
  name: string;
  label: string;
  chosen: string;
  /** The first is what an address without the parameter means. */
  choices: readonly (readonly [value: string, text: string])[];
}

/** A choice that stands in the address, as links: each can be opened, sent, and gone back from. */
export function Tabs({ name, label, chosen, choices }: TabsProps) {
  return (
    <nav className="tabs" aria-label={label}>
      {choices.map(([value, text], index) => (
        <a
          key={value}
          href={here({ [name]: index === 0 ? undefined : value, cursor: undefined })}
          aria-current={value === chosen ? 'true' : undefined}
          data-testid={`${name}-${value}`}
        >
          {text}
        </a>
      ))}
    </nav>
  );
}
