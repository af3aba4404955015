import { useLive } from '../hooks';
import { behindSince, conflict, payment } from '../status';
import type { OrderDocument } from '../wire';
import { Chip } from './Chip';

/** The outcome of an order, as far as the store can know it, and whether something contradicts it. */
export function PaymentChip({ order }: { order: OrderDocument }) {
  const behind = useLive((it) => behindSince(it.overview));
  const wrong = conflict(order.conflict?.kind);
  return (
    <>
      <Chip mark={payment(order, behind)} />
      {wrong && (
        <>
          {' '}
          <Chip mark={wrong} />
        </>
      )}
    </>
  );
}
