// How a file is read: the mapping that is named, and the values that none of its columns has.

import type { ImportMapping } from '../wire';

export type Key = 'country' | 'currency' | 'zone' | 'prefix';

export interface Chosen {
  /** Empty: the file is recognised by its columns. */
  name: string;
  values: Partial<Record<Key, string>>;
}

export const RECOGNISED: Chosen = { name: '', values: {} };

export interface ValueField {
  key: Key;
  required: boolean;
}

/** What can be given with a mapping; nothing if the file is to be recognised. */
export function fieldsOf(mapping: ImportMapping | undefined): ValueField[] {
  if (!mapping?.takes_values) return [];
  return [
    ...mapping.needs.map((key) => ({ key: key as Key, required: true })),
    { key: 'prefix', required: false },
  ];
}

/** Those that must be given and are not. */
export function missing(chosen: Chosen, mapping: ImportMapping | undefined): Key[] {
  return fieldsOf(mapping)
    .filter((it) => it.required && !given(chosen, it.key))
    .map((it) => it.key);
}

/** As a request names it: `magento,country=DE`. */
export function mappingText(chosen: Chosen, mapping: ImportMapping | undefined): string {
  const values = fieldsOf(mapping)
    .map(({ key }) => [key, given(chosen, key)])
    .filter(([, value]) => value)
    .map(([key, value]) => `,${key}=${value}`);
  return chosen.name + values.join('');
}

function given({ values }: Chosen, key: Key): string {
  const value = values[key]?.trim() ?? '';
  return key === 'country' || key === 'currency' ? value.toUpperCase() : value;
}

/** The mappings that a refusal suggests. */
export function suggested(message: string): string[] {
  const names = [...message.matchAll(/--mapping ([a-z][a-z0-9-]*)/g)].map((it) => it[1] ?? '');
  return [...new Set(names)];
}
