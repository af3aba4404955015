// What the import page says: why a file is not taken, what went wrong, and what to do next.

import { bytes, count, duration, plural } from '../format';
import type { ImportReport } from '../wire';

export type Step = 'check' | 'send';

/** Why there is no report, or only a part of one. */
export interface Failure {
  /** 0 if there was no answer. */
  status: number;
  text: string;
  report?: ImportReport | undefined;
}

/** A file that the server would refuse once it has arrived, and what to do with it. */
export function notTaken(name: string): string | undefined {
  if (/\.xls[xm]?$/i.test(name)) {
    return `${name} is an Excel workbook, which is not taken here. Save the sheet as CSV, or give the workbook to the command line:`;
  }
  return undefined;
}

/** For the shell. */
export function importCommand(name: string): string {
  return `./orders import '${name.replaceAll("'", "'\\''")}'`;
}

/** An error of the server in terms of this page: it knows neither the file's name nor that we have no options. */
export function inWords(text: string, name: string): string {
  return text
    .replace(/^the body\b/, name)
    .replace(/\bthe body\b/g, 'the file')
    .replace('give it with --mapping FILE', 'set it as http.import-mappings')
    .replace(/--mapping (?=[a-z])/g, 'mapping ');
}

const AGAIN =
  'Send the same file again: an order id is settled once, so what was accepted is not charged twice.';

/** What to do next; a check has changed nothing. */
export function nextStep(status: number, step: Step): string {
  const again = step === 'send' ? AGAIN : 'Nothing was sent. Check the file again.';
  switch (status) {
    case 0:
      return step === 'send' ? `How many orders were accepted is not known. ${AGAIN}` : again;
    case 400:
    case 415:
      return step === 'send' ? AGAIN : 'Nothing was sent.';
    case 401:
      return 'Nothing of this file was read. Log in, then try again.';
    case 403:
      return 'Nothing of this file was read. It needs the right to send orders.';
    case 413:
      return 'A proxy in front of Orders does not let it pass: raise its limit, split the file, or use the command line (./orders import).';
    case 429:
      return 'Nothing of this file was read. Try again when another import has ended.';
    default:
      return again;
  }
}

/** A sentence for what came of it. */
export function summary(report: ImportReport): string {
  const orders = report.dry_run
    ? `${plural(report.accepted, 'order')} can be sent`
    : `${plural(report.accepted, 'order')} accepted`;
  return `${orders}, ${count(report.refused)} refused, ${count(report.passed_over)} passed over.`;
}

/** `orders.csv.refused.csv`, as `orders import` calls it. */
export function refusedName(name: string, format: string): string {
  return `${name.replace(/\.gz$/i, '')}.refused.${format}`;
}

/** What is in the file of refused records, if that is not all of them. */
export function whatIsMissing(report: ImportReport): string | undefined {
  const inFile = report.refused_file?.records ?? 0;
  return inFile < report.refused
    ? `The download has the first ${count(inFile)} of ${count(report.refused)}: correct and send those, then send the whole file again for the next ones, or use the command line, which writes all of them.`
    : undefined;
}

/** The server remembers half a million ids; whether a later one is a repeat it cannot say. */
const MOST_IDS = 500_000;

/** What the totals are of. */
export function whatTotalsCount(report: ImportReport): string {
  return report.accepted - report.repeats <= MOST_IDS
    ? 'by currency, of each order id once'
    : `by currency, at most: of the first ${count(MOST_IDS)} order ids each once`;
}

/** How far it is: "12 MB of 240 MB, 5 %, about 40 s left". */
export function progress(sent: number, size: number, elapsedMs: number): string {
  if (sent >= size) return `${bytes(size)} sent, waiting for the answer`;
  const share = Math.floor((100 * sent) / size);
  const left = sent > 0 && elapsedMs > 2_000 ? ((size - sent) * elapsedMs) / sent : undefined;
  return (
    `${bytes(sent)} of ${bytes(size)}, ${share} %` +
    (left === undefined ? '' : `, about ${duration(Math.ceil(left / 1_000) * 1_000)} left`)
  );
}
