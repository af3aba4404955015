import { plural } from '../format';
import { Chip } from '../parts/Chip';
import { Command, Copy } from '../parts/Copy';
import { When } from '../parts/When';
import type { Mark } from '../status';
import type { OperationPage } from '../wire';

const WHOLE: Mark = { word: 'Whole', icon: 'check', tone: 'ok' };
const WRONG: Mark = { word: 'Altered or incomplete', icon: 'cross', tone: 'bad' };

/** Whether the record was verified, when, and what was found. */
export function Integrity({ page, old }: { page: OperationPage | undefined; old: boolean }) {
  if (!page) return null;
  const { records, root, since, wrong, roots } = page.record;
  return (
    <section className="card integrity" aria-label="Integrity" data-testid="integrity">
      <div data-stale={old}>
        <p className="problem-head">
          <Chip mark={wrong === null ? WHOLE : WRONG} />
          <span>
            {plural(records - (since?.records ?? 0), 'record')} verified by their hashes at{' '}
            <When at={page.as_of} clock />:{' '}
            {wrong === null ? 'none was altered, and none is missing.' : 'the first that is wrong:'}
          </span>
        </p>
        {wrong !== null && (
          <p className="problem-text" data-testid="wrong">
            <b>
              <Found text={wrong} />.
            </b>{' '}
            Compare the roots below with those in your logs to see since when.
          </p>
        )}
        {since && (
          <p className="muted" data-testid="since">
            They begin after {since.day}; the {plural(since.records, 'record')} before them were
            verified when its root was recorded, and are verified again by the command below.
          </p>
        )}
        <details>
          <summary>Roots to compare with those in your logs</summary>
          <p className="muted">
            Against somebody who may write to Kafka, only a root that was noted elsewhere helps.
          </p>
          <table className="list roots">
            <caption className="hidden">Roots, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Up to</th>
                <th scope="col">Records</th>
                <th scope="col">Root</th>
              </tr>
            </thead>
            <tbody>
              <Root day="now" records={records} root={root} />
              {[...roots].reverse().map((it, index) => (
                <Root key={`${it.day} ${index}`} {...it} />
              ))}
            </tbody>
          </table>
          <Command text="orders operations --verify" label="Command that verifies all of it" />
        </details>
      </div>
    </section>
  );
}

/** `offset 17: was altered`, of which the offset leads to the record. */
function Found({ text }: { text: string }) {
  const offset = /^offset (\d+)/.exec(text);
  if (!offset) return text;
  return (
    <>
      <a href={`/operations?operation=${offset[1]}`}>{offset[0]}</a>
      {text.slice(offset[0].length)}
    </>
  );
}

function Root({ day, records, root }: { day: string; records: number; root: string }) {
  return (
    <tr>
      <th scope="row">{day}</th>
      <td data-label="Records">{records}</td>
      <td data-label="Root" className="long mono">
        {root} <Copy text={root} label={`Copy the root of ${day}`} />
      </td>
    </tr>
  );
}
