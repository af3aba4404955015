/** Where a dead letter is shown. */
export function letterPath(place: string): string {
  return `/dead-letters?letter=${encodeURIComponent(place)}`;
}
