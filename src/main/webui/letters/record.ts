// A record of bytes, made readable. Pure.

import type { Bytes, DeadLetterNote } from '../wire';

export interface Readable {
  /** What kind of text it is, in words. */
  kind: string;
  text: string;
}

/** JSON is indented, other text stays as it is, other bytes are shown in hexadecimal. */
export function readable(bytes: Bytes | null): Readable {
  if (bytes === null) return { kind: 'none', text: '' };
  if (bytes.bytes === 0) return { kind: 'empty', text: '' };
  if (bytes.text === undefined)
    return { kind: 'not UTF-8, shown in hexadecimal', text: hex(bytes.base64 ?? '') };
  try {
    const value: unknown = JSON.parse(bytes.text);
    // a number would be rounded: what is no object or list stays as it came
    return typeof value === 'object' && value !== null && !/\d{16}|\d[eE][+-]?\d/.test(bytes.text)
      ? { kind: 'JSON, indented for reading', text: JSON.stringify(value, null, 2) }
      : { kind: 'JSON, unchanged', text: bytes.text };
  } catch {
    return { kind: 'text, not JSON', text: bytes.text };
  }
}

/** `00 ff 7f`, sixteen a line. */
function hex(base64: string): string {
  const bytes = [...atob(base64)].map((it) => it.charCodeAt(0).toString(16).padStart(2, '0'));
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) lines.push(bytes.slice(at, at + 16).join(' '));
  return lines.join('\n');
}

/** Its beginning, on one line. */
export function preview(bytes: Bytes | null, longest: number): string {
  if (bytes === null) return 'no value';
  if (bytes.bytes === 0) return 'empty';
  const text = (bytes.text ?? hex(bytes.base64 ?? '')).replace(/\s+/g, ' ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** `orders-2@17`, or the line of an input. */
export function sourceOf({ source }: DeadLetterNote): string {
  if (source.topic !== undefined) return `${source.topic}-${source.partition}@${source.offset}`;
  if (source.input !== undefined) {
    return source.line === undefined ? source.input : `${source.input}, line ${source.line}`;
  }
  return 'not known';
}
