// Numbers, money and time as people read them. Everything here is pure.

export type Zone = 'UTC' | 'local';

const LOCALE = typeof document === 'undefined' ? 'en-GB' : navigator.language; // tests run without one
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const regions = new Intl.DisplayNames([LOCALE], { type: 'region' });
const moneyFormats = new Map<string, Intl.NumberFormat>();

export function count(value: number): string {
  return whole.format(value);
}

/** 12,345 as it is, 1,234,567 as 1.2M: for places that are narrow. */
export function brief(value: number): string {
  return value < 100_000 ? whole.format(value) : compact.format(value);
}

/** 10,000+ where there are more than were counted. */
export function atLeast(
  found: { count: number; at_least: boolean },
  format: (value: number) => string,
): string {
  return format(found.count) + (found.at_least ? '+' : '');
}

/** Per second. Below ten a digit more, so that 0.4/s does not read as nothing. */
export function rate(perSecond: number): string {
  return perSecond < 10 ? oneDigit.format(perSecond) : brief(perSecond);
}

/** With the currency's own number of decimals: $12.50, ¥1,299. The amount as it came if we must. */
export function money(amount: number, currency: string): string {
  return moneyFormat(currency, false)?.format(amount) ?? `${amount} ${currency}`;
}

/** €1.24M: for sums, where the cents are noise. */
export function briefMoney(amount: number, currency: string): string {
  return amount < 100_000
    ? money(amount, currency)
    : (moneyFormat(currency, true)?.format(amount) ?? `${brief(amount)} ${currency}`);
}

function moneyFormat(currency: string, short: boolean): Intl.NumberFormat | undefined {
  const key = currency + short;
  let format = moneyFormats.get(key);
  if (!format) {
    try {
      format = new Intl.NumberFormat(LOCALE, {
        style: 'currency',
        currency,
        ...(short
          ? { notation: 'compact', minimumFractionDigits: 2, maximumFractionDigits: 2 }
          : {}),
      });
    } catch {
      return undefined; // a foreign writer's currency that no one knows
    }
    moneyFormats.set(key, format);
  }
  return format;
}

/** Microseconds to hours, in digits that mean something. */
export function duration(ms: number): string {
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 0.095) return `${whole.format(ms * 1_000)} µs`;
  if (ms < 9.95) return `${oneDigit.format(ms)} ms`;
  if (ms < 999.5) return `${whole.format(ms)} ms`;
  if (ms < 59_950) return `${oneDigit.format(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return age(ms);
}

/** How long ago, in whole units: 4 s, 3 min, 2 h, 5 d. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  if (value < 1_000_000) return `${oneDigit.format(value / 1_000)} kB`;
  if (value < 1_000_000_000) return `${oneDigit.format(value / 1_000_000)} MB`;
  return `${oneDigit.format(value / 1_000_000_000)} GB`;
}

/** 10:42:18.091, with the date before it unless it is today's. Text that is no time stays as it is. */
export function time(iso: string, zone: Zone, now: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const clock = parts(at, zone);
  return clock.date === parts(new Date(now), zone).date
    ? clock.time
    : `${clock.date} ${clock.time}`;
}

/** 10:42:18.091 today, 2026-01-05 10:42 on another day: for places that are narrow. */
export function briefTime(iso: string, zone: Zone, now: number): string {
  return time(iso, zone, now).replace(/^(\S+ \d\d:\d\d):\S+$/, '$1');
}

/** With date and zone, for places that have room. */
export function fullTime(iso: string, zone: Zone): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const clock = parts(at, zone);
  return `${clock.date} ${clock.time} ${zone === 'UTC' ? 'UTC' : offset(at)}`;
}

/** For an input of type datetime-local: no zone, to the second. */
export function toInput(iso: string, zone: Zone): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const clock = parts(at, zone);
  return `${clock.date}T${clock.time.slice(0, 8)}`;
}

/** What such an input says, as ISO 8601 in UTC; empty where it says nothing. */
export function fromInput(text: string, zone: Zone): string {
  const at = new Date(zone === 'UTC' ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().replace(/\.000Z$/, 'Z');
}

function parts(at: Date, zone: Zone): { date: string; time: string } {
  const shifted = zone === 'UTC' ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  const iso = shifted.toISOString();
  const split = iso.indexOf('T');
  return { date: iso.slice(0, split), time: iso.slice(split + 1, -1) };
}

function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** Germany for DE; the code itself where no one knows it. */
export function country(code: string): string {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code;
  }
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** What nobody sees, or what turns round the text beside it. Joiners stay: emoji and Persian need them. */
const HIDDEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/**
 * Whatever a sender wrote, as text: the escapes of JSON in place of what is hidden, and of a long one
 * the beginning.
 */
export function visible(value: unknown, longest = 2_000): string {
  if (value === undefined || value === null) return '–';
  if (value === Infinity || value === -Infinity) return 'a number too large for a browser';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(HIDDEN, (it) =>
    JSON.stringify(it)
      .slice(1, -1)
      .replace(/[^ -~]/g, escaped),
  );
}

/** The same for text that has lines. */
export function visibleLines(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown
    .split('\n')
    .map((line) => visible(line, LONGEST + 1))
    .join('\n');
}

const LONGEST = 65_536;

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
