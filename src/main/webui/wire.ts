// What travels between the server and the page: the one file that knows the field names.
// WireTypesTest holds its types to openapi.yaml, field by field: they may expect less, never other things.

export type Status = 'UP' | 'DEGRADED' | 'DOWN';

/** What somebody must act on. */
export interface SystemProblem {
  kind: string;
  /** An order is lost or settled twice; something stands still; something is at risk. */
  severity: 'BREACH' | 'HALTED' | 'RISK';
  text: string;
  group: string | null;
  topic: string | null;
  /** Of the topic; empty where it is not about partitions. */
  partitions: number[];
  /** How many it concerns there; 0 where that is not told. */
  records: number;
  since: string;
  /** A command, or the path of a page; empty if there is none. */
  fix: string;
}

/** `/api/breaches`: records that were deleted before a group read them, or lost their outcomes. */
export interface Breaches {
  as_of: string;
  breaches: Breach[];
}

export interface Breach {
  group: string;
  topic: string;
  partition: number;
  records: number;
  text: string;
  /** In offset order, at least one. */
  ranges: { first: number; last: number; records: number; noticed_at: string }[];
}

/** `/api/session`: who one is. */
export interface Session {
  /** How one can say who one is; `open`: everybody may do everything. */
  access: ('open' | 'keys' | 'oidc' | 'alb')[];
  /** Empty if nobody has logged in. */
  name: string;
  rights: string[];
  until: string | null;
  /** Whether it is a session, which a log-out ends. */
  session: boolean;
  /** Why nobody can log in with the provider now. */
  problem: string | null;
}

/** Worst first; there may be more than are listed. */
export interface Problems {
  problems: SystemProblem[];
  problem_count: number;
}

/** From bad to good. */
export type Level = 'DOWN' | 'BREACH' | 'HALTED' | 'BEHIND' | 'RISK' | 'STARTING' | 'WELL';

/** One thing that an operator should know, in the server's words. */
export interface StateLine {
  kind: string;
  level: Level;
  /** A headline without a full stop. */
  title: string;
  /** Whole sentences; may be empty. */
  text: string;
  group: string | null;
  since: string | null;
  /** A command, or the path of a page; empty if there is none. */
  fix: string;
  runbook: string;
}

/** Four a second on `ui.overview`. Every frame is whole: a lost one costs nothing. */
export interface OverviewFrame extends Problems {
  seq: number;
  at: string;
  /** What was in Kafka then is in the store; null while that is not known. */
  complete_up_to: string | null;
  process: string;
  version: string;
  started_at: string;
  status: Status;
  /** Worst first, at least one; there may be more than are listed. */
  state: { lines: StateLine[]; count: number };
  /** From the store, refreshed each second; null until first known. */
  totals: Totals | null;
  /** Those that Kafka keeps; null while it does not say. */
  dead_letters: { count: number; at_least: boolean } | null;
  intake: Intake;
  groups: Group[];
  broker: Part & { address: string };
  store: Part;
}

export interface Totals {
  as_of: string;
  orders: number;
  paid: number;
  flagged: number;
  conflicts: Conflicts;
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

/** Producer and HTTP intake of all processes together, rate in orders/s. */
export interface Intake {
  /** Of the first that counted, ended ones included; null if there was none. */
  counted_since: string | null;
  rate: number;
  accepted: number;
  rejected: number;
  failed: number;
  in_flight: number;
}

/** A consumer group, all its instances together. Rates per second. */
export interface Group {
  /** Of the first instance that counted, ended ones included; null if there was none. */
  counted_since: string | null;
  group: string;
  role: string;
  instances: number;
  status: Status;
  detail: string;
  rate: number;
  /** Records behind the newest, null while the broker does not say. */
  lag: number | null;
  seconds_behind: number | null;
  /** Until what waits is handled, at the rate of the last 10 s; null if nothing is, or not known. */
  drain_seconds: number | null;
  in_flight: number;
  p50_ms: number;
  p99_ms: number;
  received: number;
  duplicates: number;
  rejected: number;
  misplaced: number;
  settled_ids: number;
  settled_bytes: number;
  outcomes: Record<string, number>;
}

/** Documents a frame holds at the most. */
export const FRAME_ORDERS = 30;

/** Four a second on `ui.orders`: the newest of the documents that changed, newest first. */
export interface OrdersFrame {
  seq: number;
  at: string;
  /** Of each what a list shows; the rest is to be asked for. */
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
  conflict?: ConflictSection;
  /** Who sent it, and owns the id. */
  sender?: string;
  [more: string]: unknown;
}

export interface PaymentSection {
  order_id?: number | string;
  status: string;
  reason?: string;
  amount?: number;
  currency?: string;
  country?: string;
  payment_id?: string;
  started_at?: string;
  attempts?: number;
  paid_at?: string;
  decided_at?: string;
  sender?: string;
}

/** The id was used for more than one thing; the newest other content, where it is known. */
export interface ConflictSection {
  kind: string;
  count?: number;
  at_least?: boolean;
  amount?: number;
  currency?: string;
  country?: string;
  status?: string;
  created_at?: string;
  kafka_partition?: number;
  kafka_offset?: number;
  processed_at?: string;
  /** The alert on other content; the order itself is not flagged by it. */
  fraud?: FraudSection;
  sender?: string;
  payments?: PaymentSection[];
}

/** Orders with a conflict, by its kind. */
export interface Conflicts {
  all: number;
  paid_twice: number;
  refund_due: number;
  not_charged: number;
  other_sender: number;
  changed: number;
}

export interface FraudSection {
  order_id?: number | string;
  reason: string;
  amount?: number;
  currency?: string;
  country?: string;
  rule?: string;
  rule_version?: string;
  detected_at?: string;
  sender?: string;
}

/** When an answer was true, and up to when it lacks nothing; null while that is not known. */
export interface Freshness {
  as_of: string;
  complete_up_to: string | null;
}

export interface OrdersPage extends Freshness {
  orders: OrderDocument[];
  next: string | null;
  matches?: { count: number; at_least: boolean };
}

export interface Summary extends Freshness {
  orders: number;
  stubs: number;
  conflicts: Conflicts;
  by_country: CountryTotal[];
  by_minute: MinuteTotal[];
}

export interface FullTotal extends CurrencyTotal {
  flagged: number;
}

export interface CountryTotal extends FullTotal {
  country: string;
}

export interface MinuteTotal extends FullTotal {
  minute: string;
}

export interface Place {
  topic: string;
  partition: number;
  offset: number;
}

export type StepName = 'placed' | 'fraud' | 'payment' | 'stored';

/** What happened to one order, from our own records. */
export interface Story extends Freshness {
  order_id: number | string;
  state: 'DONE' | 'WAITING' | 'DEAD_LETTER';
  headline: string;
  document: OrderDocument | null;
  steps: StoryStep[];
  spans: Span[];
  trace: Trace | null;
  dead_letters: DeadLetterNote[];
  searched: { letters: number; all: boolean | null };
  unknown: string[];
}

export interface Trace {
  id: string;
  link: string | null;
}

export interface StoryStep {
  step: StepName;
  state: 'DONE' | 'WAITING' | 'DEAD_LETTER' | 'UNKNOWN';
  verdict: string | null;
  words: string;
  at: string | null;
  place: Place | null;
  written_at: string | null;
  behind: number | null;
  waited_ms: number | null;
  worked_ms: number | null;
  /** The place of the dead letter that it ended in. */
  letter?: string;
  sent_again?: boolean;
  changed?: boolean;
  fraud?: Explanation;
  payment?: PaymentSection;
}

export interface Span {
  step: StepName;
  kind: 'waiting' | 'working' | 'both';
  from: string;
  to: string;
  ms: number;
  words: string;
}

/** What the rules in force say of an order. */
export interface Explanation {
  process: string;
  flagged: boolean;
  words: string;
  near_miss: boolean;
  rules: RuleVerdict[];
}

export interface RuleVerdict {
  rule: string;
  version: string;
  reason?: string;
  suspects: boolean;
  near_miss: boolean;
  words: string;
  checks: { input: string; value: number | string; asks: string; holds: boolean }[];
}

export interface FraudRules {
  as_of: string;
  rules: FraudRule[];
}

export interface FraudRule {
  rule: string;
  version: string;
  reason: string;
  above: number;
  except: string[];
  alerts: number;
  since: string;
  processes: string[];
}

export interface Bytes {
  text?: string;
  base64?: string;
  bytes: number;
  cut: boolean;
}

export interface DeadLetterNote {
  place: string;
  at: string;
  order_id: string | null;
  reason: string;
  exception: string;
  group: string | null;
  attempts: number | null;
  version: string | null;
  /** A record of a topic, or a line of an input. */
  source: {
    topic?: string;
    partition?: number;
    offset?: number;
    timestamp?: string;
    input?: string;
    line?: number;
  };
}

export interface DeadLetter extends DeadLetterNote {
  key: Bytes | null;
  value: Bytes | null;
  omitted?: string;
  headers: { name: string; value: Bytes | null }[];
}

export interface DeadLetterPage {
  dead_letters: DeadLetter[];
  next: string | null;
  as_of: string;
  searched: number;
}

/** `/api/operations`: who did what, newest first. */
export interface OperationPage {
  operations: Operation[];
  next: number | null;
  as_of: string;
  record: OperationRecord;
}

/** A record as it is in Kafka; only its offset if it cannot be read. */
export interface Operation {
  offset: number;
  writer?: string;
  number?: number;
  previous?: string;
  at?: string;
  /** Empty where nobody has to say who they are. */
  who?: string;
  from?: string;
  action?: string;
  outcome?: 'asked' | 'done' | 'failed' | 'refused';
  what?: Record<string, unknown>;
  why?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** Hash of the record that says what was asked. */
  of?: string;
  hash?: string;
}

/** Whether the whole record is there, and unaltered. */
export interface OperationRecord {
  records: number;
  root: string;
  /** What it covers was verified earlier; null if all was verified now. */
  since: DayRoot | null;
  /** The first record that was altered or is missing. */
  wrong: string | null;
  /** Oldest first. */
  roots: DayRoot[];
}

/** Recorded after a day; over all records before. */
export interface DayRoot {
  day: string;
  root: string;
  records: number;
}

/** How far behind; null is not known. */
export interface Lag {
  lag: number | null;
  seconds_behind: number | null;
  drain_seconds: number | null;
  handled_rate: number | null;
  arriving_rate: number | null;
  money_waiting: { currency: string; amount: number }[] | null;
  money_estimated: boolean;
  oldest_waiting_at: string | null;
}

export interface GroupLag extends Lag {
  group: string;
  role: string;
  as_of: string | null;
  complete_up_to: string | null;
  /** The last minute, oldest first. */
  trend: { at: string; lag: number }[];
  partitions: (Lag & Place & { end: number })[];
}

export interface System extends Problems {
  as_of: string;
  status: Status;
  processes: Process[];
  groups: GroupLag[];
  broker: Part & { address: string };
  store: Part & { orders: number | null; stubs: number | null; as_of: string | null };
}

export interface Part {
  status: Status;
  detail: string;
}

export interface Process {
  process: string;
  version: string | null;
  started_at: string | null;
  roles: string[];
  /** On the shared event bus; null where it is alone. */
  address: string | null;
  status: Status;
  instances: Instance[];
}

export interface Instance extends Part {
  role: string;
  instance: number;
  /** What a producer reads, and how far it is. */
  source: string | null;
  started_at: string;
  age_ms: number;
  rate: number;
  counts: Record<string, number>;
}

/** What a file of orders contains, and what became of it. */
export interface ImportReport {
  dry_run: boolean;
  notice?: string;
  read: number;
  /** Acknowledged by Kafka; in a dry run, those that would be sent. */
  accepted: number;
  refused: number;
  passed_over: number;
  repeats: number;
  changed: number;
  changed_orders: string[];
  /** The first of them. */
  refused_lines: ImportLine[];
  refused_more: number;
  /** As many of them as fit. */
  refused_file?: { format: 'csv' | 'ndjson'; records: number; text: string };
  passed_over_lines: ImportLine[];
  /** In a dry run: the first ten. */
  orders?: NewOrder[];
  /** In a dry run. */
  totals?: { currency: string; cancelled: boolean; orders: number; amount: number }[];
}

export interface ImportLine {
  line: number;
  reason: string;
}

/** An order as it would be sent. */
export interface NewOrder {
  order_id: number | string;
  customer_id?: number | string;
  amount: number;
  currency?: string;
  country: string;
  status?: string;
  created_at?: string;
  [more: string]: unknown;
}

/** Why an import ended early, and how far it came. */
export interface ImportProblem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { field: string; message: string }[];
  report?: ImportReport;
}

export interface ImportMappings {
  mappings: ImportMapping[];
}

/** A mapping that an import may name. */
export interface ImportMapping {
  name: string;
  format: 'csv' | 'json';
  /** What must be given, since no column has it. */
  needs: string[];
  /** Whether values may follow its name. */
  takes_values: boolean;
  note: string;
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
  'conflict',
  'sender',
]);

/** In place of a personal field that one may not see. */
export const MASK = '***';

/** The right to see them. */
export const SEES_PERSONAL = 'orders:export';

export const UI_OVERVIEW = 'ui.overview';
export const UI_ORDERS = 'ui.orders';

/** What the server takes as the id of an order. */
export const ORDER_ID = /^[A-Za-z0-9_.:-]{1,64}$/;

/** `7` and `"7"` name the same order. */
export function idOf(document: OrderDocument): string {
  return String(document.order_id);
}

/**
 * Reads JSON without damage to long ids: an integer beyond 2^53 would be rounded, and then name
 * another order or customer. Such ids become text. A quote inside a JSON text is always escaped, so the
 * pattern cannot match within one.
 */
export function parse<T>(json: string): T {
  return JSON.parse(
    json.replace(/"(order|customer)_id":\s*(-?\d{16,})(?=\s*[,}])/g, '"$1_id":"$2"'),
  ) as T;
}
