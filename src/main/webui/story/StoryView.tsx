import { country, money, plural, visible, visibleLines } from '../format';
import { Refused } from '../live/rest';
import { Chip } from '../parts/Chip';
import { Copy } from '../parts/Copy';
import { Fact } from '../parts/Facts';
import { Failed } from '../parts/Panel';
import { Personal } from '../parts/Personal';
import { PaymentChip } from '../parts/PaymentChip';
import { fraud, orderStatus, type Mark } from '../status';
import { KNOWN_FIELDS, type OrderDocument, type Story, type Trace } from '../wire';
import { TimeWent } from './TimeWent';
import { Timeline } from './Timeline';

/** The sum, and the state of all in a few words. */
export function Headline({ story }: { story: Story }) {
  const order = story.document;
  return (
    <>
      <p className="headline">
        {order && (
          <>
            <span className="sum" data-testid="order-amount">
              {order.amount === undefined ? '–' : money(order.amount, order.currency ?? 'USD')}
            </span>
            <span data-testid="order-payment">
              <PaymentChip order={order} />
            </span>
            <span data-testid="order-fraud">
              <Chip mark={verdict(story, order)} />
            </span>
          </>
        )}
        {story.state === 'DEAD_LETTER' && (
          <Chip mark={{ word: 'Dead letter', icon: 'cross', tone: 'bad' }} />
        )}
      </p>
      <p className="in-words" data-testid="headline">
        {visible(story.headline)}
      </p>
    </>
  );
}

/** That an order was passed is known from the group's progress, which only the story looks at. */
function verdict(story: Story, order: OrderDocument): Mark {
  const step = story.steps.find((it) => it.step === 'fraud');
  return step?.verdict === 'PASSED'
    ? { word: 'Not flagged', icon: 'check', tone: 'muted' }
    : step?.state === 'WAITING'
      ? { word: 'Not judged yet', icon: 'clock', tone: 'run' }
      : fraud(order);
}

export function StorySections({ story, heading: H }: { story: Story; heading: 'h2' | 'h3' }) {
  return (
    <>
      <section>
        <H className="section">Where the time went</H>
        <TimeWent story={story} />
        {story.trace && <TraceLine trace={story.trace} />}
      </section>
      <section>
        <H className="section">What happened</H>
        <Timeline story={story} />
      </section>
      {story.unknown.length > 0 && (
        <section data-testid="unknown">
          <H className="section">What our records do not say</H>
          <ul className="unknowns">
            {story.unknown.map((it) => (
              <li key={it}>{visible(it)}</li>
            ))}
            {story.searched.all === false && (
              <li>
                Whether it was a dead letter before the newest{' '}
                {plural(story.searched.letters, 'letter')}.
              </li>
            )}
          </ul>
        </section>
      )}
    </>
  );
}

/** More of where the time went is in the tracing system. */
function TraceLine({ trace }: { trace: Trace }) {
  return (
    <p className="trace" data-testid="trace">
      Trace{' '}
      {trace.link ? (
        <a className="mono" href={trace.link} rel="noreferrer">
          {trace.id}
        </a>
      ) : (
        <span className="mono">{trace.id}</span>
      )}{' '}
      <Copy text={trace.id} label="Copy the id of the trace" />
    </p>
  );
}

export function Details({ order }: { order: OrderDocument }) {
  const more = Object.entries(order).filter(([name]) => !KNOWN_FIELDS.has(name));
  return (
    <>
      <dl className="details">
        <Fact name="Status">
          <Chip mark={orderStatus(order.status)} />
        </Fact>
        <Fact name="Customer">
          <Personal value={order.customer_id} />
        </Fact>
        <Fact name="Sender">{visible(order.sender)}</Fact>
        <Fact name="Country">
          {order.country ? `${country(order.country)} (${order.country})` : '–'}
        </Fact>
        <Fact name="Payment id">
          <span className="mono">{visible(order.payment?.payment_id)}</span>
        </Fact>
        {more.map(([name, value]) => (
          <Fact key={name} name={visible(name)}>
            <Personal value={value} />
          </Fact>
        ))}
      </dl>
      <Json order={order} />
    </>
  );
}

function Json({ order }: { order: OrderDocument }) {
  const text = JSON.stringify(order, null, 2);
  return (
    <details className="raw">
      <summary>The document as JSON</summary>
      <div className="command">
        <pre tabIndex={0} role="region" aria-label="Document">
          {visibleLines(text)}
        </pre>
        <Copy text={text} label="Copy the document" />
      </div>
    </details>
  );
}

export function Problem({ id, error, retry }: { id: string; error: Error; retry: () => void }) {
  if (error instanceof Refused && error.status === 404) {
    return (
      <div className="empty" data-testid="order-unknown">
        <p>
          <b>No order {id}.</b> Nothing with this id has been recorded. If it is on its way, it
          shows here by itself. <a href="/orders">All orders</a>
        </p>
      </div>
    );
  }
  return <Failed what="The order cannot be read." why={error.message} onRetry={retry} />;
}
