import { useEffect, useRef } from 'react';
import { bytes as size, plural, visible, visibleLines } from '../format';
import { useReading } from '../hooks';
import { Refused } from '../live/rest';
import { Copy } from '../parts/Copy';
import { Drawer } from '../parts/Drawer';
import { Fact } from '../parts/Facts';
import { Boundary, Failed, Loading } from '../parts/Panel';
import { PersonalNote } from '../parts/Personal';
import { When } from '../parts/When';
import { orderPath } from '../route';
import type { Bytes, DeadLetter } from '../wire';
import { preview, readable, sourceOf } from './record';

/** One dead letter, whole, beside the list. */
export function LetterDrawer({ place }: { place: string }) {
  const path = `/api/dead-letters/${encodeURIComponent(place)}`;
  const { data, error, old, retry } = useReading<DeadLetter>(path, undefined);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), [place]);
  return (
    <Drawer
      testId="letter-drawer"
      old={old}
      title={
        <h2 id="drawer-title" ref={title} tabIndex={-1}>
          <span className="muted">Dead letter</span> <span className="mono">{place}</span>
        </h2>
      }
      head={
        data && (
          <p className="in-words bad" data-testid="letter-reason">
            {visible(data.reason)}
          </p>
        )
      }
    >
      <Boundary key={place}>
        {error && <Problem place={place} error={error} retry={retry} />}
        {data ? (
          <div className="story" data-stale={old}>
            <Details letter={data} />
          </div>
        ) : (
          !error && <Loading lines={8} />
        )}
      </Boundary>
    </Drawer>
  );
}

function Problem({ place, error, retry }: { place: string; error: Error; retry: () => void }) {
  if (error instanceof Refused && error.status === 404) {
    return (
      <div className="empty" data-testid="letter-unknown">
        <p>
          <b>No dead letter {place}.</b> Kafka keeps it no longer, or never had it.
        </p>
      </div>
    );
  }
  return <Failed what="The letter cannot be read." why={error.message} onRetry={retry} />;
}

function Details({ letter }: { letter: DeadLetter }) {
  return (
    <>
      <dl className="details">
        <Fact name="Given up by">{letter.group ?? 'the producer'}</Fact>
        <Fact name="Attempts">
          {letter.attempts === null ? '–' : plural(letter.attempts, 'attempt')}
        </Fact>
        <Fact name="Came from">
          <span className="mono">{visible(sourceOf(letter))}</span>
        </Fact>
        <Fact name="Order">
          {letter.order_id === null ? (
            'its key is not an order id'
          ) : (
            <a className="mono" href={orderPath(letter.order_id)}>
              {letter.order_id}
            </a>
          )}
        </Fact>
        <Fact name="Became a dead letter">
          <When at={letter.at} full />
        </Fact>
        <Fact name="Was written">
          {letter.source.timestamp ? <When at={letter.source.timestamp} full /> : '–'}
        </Fact>
        <Fact name="Given up with" wide>
          <span className="mono">{letter.exception}</span>
          {letter.version && `, Orders ${letter.version}`}
        </Fact>
      </dl>
      <PersonalNote />
      {letter.omitted && <p className="small-print">{letter.omitted}</p>}
      <Content title="Value" content={letter.value} />
      <Content title="Key" content={letter.key} />
      <section>
        <h3 className="section">Headers</h3>
        {letter.headers.length === 0 ? (
          <p className="muted">None.</p>
        ) : (
          <dl className="headers">
            {letter.headers.map((it, index) => (
              <div key={index}>
                <dt className="mono">{visible(it.name)}</dt>
                <dd className="mono">{visible(preview(it.value, 4_000), 5_000)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    </>
  );
}

function Content({ title, content }: { title: string; content: Bytes | null }) {
  const { kind, text } = readable(content);
  return (
    <section>
      <h3 className="section">
        {title}{' '}
        <small className="muted">
          {kind}
          {content && content.bytes > 0 && `, ${size(content.bytes)}`}
          {content?.cut && ', its beginning'}
        </small>
      </h3>
      {text && (
        <div className="command">
          <pre
            tabIndex={0}
            role="region"
            aria-label={title}
            data-testid={`letter-${title.toLowerCase()}`}
          >
            {visibleLines(text)}
          </pre>
          <Copy text={content?.text ?? text} label={`Copy the ${title.toLowerCase()}`} />
        </div>
      )}
    </section>
  );
}
