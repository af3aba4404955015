import { expect, test } from 'vitest';
import type { ImportReport } from '../wire';
import {
  importCommand,
  inWords,
  nextStep,
  notTaken,
  progress,
  refusedName,
  summary,
  whatIsMissing,
  whatTotalsCount,
} from './words';

const report: ImportReport = {
  dry_run: true,
  read: 5,
  accepted: 1,
  refused: 4,
  passed_over: 0,
  repeats: 0,
  changed: 0,
  changed_orders: [],
  refused_lines: [],
  refused_more: 0,
  passed_over_lines: [],
};

test('a workbook is not sent in vain', () => {
  expect(notTaken('May.XLSX')).toContain('Excel workbook');
  expect(notTaken('may.csv.gz')).toBeUndefined();
  expect(importCommand("It's.xlsx")).toBe("./orders import 'It'\\''s.xlsx'");
});

test('errors name the file, and no options that a page has not', () => {
  expect(inWords('the body, line 1: add --mapping magento', 'a.csv')).toBe(
    'a.csv, line 1: add mapping magento',
  );
  expect(inWords('write a mapping and give it with --mapping FILE', 'a.csv')).toContain(
    'http.import-mappings',
  );
});

test('whatever goes wrong, there is a next step, and it says whether something was sent', () => {
  for (const status of [0, 400, 408, 503]) {
    expect(nextStep(status, 'check')).toContain('Nothing was sent.');
    expect(nextStep(status, 'send')).toContain('Send the same file again');
  }
  for (const status of [401, 403, 429]) {
    expect(nextStep(status, 'send')).toContain('Nothing of this file was read.');
  }
  expect(nextStep(413, 'send')).toContain('proxy');
  expect(nextStep(429, 'check')).toContain('when another import has ended');
});

test('what came of it is a sentence', () => {
  expect(summary(report)).toBe('1 order can be sent, 4 refused, 0 passed over.');
  expect(summary({ ...report, dry_run: false, accepted: 2 })).toContain('2 orders accepted');
});

test('a download that lacks lines says so', () => {
  const file = { format: 'csv', records: 3, text: '' } as const;
  expect(whatIsMissing({ ...report, refused_file: file })).toContain('the first 3 of 4');
  expect(whatIsMissing({ ...report, refused_file: { ...file, records: 4 } })).toBeUndefined();
  expect(refusedName('orders.csv.gz', 'csv')).toBe('orders.csv.refused.csv');
});

test('totals of more ids than can be remembered are an upper limit', () => {
  expect(whatTotalsCount(report)).not.toContain('at most');
  expect(whatTotalsCount({ ...report, accepted: 600_000, repeats: 99_999 })).toContain('at most');
});

test('progress is said in bytes, and in time once that is known', () => {
  expect(progress(0, 2_000_000, 100)).toBe('0 B of 2 MB, 0 %');
  expect(progress(500_000, 2_000_000, 10_000)).toBe('500 kB of 2 MB, 25 %, about 30 s left');
  expect(progress(2_000_000, 2_000_000, 9)).toBe('2 MB sent, waiting for the answer');
});
