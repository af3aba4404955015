import { useLive } from '../hooks';
import { behindSince, payment } from '../status';
import type { OrderDocument } from '../wire';
import { Chip } from './Chip';

/** The outcome of an order, as far as the store can know it. */
export function PaymentChip({ order }: { order: OrderDocument }) {
  const behind = useLive((it) => behindSince(it.overview));
  return <Chip mark={payment(order, behind)} />;
}
