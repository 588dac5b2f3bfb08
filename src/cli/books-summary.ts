/** What the closing summary says of books: figures of the trial balance, the shape of entries, and what `verify` found. */
import { join } from 'node:path';

import { bookFigures, type BookFigures, type DaysOutstanding } from '../ledger/book-figures.ts';
import type { EntryCounts } from '../ledger/entry-counts.ts';
import type { AnyProjection, Figure } from '../model/projection.ts';
import type { RunResult } from '../model/result.ts';
import type { BookTables } from '../run-output.ts';
import { lastDayOf } from '../time/last-day.ts';
import type { VerifyReport } from '../verify/verify.ts';
import { counted, grouped, minorText, percentage } from './numbers.ts';
import type { PreparedRun } from './prepare-run.ts';
import { shownPath } from './show-error.ts';

/** A label of the summary with the lines beside it. */
export type SummaryRow = readonly [label: string, lines: readonly string[]];

/** What a run found out about itself, beside its result. */
export interface Findings {
  readonly input: PreparedRun['input'];
  /** Where it was written. */
  readonly folder: string;
  readonly tables: BookTables | undefined;
  readonly verified: VerifyReport | undefined;
  /** Why nothing was proved, where that was asked for. */
  readonly unproved?: string;
}

/** The tables of the books as the summary names them, beside the files of events. */
export function tableLines({ tables, folder }: Findings): readonly string[] {
  const ledger = shownPath(join(folder, 'ledger'));
  return tables === undefined ? [] : [`${ledger}: trial balance, open items, aging, accounts and rules`];
}

/** The rows between what happened and where it was written. */
export function findingRows({ input, tables, verified, unproved }: Findings, result: RunResult): readonly SummaryRow[] {
  return [
    ...(tables === undefined ? [] : bookRows(tables, result)),
    ['figures', figureLines(projectionsOf(input), result)],
    ...(verified === undefined ? [] : [['checks', checkLines(verified)] as const]),
    ...(unproved === undefined ? [] : [['checks', [unproved]] as const]),
  ];
}

function bookRows({ books, balances, counts }: BookTables, { window }: RunResult): readonly SummaryRow[] {
  if (counts.entries === 0) return [['books', ['nothing was posted']]];
  const entries = `${counted(counts.entries, 'journal entry', 'journal entries')} with ${counted(counts.lines, 'line')}`;
  const companies = bookFigures(books, Object.values(balances), {
    firstDay: window.start.slice(0, 10),
    lastDay: lastDayOf(window),
  });
  return [
    ['books', [entries]],
    ...companies.map((one) => ['company', companyLines(one)] as const),
    ['entries', shapeLines(counts)],
  ];
}

function companyLines(figures: BookFigures): readonly string[] {
  const { company, currency, decimals, outOfBalance, revenue, result, resultBefore, daysOutstanding } = figures;
  const before = resultBefore.length === 0 ? '' : `, before ${listed(resultBefore)}`;
  const amounts = [revenue, result, outOfBalance].map((minor) => `${minorText(minor, decimals)} ${currency}`);
  const width = Math.max(...amounts.map(({ length }) => length));
  const [revenueText = '', resultText = '', sumText = ''] = amounts.map((text) => text.padStart(width));
  const days = daysOutstanding === undefined ? [] : [daysLine(daysOutstanding, width)];
  return [
    `${company}, books in ${currency}`,
    `revenue               ${revenueText}`,
    `result so far         ${resultText}${before}`,
    `trial balance sums to ${sumText}`,
    ...days,
  ];
}

function daysLine({ days, billedDays }: DaysOutstanding, width: number): string {
  const label = 'days sales are open   ';
  const last = billedDays === 1 ? 'the last day' : `the last ${billedDays} days`;
  if (days === undefined) return `${label}${'none'.padStart(width)}, nothing was billed in ${last}`;
  const method = `trade receivables at the end ÷ what ${last} billed, tax included`;
  return `${label}${`${days.toFixed(1)} days`.padStart(width)}, ${method}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Shares of entries by their lines, as a survey of the ledgers of enterprises found them. */
const SURVEY: Readonly<Record<string, string>> = { 2: '60.7 %', 3: '5.8 %', 4: '16.6 %', 5: '3.1 %', 6: '3.3 %' };
const SURVEY_TO_NINE = '92.9 %';
const FEW = 9;

/** How many entries have how many lines, beside what enterprises have. */
function shapeLines({ entries, byLines }: EntryCounts): readonly string[] {
  const sizes = Object.entries(byLines).map(([lines, count]) => ({ lines: Number(lines), count }));
  const upTo = sizes.filter(({ lines }) => lines <= FEW);
  const more = sizes.filter(({ lines }) => lines > FEW);
  const sum = (some: typeof sizes): number => some.reduce((all, { count }) => all + count, 0);
  const row = (name: string, count: number, survey = ''): string =>
    `${name.padEnd(7)}${grouped(count).padStart(9)}${percentage(count, entries).padStart(9)}${survey.padStart(10)}`;
  return [
    `${'lines'.padEnd(7)}${'entries'.padStart(9)}${'share'.padStart(9)}${'survey'.padStart(10)}`,
    ...upTo.map(({ lines, count }) => row(String(lines), count, SURVEY[lines])),
    ...(more.length === 0 ? [] : [row('10 on', sum(more))]),
    `${row('2 to 9', sum(upTo), SURVEY_TO_NINE)}   (survey: ledgers of enterprises)`,
  ].map((line) => line.trimEnd());
}

function projectionsOf(input: PreparedRun['input']): readonly AnyProjection[] {
  if (!('kind' in input)) return [];
  return [...input.projections, ...input.processes.flatMap(({ projections }) => projections)];
}

/** What projections have to say of what they folded. */
function figureLines(projections: readonly AnyProjection[], result: RunResult): readonly string[] {
  const figures = projections.flatMap((projection): readonly Figure[] => {
    const folded = result.projections[projection.id];
    return folded === undefined ? [] : (projection.figures?.(folded as never) ?? []);
  });
  const width = Math.max(0, ...figures.map(({ label }) => label.length));
  return figures.map(({ label, value, method }) => `${label.padEnd(width)} ${value}, ${method}`);
}

/** Checks by how they came out, each with the rows it saw. */
function checkLines({ checks }: VerifyReport): readonly string[] {
  const of = (outcome: VerifyReport['checks'][number]['outcome']): typeof checks =>
    checks.filter((check) => check.outcome === outcome);
  const [passed, failed, expected, none] = [of('passed'), of('failed'), of('expected'), of('notAvailable')];
  const rows = (some: typeof checks): string => some.map((one) => `${one.id} ${grouped(one.rows)}`).join(', ');
  return [
    `${counted(passed.length, 'check')} passed in the files that were written; rows each saw: ${rows(passed)}`,
    ...(expected.length === 0 ? [] : [`${expected.length} as labels say: ${rows(expected)}`]),
    ...none.map(({ id, name, missing }) => `not counted: ${id} ${name}, ${missing}`),
    ...failed.map(({ id, name, violated, findings }) => `failed: ${id} ${name}, ${grouped(violated)}: ${findings[0]}`),
  ];
}
