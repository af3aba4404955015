import { idOf, type OrderDocument } from '../wire';

/**
 * The sections of a document that are known. Its order and its payment are never taken back; a
 * conflict is only where the payment comes, an alert where other content turns out to be the first.
 */
function known(document: OrderDocument): number {
  return (
    (document.amount === undefined ? 0 : 8) +
    (document.payment ? 4 : 0) +
    (document.conflict ? 2 : 0) +
    (document.fraud ? 1 : 0)
  );
}

/** Sections arrive, so of two readings the fuller one is the later one. */
export function later(frame: OrderDocument, read: OrderDocument): OrderDocument {
  return known(read) > known(frame) ? read : frame;
}

/**
 * The newest orders that this page has heard of, newest first, each once. An order that changes
 * keeps its place: the table shows arrivals, and a place that moves cannot be clicked.
 *
 * While held, new orders wait out of sight and are counted; rows in sight still change.
 */
export class Rows {
  private shown: OrderDocument[] = [];
  private waiting: OrderDocument[] | undefined;
  private arrived = 0;

  constructor(private readonly capacity: number) {}

  /** What to show: a new array whenever anything in it changed, and only then. */
  get visible(): readonly OrderDocument[] {
    return this.shown;
  }

  /** Orders that came since the rows are held, counting those that a sample left out. */
  get unseen(): number {
    return this.arrived;
  }

  get held(): boolean {
    return this.waiting !== undefined;
  }

  /**
   * @param documents newest first
   * @param changed how many documents the frame speaks for, of which these are a sample
   */
  frame(documents: readonly OrderDocument[], changed: number): void {
    // of some orders only the payment or the alert has come so far: no list shows those
    const newestFirst = documents.filter((it) => it.created_at !== undefined);
    if (this.waiting) {
      const before = new Set(this.shown.map(idOf));
      const fresh = newestFirst.filter((it) => !before.has(idOf(it))).length;
      // of the documents outside the sample some are changes of known ones: scale, do not overstate
      const share = newestFirst.length === 0 ? 0 : fresh / newestFirst.length;
      this.arrived += Math.round(Math.max(changed, newestFirst.length) * share);
      this.waiting = merge(this.waiting, newestFirst, this.capacity);
      this.shown = update(this.shown, newestFirst);
    } else {
      this.shown = merge(this.shown, newestFirst, this.capacity);
    }
  }

  /** Takes a page read by REST as the truth about what is newest; frames may know more of each. */
  snapshot(newestFirst: readonly OrderDocument[]): void {
    const current = new Map((this.waiting ?? this.shown).map((it) => [idOf(it), it]));
    const read = newestFirst.map((it) => {
      const frame = current.get(idOf(it));
      return frame ? later(frame, it) : it;
    });
    if (this.waiting) {
      this.waiting = read;
      this.shown = update(this.shown, read);
    } else {
      this.shown = read.slice(0, this.capacity);
    }
  }

  hold(): void {
    this.waiting ??= this.shown;
  }

  release(): void {
    if (this.waiting) this.shown = this.waiting;
    this.waiting = undefined;
    this.arrived = 0;
  }
}

/** Known orders change in place, new ones go on top. */
function merge(
  rows: OrderDocument[],
  newestFirst: readonly OrderDocument[],
  capacity: number,
): OrderDocument[] {
  if (newestFirst.length === 0) return rows;
  const updated = update(rows, newestFirst);
  const before = new Set(rows.map(idOf));
  // a frame is in the order of change; among those that are new here the order of placing reads better
  const fresh = newestFirst.filter((it) => !before.has(idOf(it))).sort(byPlacing);
  return fresh.length === 0 ? updated : [...fresh, ...updated].slice(0, capacity);
}

function byPlacing(a: OrderDocument, b: OrderDocument): number {
  return Date.parse(b.created_at ?? '') - Date.parse(a.created_at ?? '') || 0;
}

function update(rows: OrderDocument[], changes: readonly OrderDocument[]): OrderDocument[] {
  const byId = new Map(changes.map((it) => [idOf(it), it]));
  return rows.some((it) => byId.has(idOf(it))) ? rows.map((it) => byId.get(idOf(it)) ?? it) : rows;
}
