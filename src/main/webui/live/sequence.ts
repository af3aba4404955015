/** What a frame's number says about the frames before it. */
export type Verdict =
  /** Follows the last one, or is the first. */
  | 'next'
  /** Frames between were dropped, because we or the network were slow. */
  | 'gap'
  /** Older than what we have: leave it. */
  | 'old'
  /** Counts from the beginning again: another process speaks. */
  | 'restart';

/**
 * Follows the sequence of one address. A socket delivers in order, so a smaller number can only
 * come from a server that started again; a snapshot read by REST may well be older than a frame.
 */
export class Sequence {
  private last = 0;

  frame(seq: number): Verdict {
    const last = this.last;
    this.last = seq;
    if (last === 0 || seq === last + 1) return 'next';
    if (seq === last) return 'old';
    return seq > last ? 'gap' : 'restart';
  }

  /** Whether a snapshot with this number is newer than every frame so far. */
  snapshot(seq: number): boolean {
    if (seq <= this.last) return false;
    this.last = seq;
    return true;
  }

  /** Another connection may lead to another process, with numbers of its own. */
  reset(): void {
    this.last = 0;
  }
}
