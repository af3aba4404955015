// What travels between the server and the page: the one file that knows the field names.

export type Status = 'UP' | 'DEGRADED' | 'DOWN';

/** Four a second on `ui.overview`. Every frame is whole: a lost one costs nothing. */
export interface OverviewFrame {
  seq: number;
  at: string;
  process: string;
  version: string;
  started_at: string;
  status: Status;
  /** From the store, refreshed each second; null until first known. */
  totals: Totals | null;
  intake: Intake;
  groups: Group[];
  broker: { status: Status; detail: string; address: string };
  store: { status: Status; detail: string };
}

export interface Totals {
  orders: number;
  paid: number;
  flagged: number;
  amounts: CurrencyTotal[];
}

/** One entry a currency: different currencies are never added up. */
export interface CurrencyTotal {
  currency: string;
  orders: number;
  amount: number;
  paid: number;
  amount_paid: number;
}

/** Producer and HTTP intake of all processes together. Counts since their start, rate in orders/s. */
export interface Intake {
  rate: number;
  accepted: number;
  rejected: number;
  failed: number;
  in_flight: number;
}

/** A consumer group, all its instances together. Rates per second, counts since their start. */
export interface Group {
  group: string;
  role: string;
  instances: number;
  status: Status;
  detail: string;
  rate: number;
  /** Records behind the newest, null while the broker has not been asked. */
  lag: number | null;
  in_flight: number;
  p50_ms: number;
  p99_ms: number;
  received: number;
  duplicates: number;
  rejected: number;
  settled_ids: number;
  settled_bytes: number;
  outcomes: Record<string, number>;
}

/** Four a second on `ui.orders`: the newest of the documents that changed, newest first. */
export interface OrdersFrame {
  seq: number;
  at: string;
  orders: OrderDocument[];
  /** Documents that changed since the last frame; may be more than `orders` holds. */
  changed: number;
  /** Documents changed per second. */
  rate: number;
}

/** All that is known of one order. What is not known yet is absent. */
export interface OrderDocument {
  order_id: number | string;
  customer_id?: number | string;
  amount?: number;
  currency?: string;
  country?: string;
  status?: string;
  created_at?: string;
  kafka_partition?: number;
  kafka_offset?: number;
  processed_at?: string;
  payment?: PaymentSection;
  fraud?: FraudSection;
  [more: string]: unknown;
}

export interface PaymentSection {
  status: string;
  reason?: string;
  amount?: number;
  currency?: string;
  country?: string;
  payment_id?: string;
  paid_at?: string;
  decided_at?: string;
}

export interface FraudSection {
  reason: string;
  amount?: number;
  currency?: string;
  country?: string;
  rule?: string;
  rule_version?: string;
  detected_at?: string;
}

export interface OrdersPage {
  orders: OrderDocument[];
  next: string | null;
}

export interface Summary {
  orders: number;
  stubs: number;
  by_country: CountryTotal[];
}

export interface CountryTotal {
  country: string;
  currency: string;
  orders: number;
  amount: number;
  paid: number;
  amount_paid: number;
  flagged: number;
}

/** The fields of a document that the page shows by name; the rest it shows as they came. */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'order_id',
  'customer_id',
  'amount',
  'currency',
  'country',
  'status',
  'created_at',
  'kafka_partition',
  'kafka_offset',
  'processed_at',
  'payment',
  'fraud',
]);

export const UI_OVERVIEW = 'ui.overview';
export const UI_ORDERS = 'ui.orders';

/** What the server takes as the id of an order. */
export const ORDER_ID = /^[A-Za-z0-9_.:-]{1,64}$/;

/** `7` and `"7"` name the same order. */
export function idOf(document: OrderDocument): string {
  return String(document.order_id);
}

/**
 * Reads JSON without damage to long order ids: an integer beyond 2^53 would be rounded, and then
 * name another order. Such ids become text. A quote inside a JSON text is always escaped, so the
 * pattern cannot match within one.
 */
export function parse<T>(json: string): T {
  return JSON.parse(json.replace(/"order_id":\s*(-?\d{16,})(?=\s*[,}])/g, '"order_id":"$1"')) as T;
}
