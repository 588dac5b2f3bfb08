/** Errors as a person reads them: what, where, which value, what instead, and the author's own line. */
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SynodeError } from '../errors.ts';
import { wrap, type Screen } from './terminal.ts';

const LABEL = /^(\s*)(Path|Expected|Received|Fix|Cause|Replay|At):(\s+)/;
const CODE = /^(\s*(?:\d+\. )?)(\[[A-Z][A-Z0-9_]*\])/;
/** Where the text behind `Expected: ` begins. */
const TEXT_COLUMN = 12;

/** Prints an error to the screen. `from` names the file whose content it is about. */
export function showError(error: unknown, screen: Screen, from?: string): void {
  const isAboutConfig =
    error instanceof SynodeError && error.kind === 'configuration' && error.issues.some(({ path }) => !isFlag(path));
  if (isAboutConfig && from !== undefined) screen.write(screen.style('dim', `in ${from}:`) + '\n');
  const lines = errorText(error).split('\n');
  screen.write(`${lines.map((line) => paint(line, screen)).join('\n')}\n`);
}

function isFlag([first = '']: readonly string[]): boolean {
  return first.startsWith('flag ') || first.startsWith('argument ');
}

/** The lines of `format()`, and where in the author's code a handler threw. */
export function errorText(error: unknown): string {
  if (!(error instanceof SynodeError)) return unexpected(error);
  const place = error.kind === 'handler' ? authorLine(error.cause) : undefined;
  // Where a fault of ours is the cause of itself, its message would stand there twice.
  const text = error.cause instanceof SynodeError ? error.format().replace(/\n  Cause: .*/, '') : error.format();
  if (place === undefined) return text;
  const at = `  At:       ${place}`;
  const beforeReplay = text.indexOf('\n  Replay:');
  return beforeReplay === -1 ? `${text}\n${at}` : `${text.slice(0, beforeReplay)}\n${at}${text.slice(beforeReplay)}`;
}

/** What no command expects is a fault of ours: all of it is shown. */
function unexpected(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `[INVARIANT_BROKEN] synode met something it did not expect; please report this\n${text}`;
}

/** Folders of the package, built and as source: frames inside them are ours, not the author's. */
const PACKAGE = join(fileURLToPath(import.meta.url), '..', '..', '..', '..');
const OURS = ['dist', 'src', 'adapters', 'journeys', 'personas'].map((folder) => join(PACKAGE, folder) + sep);

/** `journeys/shop.ts:12:34`: the innermost frame outside Node, packages and Synode itself. */
export function authorLine(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const line of error.stack.split('\n')) {
    const frame = /^\s+at (?:.*\()?((?:file:\/\/)?\/?[^()]+):(\d+):(\d+)\)?$/.exec(line);
    if (frame === null) continue;
    const [, file = '', row, column] = frame;
    const path = file.startsWith('file://') ? fileURLToPath(file.replace(/\?.*$/, '')) : file.replace(/\?.*$/, '');
    if (path.startsWith('node:') || path.includes('/node_modules/') || OURS.some((folder) => path.startsWith(folder)))
      continue;
    return `${shownPath(path)}:${row}:${column}`;
  }
  return undefined;
}

/** A path as it would be typed: relative where the file is below the working directory. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

function paint(line: string, screen: Screen): string {
  // The replay line is there to be copied, so it is never broken.
  const wrapped = /^\s*Replay:/.test(line) ? line : wrap(line, screen.width, indentOf(line));
  return wrapped
    .replace(CODE, (_all, before: string, code: string) => before + screen.style(['red', 'bold'], code))
    .replace(
      LABEL,
      (_all, before: string, label: string, gap: string) => `${before}${screen.style('dim', `${label}:`)}${gap}`,
    );
}

function indentOf(line: string): number {
  const outer = line.length - line.trimStart().length;
  return LABEL.test(line) ? outer - 2 + TEXT_COLUMN : outer + 2;
}
