/** The newest `capacity` values, oldest first. Pushing costs the same however many there are. */
export class Ring<T> {
  private readonly slots: T[] = [];
  private next = 0;

  constructor(readonly capacity: number) {}

  get length(): number {
    return this.slots.length;
  }

  push(value: T): void {
    this.slots[this.next] = value;
    this.next = (this.next + 1) % this.capacity;
  }

  toArray(): T[] {
    return this.slots.length < this.capacity
      ? this.slots.slice()
      : [...this.slots.slice(this.next), ...this.slots.slice(0, this.next)];
  }

  clear(): void {
    this.slots.length = 0;
    this.next = 0;
  }
}
