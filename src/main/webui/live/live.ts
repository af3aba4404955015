import {
  idOf,
  parse,
  UI_ORDERS,
  UI_OVERVIEW,
  type OrderDocument,
  type OrdersFrame,
  type OrdersPage,
  type OverviewFrame,
} from '../wire';
import { Bus, type BusState } from './bus';
import { get } from './rest';
import { Ring } from './ring';
import { Rows } from './rows';
import { Sequence } from './sequence';

const ROWS = 60;

/** Samples a sparkline shows: one minute at four a second. */
const HISTORY = 240;

/** The two frames of a moment come one after the other: painting is dear, so they share it. */
const TOGETHER_MS = 60;

const STALE_MS = 3_000;
const REFETCH_MS = 5_000;

/** Why the rows keep their places. */
export type Hold = 'pointer' | 'scroll' | 'selection' | 'focus';

export interface Series {
  /** Rates per second, oldest first. */
  rates: number[];
}

/** One immutable picture of everything that is live; parts that did not change stay the same. */
export interface Picture {
  connection: BusState;
  /** The person stopped the page, nothing moves. */
  paused: boolean;
  /** No frame for 3 s: what is shown was true at `heardAt`. */
  stale: boolean;
  /** When the newest frame arrived, by this machine's clock (ms since 1970); 0 before the first. */
  heardAt: number;
  overview: OverviewFrame | undefined;
  overviewError: string | undefined;
  /** By name of the stage: `intake` and the groups' roles. */
  history: ReadonlyMap<string, Series>;
  orders: readonly OrderDocument[];
  ordersError: string | undefined;
  /** Whether the newest orders were read at least once. */
  ordersKnown: boolean;
  /** Documents the newest frame showed, how many changed since the last, and per second. */
  sample: { shown: number; changed: number; rate: number };
  held: Hold | undefined;
  /** Orders that wait out of sight. */
  unseen: number;
  /** Frames that never came, because this browser or the network was slow. */
  missed: number;
}

/**
 * Everything that is live, outside React: frames arrive four a second whatever the order rate, and
 * tell the page once each, or less often. Lives as long as the page.
 */
export class Live {
  private picture: Picture = {
    connection: { is: 'connecting' },
    paused: false,
    stale: false,
    heardAt: 0,
    overview: undefined,
    overviewError: undefined,
    history: new Map(),
    orders: [],
    ordersError: undefined,
    ordersKnown: false,
    sample: { shown: 0, changed: 0, rate: 0 },
    held: undefined,
    unseen: 0,
    missed: 0,
  };

  private readonly listeners = new Set<() => void>();
  private readonly mentions = new Set<(changed: readonly OrderDocument[]) => void>();
  private readonly overviewSequence = new Sequence();
  private readonly ordersSequence = new Sequence();
  private readonly rings = new Map<string, Ring<number>>();
  private readonly rows = new Rows(ROWS);
  private readonly bus: Bus;
  private started = '';
  private fetchedAt = 0;
  private waiting = 0;
  private told = false;

  constructor(url: string) {
    this.bus = new Bus(url, parse, (state) => this.connection(state))
      .on<OverviewFrame>(UI_OVERVIEW, (frame) => this.overview(frame))
      .on<OrdersFrame>(UI_ORDERS, (frame) => this.orders(frame));
  }

  /** Connects. To be called once. */
  start(): void {
    window.setInterval(() => this.watch(), 1_000);
    this.bus.connect();
  }

  // ---- for React

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): Picture => this.picture;

  /** Hears of every changed document that a frame shows, paused or not. */
  onMention(listener: (changed: readonly OrderDocument[]) => void): () => void {
    this.mentions.add(listener);
    return () => this.mentions.delete(listener);
  }

  // ---- what a person does

  retry(): void {
    this.bus.retry();
  }

  togglePause(): void {
    const paused = !this.picture.paused;
    if (paused) this.rows.hold();
    else if (!this.picture.held) this.rows.release();
    this.show({ paused, ...this.rowsNow() });
    if (!paused) void this.refetch();
  }

  /** Keeps the rows where they are while someone reads or points at them. */
  hold(reason: Hold | undefined): void {
    if (reason === this.picture.held) return;
    if (reason) this.rows.hold();
    else if (!this.picture.paused) this.rows.release();
    this.show({ held: reason, ...this.rowsNow() });
  }

  /** Shows what waits, and holds on from there if the reason still stands. */
  catchUp(): void {
    this.rows.release();
    if (this.picture.held || this.picture.paused) this.rows.hold();
    this.show(this.rowsNow());
  }

  /** Reads by REST what frames alone cannot tell: the orders from before this page was opened. */
  readonly refetch = async (): Promise<void> => {
    this.fetchedAt = Date.now();
    await Promise.all([this.fetchOverview(), this.fetchOrders()]);
  };

  // ---- what the server says

  private connection(state: BusState): void {
    if (state.is === 'open') {
      this.overviewSequence.reset();
      this.ordersSequence.reset();
      void this.refetch();
    }
    this.show({ connection: state });
  }

  private overview(frame: OverviewFrame): void {
    const verdict = this.overviewSequence.frame(frame.seq);
    if (verdict === 'old') return;
    this.remember(frame);
    if (verdict === 'restart') void this.refetch();
    this.heard(
      this.picture.paused
        ? {}
        : { overview: frame, overviewError: undefined, history: this.historyNow() },
      verdict === 'gap',
    );
  }

  private orders(frame: OrdersFrame): void {
    const verdict = this.ordersSequence.frame(frame.seq);
    if (verdict === 'old') return;
    this.rows.frame(frame.orders, frame.changed);
    if (frame.orders.length > 0) this.mentions.forEach((it) => it(frame.orders));
    // a lost frame may have told of orders that no later one shows
    if (verdict !== 'next' && Date.now() - this.fetchedAt > REFETCH_MS) void this.refetch();
    this.heard(
      this.picture.paused
        ? { unseen: this.rows.unseen }
        : {
            ...this.rowsNow(),
            sample: { shown: frame.orders.length, changed: frame.changed, rate: frame.rate },
          },
      verdict === 'gap',
    );
  }

  private heard(change: Partial<Picture>, gap: boolean): void {
    this.picture = {
      ...this.picture,
      ...change,
      heardAt: this.picture.paused ? this.picture.heardAt : Date.now(),
      stale: false,
      missed: this.picture.missed + (gap ? 1 : 0),
    };
    this.waiting ||= window.setTimeout(() => this.tell(), TOGETHER_MS);
  }

  private async fetchOverview(): Promise<void> {
    try {
      const frame = await get<OverviewFrame>('/api/overview');
      if (this.picture.paused || !this.overviewSequence.snapshot(frame.seq)) return;
      this.show({ overview: frame, overviewError: undefined, heardAt: Date.now() });
    } catch (cause) {
      // frames say the same: no error while they come
      if (!this.picture.overview) this.show({ overviewError: (cause as Error).message });
    }
  }

  private async fetchOrders(): Promise<void> {
    try {
      const page = await get<OrdersPage>(`/api/orders?limit=${ROWS}&brief=true`);
      this.rows.snapshot(page.orders);
      this.show({ ordersKnown: true, ordersError: undefined, ...this.rowsNow() });
    } catch (cause) {
      if (!this.picture.ordersKnown) this.show({ ordersError: (cause as Error).message });
    }
  }

  /** Rates go on while the page is paused, so that the sparklines have no hole afterwards. */
  private remember(frame: OverviewFrame): void {
    if (frame.started_at !== this.started) {
      this.started = frame.started_at;
      this.rings.clear();
    }
    this.ring('intake').push(frame.intake.rate);
    for (const group of frame.groups) this.ring(group.role).push(group.rate);
  }

  private ring(stage: string): Ring<number> {
    let ring = this.rings.get(stage);
    if (!ring) {
      ring = new Ring(HISTORY);
      this.rings.set(stage, ring);
    }
    return ring;
  }

  private historyNow(): ReadonlyMap<string, Series> {
    return new Map([...this.rings].map(([stage, ring]) => [stage, { rates: ring.toArray() }]));
  }

  private rowsNow(): Pick<Picture, 'orders' | 'unseen'> {
    return { orders: this.rows.visible, unseen: this.rows.unseen };
  }

  private watch(): void {
    const { heardAt, paused, stale, connection, ordersKnown } = this.picture;
    const due = Date.now() - this.fetchedAt > REFETCH_MS;
    if (connection.is === 'open' && !ordersKnown && due) void this.refetch();
    const now = heardAt > 0 && (stale || !paused) && Date.now() - heardAt > STALE_MS;
    if (now !== stale) this.show({ stale: now });
  }

  private show(change: Partial<Picture>): void {
    this.picture = { ...this.picture, ...change };
    this.tell();
  }

  /** Before the page is next painted, so never unseen. */
  private tell(): void {
    clearTimeout(this.waiting);
    this.waiting = 0;
    if (this.told) return;
    this.told = true;
    requestAnimationFrame(() => {
      this.told = false;
      this.listeners.forEach((it) => it());
    });
  }
}

/** Whether a frame speaks of this order. */
export function mentioned(changed: readonly OrderDocument[], id: string): boolean {
  return changed.some((it) => idOf(it) === id);
}
