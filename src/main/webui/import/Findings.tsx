import { useState, type ReactNode } from 'react';
import { count, money, plural, visible } from '../format';
import { AMOUNT, COUNTRY, CUSTOMER, OrderLink, PLACED, STATUS } from '../parts/columns';
import { Icon } from '../parts/Icon';
import { List, type Column } from '../parts/List';
import { Panel } from '../parts/Panel';
import { idOf, type ImportLine, type ImportReport, type OrderDocument } from '../wire';
import { fileImport, type Job } from './job';
import { refusedName, whatIsMissing, whatTotalsCount } from './words';

const PLAIN_ID: Column<OrderDocument> = {
  name: 'Order',
  cell: (it) => <span className="mono">{idOf(it)}</span>,
};
const LINKED_ID: Column<OrderDocument> = { ...PLAIN_ID, cell: (it) => <OrderLink id={idOf(it)} /> };
const REST = [PLACED, CUSTOMER, COUNTRY, AMOUNT, STATUS];

/** What a check found, or what became of a file that was sent. */
export function Findings({ report, job }: { report: ImportReport; job: Job }) {
  const done = !report.dry_run;
  const orders = (done ? job.checked?.orders : report.orders) ?? [];
  return (
    <>
      <Panel title={done ? 'Sent' : 'What would be sent'} testId="import-report">
        <Counts report={report} />
        <Remarks report={report} />
        {done ? <Sent report={report} /> : <Send report={report} />}
      </Panel>
      <Refused report={report} file={job.file} panel />
      {!done && <Totals report={report} />}
      {orders.length > 0 && (
        <Panel
          title={orders.length < report.accepted ? `The first ${orders.length} orders` : 'Orders'}
          note={done ? 'as they were sent' : 'as they would be sent'}
          testId="import-orders"
        >
          <List
            caption="The first orders of the file"
            columns={[done ? LINKED_ID : PLAIN_ID, ...REST]}
            rows={orders.map((it, index) => ({ ...it, at: index }))}
            idOf={(it) => `${it['at']}`}
            testId="import-order"
          />
        </Panel>
      )}
    </>
  );
}

function Counts({ report }: { report: ImportReport }) {
  const figures: [name: string, value: number, more: string, bad?: boolean][] = [
    ['Read', report.read, report.read === 1 ? 'record' : 'records'],
    ['Orders', report.accepted, report.dry_run ? 'can be sent' : 'accepted by Kafka'],
    ['Refused', report.refused, report.refused === 1 ? 'record' : 'records', report.refused > 0],
    ['Passed over', report.passed_over, 'no orders of their own'],
    ['Repeats', report.repeats, `${count(report.changed)} with other content`, report.changed > 0],
  ];
  return (
    <dl className="tiles import-counts">
      {figures.map(([name, value, more, bad]) => (
        <div key={name} className={bad ? 'tile alert' : 'tile'} data-testid={`count-${name}`}>
          <dt>{name}</dt>
          <dd>
            <span className="value">{count(value)}</span>
            <small>{more}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What is worth knowing before it is sent. */
function Remarks({ report }: { report: ImportReport }) {
  const { notice, changed_orders, changed, passed_over_lines, passed_over } = report;
  const recognised = /--mapping (\S+)/.exec(notice ?? '')?.[1];
  return (
    <ul className="remarks">
      {notice && (
        <li data-testid="recognised">
          {recognised ? (
            <>
              Recognised by its columns as <b>{recognised}</b>.
            </>
          ) : (
            visible(notice)
          )}
        </li>
      )}
      {report.repeats > 0 && (
        <li>
          {plural(report.repeats, 'order has', 'orders have')} the id of an earlier line. An order
          id is settled once, as it first arrives
          {changed_orders.length > 0 && (
            <>
              ; other content: {changed_orders.map((it) => visible(it)).join(', ')}
              {changed > changed_orders.length &&
                ` and ${count(changed - changed_orders.length)} more`}
            </>
          )}
          .
        </li>
      )}
      {passed_over_lines.length > 0 && (
        <li>
          Passed over:{' '}
          {passed_over_lines.map(({ line, reason }) => `line ${line} (${reason})`).join(', ')}
          {passed_over > passed_over_lines.length &&
            ` and ${count(passed_over - passed_over_lines.length)} more`}
          .
        </li>
      )}
    </ul>
  );
}

function Send({ report }: { report: ImportReport }) {
  if (report.read === 0) {
    return <p className="nothing">It contains no orders: it is empty or has only a header.</p>;
  }
  return (
    <div className="import-next">
      {report.accepted > 0 ? (
        <button
          type="button"
          className="button primary"
          onClick={() => fileImport.send()}
          data-testid="send"
        >
          Send {plural(report.accepted, 'order')}
        </button>
      ) : (
        <b>There is no order to send.</b>
      )}
      <p className="muted">
        {report.refused > 0 && report.accepted > 0 && 'Refused records are left out. '}
        Sending the same file again is safe: an order id is settled once.
      </p>
    </div>
  );
}

function Sent({ report }: { report: ImportReport }) {
  return (
    <div className="import-next">
      <p>
        <span className="ok">
          <Icon name="check" />
        </span>{' '}
        <b>{plural(report.accepted, 'order')} accepted.</b> <a href="/orders">Look at the orders</a>
      </p>
      <button
        type="button"
        className="button"
        onClick={() => fileImport.remove()}
        data-testid="next-file"
      >
        Import another file
      </button>
    </div>
  );
}

/** The refused lines with their reasons, and a file of them to be corrected. */
export function Refused({
  report,
  file,
  panel = false,
}: {
  report: ImportReport;
  file: File | undefined;
  panel?: boolean;
}) {
  const [all, setAll] = useState(false);
  if (report.refused === 0) return null;
  const shown = all ? report.refused_lines : report.refused_lines.slice(0, FIRST);
  const more = report.refused_lines.length - shown.length;
  const lines = (
    <>
      <List
        caption="Refused records, each with its first line and why"
        columns={REFUSED}
        rows={shown}
        idOf={(it) => `${it.line}`}
        testId="refused-line"
      />
      {more > 0 ? (
        <p className="nothing">
          <button
            type="button"
            className="link"
            onClick={() => setAll(true)}
            data-testid="show-refused"
          >
            Show {count(more)} more
          </button>
        </p>
      ) : (
        report.refused_more > 0 && <p className="nothing">And {count(report.refused_more)} more.</p>
      )}
    </>
  );
  if (!panel) return lines;
  return (
    <Panel
      title="Refused"
      testId="import-refused"
      note={
        whatIsMissing(report) ??
        'Correct them in the download and import that file: its first column, the reason, is not read.'
      }
      actions={<Download report={report} file={file} />}
    >
      {lines}
    </Panel>
  );
}

/** So many are shown at first. */
const FIRST = 10;

const REFUSED: Column<ImportLine>[] = [
  {
    name: 'Line',
    cell: (it) => (
      <>
        <span className="phone-only">Line </span>
        {count(it.line)}
      </>
    ),
  },
  { name: 'Reason', kind: 'long', cell: (it): ReactNode => visible(it.reason) },
];

function Download({ report, file }: { report: ImportReport; file: File | undefined }) {
  const refused = report.refused_file;
  if (!refused || !file) return null;
  const save = () => {
    const url = URL.createObjectURL(new Blob([refused.text]));
    const link = document.createElement('a');
    link.href = url;
    link.download = refusedName(file.name, refused.format);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <button type="button" className="button small" onClick={save} data-testid="download-refused">
      Download refused lines
    </button>
  );
}

/** Sums, each in its own currency. */
function Totals({ report }: { report: ImportReport }) {
  if (!report.totals || report.totals.length === 0) return null;
  return (
    <Panel title="Totals" note={whatTotalsCount(report)} testId="import-totals">
      <table className="plain import-totals">
        <thead>
          <tr>
            <th scope="col">Currency</th>
            <th scope="col" className="number">
              Orders
            </th>
            <th scope="col" className="number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {report.totals.map((it) => (
            <tr key={`${it.currency}${it.cancelled}`}>
              <th scope="row">
                {it.currency}
                {it.cancelled && ', cancelled: not charged'}
              </th>
              <td className="number muted">{count(it.orders)}</td>
              <td className="number">{money(it.amount, it.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
