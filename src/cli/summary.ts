/** What a run did, in the words of a person who was not there. */
import { dirname } from 'node:path';

import type { AdapterReport } from '../model/adapter.ts';
import type { RunResult } from '../model/result.ts';
import { findingRows, tableLines, type Findings } from './books-summary.ts';
import { byteSize, counted, grouped, percentage, took } from './numbers.ts';
import { shownPath } from './show-error.ts';
import { clip, wrap, type Screen } from './terminal.ts';

const MOST_NAMES = 10;
const LABEL = 11;

/** Text and the file it was written to, which the summary names beside those of the adapter. */
export interface SummaryExtras {
  /** The command that does this again. */
  readonly again: string;
  readonly resultFile: string | undefined;
  /** The command that shows an actor again; absent where the failure itself was shown with it. */
  readonly replayOf: ((replay: string) => string) | undefined;
  /** What is known of a completed run beside its result. */
  readonly findings?: Findings | undefined;
}

/** Prints the closing summary. */
export function showSummary(result: RunResult, screen: Screen, extras: SummaryExtras): void {
  const { again, resultFile, replayOf, findings } = extras;
  const counts = result.counts.events;
  const rows: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ['', [...MEANING[result.status], ...simulatedLines(result)]],
    ['events', eventLines(result, screen)],
    ['journeys', journeyLines(result)],
    ['added', counts.added === 0 ? [] : [`${counted(counts.added, 'event')} by transforms, labels among them`]],
    ['dropped', droppedLines(result)],
    ['schemas', schemaLines(result)],
    ['pacing', pacingLines(result)],
    ['failed', replayOf === undefined ? [] : failureLines(result, replayOf)],
    ...(findings === undefined ? [] : findingRows(findings, result)),
    ['assumed', assumptionLines(result)],
    ['window', [windowLine(result)]],
    ['written', [...writtenLines(result.adapter), ...(resultFile === undefined ? [] : [shownPath(resultFile)])]],
    ['', findings === undefined ? [] : tableLines(findings)],
    ['sha256', result.stream.sha256 === null ? [] : [result.stream.sha256]],
    ['warnings', warningLines(result)],
    ['again', [again]],
  ];
  screen.write(`${headline(result, screen)}\n`);
  for (const [label, lines] of rows) showRow(label, lines, screen);
}

function showRow(label: string, lines: readonly string[], screen: Screen): void {
  lines.forEach((line, i) => {
    const head = screen.style('dim', (i === 0 ? label : '').padEnd(LABEL));
    const room = screen.width - LABEL - 1;
    // A table keeps its columns, a command is copied as it is, and sentences go on below their beginning.
    const text = label === 'again' ? line : TABLES.includes(label) ? clip(line, room) : wrap(line, room, 0);
    screen.write(`${head} ${text.replaceAll('\n', `\n${' '.repeat(LABEL + 1)}`)}\n`);
  });
}

/** Rows whose lines are columns. */
const TABLES: readonly string[] = ['events', 'entries'];

/** What an early end means for what was written. */
const MEANING: Readonly<Record<RunResult['status'], readonly string[]>> = {
  completed: [],
  limited: ['stopped at the number of events asked for'],
  interrupted: ['what was written is the beginning of the full run'],
  failed: ['what was written is the beginning of the full run'],
};

function headline(result: RunResult, screen: Screen): string {
  const { status, counts, timing, stream } = result;
  const { planned, simulated } = counts.users;
  const users =
    simulated === planned ? counted(planned, 'user') : `${grouped(simulated)} of ${counted(planned, 'user')}`;
  const speed = timing.eventsPerSecond === 0 ? '' : ` (${grouped(timing.eventsPerSecond)} events/s)`;
  const word = screen.style(
    status === 'completed' || status === 'limited' ? ['green', 'bold'] : ['red', 'bold'],
    status.padEnd(LABEL),
  );
  return `${word} ${counted(stream.events, 'event')} of ${users} in ${took(timing.wallMs)}${speed}`;
}

/** Stopped in time order, a run has simulated more than it had the time to hand on. */
function simulatedLines({ counts, stream }: RunResult): readonly string[] {
  const { emitted, droppedBySchema, added, removed } = counts.events;
  const ready = emitted - droppedBySchema + added - removed;
  return ready === stream.events
    ? []
    : [`${grouped(ready)} events were simulated; the first ${grouped(stream.events)} were written`];
}

function eventLines({ counts }: RunResult, screen: Screen): readonly string[] {
  const names = Object.entries(counts.events.byName).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shown = names.length === MOST_NAMES + 1 ? names : names.slice(0, MOST_NAMES);
  const total = names.reduce((sum, [, count]) => sum + count, 0);
  const rest = total - shown.reduce((sum, [, count]) => sum + count, 0);
  const more = rest === 0 ? [] : [[`and ${counted(names.length - shown.length, 'more name')}`, rest] as const];
  const rows = [...shown, ...more];
  const widest = Math.max(0, ...rows.map(([name]) => name.length));
  const width = Math.min(widest, Number.isFinite(screen.width) ? Math.max(12, screen.width - LABEL - 26) : widest);
  return rows.map(([name, count]) => {
    const share = percentage(count, total).padStart(8);
    return `${clip(name, width).padEnd(width)}  ${grouped(count).padStart(11)} ${share}`;
  });
}

function journeyLines({ counts }: RunResult): readonly string[] {
  const { started, completed, bounced, censored, failed, open, skipped, suppressed } = counts.journeys;
  const ends = list([
    [completed, 'completed'],
    [bounced, 'bounced (left by chance)'],
    [censored, 'cut off by the end of the window'],
    [failed, 'failed'],
    [open, 'open when the run stopped'],
  ]);
  const never = list([
    [skipped, 'skipped (a required journey was not complete)'],
    [suppressed, 'suppressed (too soon after the last)'],
  ]);
  return [
    `${grouped(started)} started${ends === '' ? '' : `: ${ends}`}`,
    ...(never === '' ? [] : [`not started: ${never}`]),
  ];
}

function droppedLines({ counts }: RunResult): readonly string[] {
  const { droppedAfterEnd, droppedBySchema, removed } = counts.events;
  const line = list([
    [droppedAfterEnd, 'dated after the end of the window'],
    [droppedBySchema, 'refused by their schema'],
    [removed, 'removed by transforms'],
  ]);
  return line === '' ? [] : [line];
}

function schemaLines({ validation }: RunResult): readonly string[] {
  if (validation === null) return [];
  const { mode, checked, invalid, unknown } = validation;
  return [
    `${mode}: ${grouped(checked)} events checked, ${grouped(invalid)} invalid${unknown === 0 ? '' : `, ${grouped(unknown)} of names without a schema`}`,
  ];
}

function pacingLines({ pacing }: RunResult): readonly string[] {
  if (pacing === null) return [];
  const { p50, p99, max } = pacing.lagMs;
  return [`late by ${took(p50)} in the middle, ${took(p99)} for 99 of 100, ${took(max)} at most`];
}

function failureLines({ counts, failures }: RunResult, replayOf: (replay: string) => string): readonly string[] {
  const { failed } = counts.users;
  const [first] = failures;
  if (failed === 0 || first === undefined) return [];
  return [`${counted(failed, 'user')}; the first: ${first.message}`, `see it: ${replayOf(first.replay)}`];
}

/** What stands in for processes that the scenario lacks. */
function assumptionLines({ status, assumptions }: RunResult): readonly string[] {
  if (status !== 'completed') return [];
  return assumptions.map(
    ({ process, read, fallback }) => `${fallback}: ${process} reads ${read}, and no process gives it`,
  );
}

function windowLine({ window, seed }: RunResult): string {
  const { start, end, order } = window;
  return `${shortInstant(start)} to ${end === null ? 'the end of every journey' : shortInstant(end)}, order ${order}, seed ${seed}`;
}

/** A midnight is a date. */
function shortInstant(instant: string): string {
  return instant.endsWith('T00:00:00.000Z') ? instant.slice(0, 10) : instant.replace('.000Z', 'Z');
}

type ReportedFile = NonNullable<AdapterReport['files']>[number];

/** More are told by folder: the manifest names each. */
const MOST_FILES = 12;

function fileLine({ path, events, bytes, sha256 }: ReportedFile, unit: string): string {
  const parts = [shownPath(path), counted(events, unit), byteSize(bytes)];
  return [...parts, ...(sha256 === null ? [] : [`sha256 ${sha256}`])].join('  ');
}

function folderLines(files: readonly ReportedFile[], unit: string): readonly string[] {
  const folders = new Map<string, ReportedFile[]>();
  for (const file of files) {
    const folder = dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, own]) => {
    const [only] = own;
    if (own.length === 1 && only !== undefined) return [fileLine(only, unit)];
    const rows = own.reduce((sum, { events }) => sum + events, 0);
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0);
    return [`${shownPath(folder)}  ${counted(own.length, 'file')}  ${counted(rows, unit)}  ${byteSize(bytes)}`];
  });
}

/** Every file, or their folders where they are many; what is no file by the adapter's name. */
function writtenLines(report: AdapterReport): readonly string[] {
  const { name, files = [], children = [], acknowledged, filtered, retries, lost } = report;
  if (lost !== undefined) return [`${name}: lost after ${counted(acknowledged, 'event')}: ${lost.message}`];
  const unit = name === 'export' ? 'row' : 'event';
  const own = files.length <= MOST_FILES ? files.map((file) => fileLine(file, unit)) : folderLines(files, unit);
  // One that stands before another names its files too: they are told once.
  const told = own.length > 0 ? own : children.flatMap(writtenLines);
  if (told.length > 0) return told;
  const notes = list([
    [filtered, 'filtered out'],
    [retries, 'retries'],
  ]);
  return [`${name}: ${counted(acknowledged, 'event')}${notes === '' ? '' : `, ${notes}`}`];
}

/** How the config was loaded was told when it was. */
function warningLines({ warnings }: RunResult): readonly string[] {
  return warnings
    .filter(({ code }) => code !== 'TSX_FALLBACK')
    .map(({ code, message, count }) => `${code}  ${message}${count > 1 ? ` (${grouped(count)} times)` : ''}`);
}

/** `3 completed, 1 bounced`; what never happened is left out. */
function list(parts: readonly (readonly [count: number, what: string])[]): string {
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${grouped(count)} ${what}`)
    .join(', ');
}
