/** `synode verify`: recomputes the books from emitted files, and says what it read and what it found. */
import { SynodeError } from '../errors.ts';
import { verifyFiles, type VerifyOptions, type VerifyReport } from '../verify/verify.ts';
import { EXIT } from './exit-code.ts';
import { knownIn } from './known-in.ts';
import { byteSize, counted, grouped } from './numbers.ts';
import { prepareRun } from './prepare-run.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './show-error.ts';
import type { Format, Screen } from './terminal.ts';
import type { TopicFlags } from './verify-kafka.ts';

export interface VerifyFlags extends TopicFlags {
  readonly config?: string;
}

type Check = VerifyReport['checks'][number];

/** Verifies a folder, a file or topics; exit code 1 when a check failed. */
export async function runVerify(path: string | undefined, flags: VerifyFlags, shell: Shell): Promise<number> {
  const { config } = flags;
  if (path?.startsWith('kafka://') === true) return runVerifyTopics(path, flags, shell);
  for (const flag of ['manifest', 'set'] as const) if (flags[flag] !== undefined) throw onlyForTopics(flag);
  const report = await verifyFiles(path ?? 'out', config === undefined ? {} : await givenBy(config, shell));
  if (shell.isJson) shell.json(report);
  if (!shell.isJson && !shell.isQuiet) show(report, shell.out);
  return report.ok ? EXIT.completed : EXIT.dataFailed;
}

async function runVerifyTopics(address: string, flags: VerifyFlags, shell: Shell): Promise<number> {
  if (flags.config !== undefined) throw notForTopics();
  const { verifyTopics } = await import('./verify-kafka.ts');
  const report = await verifyTopics(address, flags);
  if (shell.isJson) shell.json(report);
  if (!shell.isJson && !shell.isQuiet) {
    const { topics, records, bytes } = report.read;
    shell.out.write(`${address}: ${topics.join(', ')}, ${counted(records, 'record')}, ${byteSize(bytes)}\n\n`);
    showChecks(report.checks, shell.out);
  }
  return report.ok ? EXIT.completed : EXIT.dataFailed;
}

async function givenBy(file: string, shell: Shell): Promise<VerifyOptions> {
  const { config, input } = await prepareRun({ command: 'verify', file, flags: {}, onFallback: shell.warn });
  shell.about(config.shown);
  return knownIn(input);
}

const STYLE: Readonly<Record<Check['outcome'], Format>> = {
  passed: 'green',
  failed: 'red',
  expected: 'yellow',
  notAvailable: 'dim',
};

function show({ path, read, checks }: VerifyReport, screen: Screen): void {
  const size = `${counted(read.lines, 'line')}, ${byteSize(read.bytes)}`;
  screen.write(`${shownPath(path)}: ${read.file}, ${size}\n\n`);
  showChecks(checks, screen);
}

function showChecks(checks: readonly Check[], screen: Screen): void {
  const widths = { id: widest(checks, 'id'), name: widest(checks, 'name') };
  for (const check of checks) {
    const { id, name, rows, outcome } = check;
    const head = `${id.padEnd(widths.id)}  ${name.padEnd(widths.name)}  ${grouped(rows).padStart(11)}`;
    screen.write(`${head}  ${screen.style(STYLE[outcome], verdictOf(check))}\n`);
  }
  for (const check of checks.filter(({ outcome }) => outcome === 'failed')) showFindings(check, screen);
  screen.write(`\n${tally(checks)}\n`);
}

function verdictOf({ outcome, violated, missing }: Check): string {
  switch (outcome) {
    case 'passed':
      return 'passed';
    case 'failed':
      return `failed: ${grouped(violated)}`;
    case 'expected':
      return `as labels say: ${grouped(violated)}`;
    case 'notAvailable':
      return `not run: ${missing}`;
    default:
      return outcome satisfies never;
  }
}

const SHOWN = 3;

function showFindings({ id, violated, expected, findings }: Check, screen: Screen): void {
  const count = violated - expected;
  for (const [i, message] of findings.slice(0, Math.min(SHOWN, count)).entries()) {
    screen.write(`${i === 0 ? '\n' : ''}${screen.style('red', id)}  ${message}\n`);
  }
  if (count > SHOWN) screen.write(`${id}  and ${grouped(count - SHOWN)} more\n`);
}

function tally(checks: readonly Check[]): string {
  const of = (outcome: Check['outcome']): number => checks.filter((check) => check.outcome === outcome).length;
  const parts = [`${of('passed')} passed`, `${of('failed')} failed`];
  if (of('expected') > 0) parts.push(`${of('expected')} as labels say`);
  if (of('notAvailable') > 0) parts.push(`${of('notAvailable')} not run`);
  return parts.join(', ');
}

function widest(checks: readonly Check[], key: 'id' | 'name'): number {
  return Math.max(...checks.map((check) => check[key].length));
}

function onlyForTopics(flag: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `--${flag} is about topics`, {
    path: [`flag '--${flag}'`],
    expected: 'verify kafka://…',
    received: 'a folder or a file',
    suggestion: 'Leave it out: a folder has its manifest in it.',
  });
}

function notForTopics(): SynodeError {
  return new SynodeError('INVALID_OPTION', '--config replays posting rules over files', {
    path: ["flag '--config'"],
    expected: 'a folder or a file',
    received: 'kafka://…',
    suggestion: 'Leave it out, or verify an output folder.',
  });
}
