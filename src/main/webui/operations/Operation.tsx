import { useEffect, useRef } from 'react';
import { visible } from '../format';
import { useReading } from '../hooks';
import { Chip } from '../parts/Chip';
import { Drawer } from '../parts/Drawer';
import { Fact } from '../parts/Facts';
import { Boundary, Failed, Loading } from '../parts/Panel';
import { When } from '../parts/When';
import type { Operation, OperationPage } from '../wire';
import { who } from './Operations';
import { actionOf, outcome, plain } from './words';

/** One record, whole, beside the list: the newest below the offset that follows it. */
export function OperationDrawer({ offset }: { offset: string }) {
  const known = /^\d{1,15}$/.test(offset);
  const path = `/api/operations?limit=1&cursor=${known ? Number(offset) + 1 : 0}`;
  const { data, error, old, retry } = useReading<OperationPage>(path, undefined);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), [offset]);
  const found = data?.operations.find((it) => `${it.offset}` === offset);
  return (
    <Drawer
      testId="operation-drawer"
      old={old}
      title={
        <h2 id="drawer-title" ref={title} tabIndex={-1}>
          <span className="muted">Record</span> <span className="mono">{visible(offset, 20)}</span>
        </h2>
      }
      head={
        found && (
          <p className="headline">
            <Chip mark={outcome(found)} /> <b>{actionOf(found)}</b>
          </p>
        )
      }
    >
      <Boundary key={offset}>
        {error && <Failed what="The record cannot be read." why={error.message} onRetry={retry} />}
        {found ? (
          <div className="story" data-stale={old}>
            <Details of={found} />
          </div>
        ) : data ? (
          <div className="empty" data-testid="operation-unknown">
            <p>
              <b>No record {visible(offset, 20)}.</b> Kafka does not have it.
            </p>
          </div>
        ) : (
          !error && <Loading lines={8} />
        )}
      </Boundary>
    </Drawer>
  );
}

function Details({ of }: { of: Operation }) {
  if (of.at === undefined) {
    return <p data-testid="unreadable">It is no record that Orders wrote, and cannot be read.</p>;
  }
  return (
    <>
      <dl className="details">
        <Fact name="Who">{who(of)}</Fact>
        <Fact name="From">
          <span className="mono">{visible(of.from || undefined)}</span>
        </Fact>
        <Fact name="When" wide>
          <When at={of.at} full />
        </Fact>
        <Fact name="Why" wide>
          {of.why === undefined ? 'No reason was given.' : visible(of.why)}
        </Fact>
      </dl>
      <Values title="On what" values={of.what} />
      <Values title="Before" values={of.before} />
      <Values title={of.before ? 'After' : 'Result'} values={of.after} />
      <section>
        <h3 className="section">In the chain</h3>
        <dl className="headers">
          <Row name="Written by">{`${visible(of.writer)}, its record ${of.number}`}</Row>
          {of.of !== undefined && <Row name="Ends the record with the hash">{of.of}</Row>}
          <Row name="Hash">{visible(of.hash)}</Row>
          <Row name="Hash of its record before">{visible(of.previous)}</Row>
        </dl>
      </section>
    </>
  );
}

function Values({ title, values }: { title: string; values: Operation['what'] }) {
  if (!values) return null;
  return (
    <section data-testid={`operation-${title.split(' ').pop()?.toLowerCase()}`}>
      <h3 className="section">{title}</h3>
      <dl className="headers">
        {Object.entries(values).map(([name, value]) => (
          <Row key={name} name={visible(name)}>
            {visible(plain(value))}
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Row({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{children}</dd>
    </div>
  );
}
