/** Options that the run hands on: whether they can do, or be, what will be asked of them. */
import { describeValue, SynodeError, type IssueList, type SynodeIssue } from '../errors.ts';

interface Port {
  readonly option: string;
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
}

const MOST_WORKERS = 256;

const PORTS: readonly Port[] = [
  { option: 'idGenerator', expected: 'a function (prefix, request) => id', isValid: isFunction },
  { option: 'onProgress', expected: 'a function (progress) => …', isValid: isFunction },
  { option: 'signal', expected: 'an AbortSignal', isValid: (value) => value instanceof AbortSignal },
  {
    option: 'deadLetter',
    expected: 'a function (record) => …, or { write(record) }',
    isValid: (value) => isFunction(value) || hasMethods(value, ['write']),
  },
  {
    option: 'logger',
    expected: 'false, or an object with warn(text), such as console',
    isValid: (value) => value === false || hasMethods(value, ['warn']),
  },
  {
    option: 'clock',
    expected: '{ now(), sleep(ms, signal) }',
    isValid: (value) => hasMethods(value, ['now', 'sleep']),
  },
  {
    option: 'output',
    expected: 'the path of a folder',
    isValid: (value) => typeof value === 'string' && value !== '',
  },
  { option: 'overwrite', expected: 'true or false', isValid: (value) => typeof value === 'boolean' },
  {
    option: 'codeVersion',
    expected: 'a text',
    isValid: (value) => typeof value === 'string' && value !== '',
  },
  {
    option: 'telemetryPath',
    expected: 'the path of a file',
    isValid: (value) => typeof value === 'string' && value !== '',
  },
  {
    option: 'workers',
    expected: `a whole number from 0 to ${MOST_WORKERS}, or 'auto'`,
    isValid: (value) => value === 'auto' || isWorkerCount(value),
  },
  { option: 'datasets', expected: 'a list of datasets made by defineDataset', isValid: Array.isArray },
  { option: 'preloadedDatasets', expected: 'a list of datasets with their rows', isValid: Array.isArray },
  { option: 'projections', expected: 'a list of projections', isValid: Array.isArray },
  { option: 'transforms', expected: 'a list of transforms', isValid: Array.isArray },
  { option: 'checks', expected: 'a list of checks', isValid: Array.isArray },
];

/** Reports what cannot serve; left out is always fine. */
export function checkPorts(options: Readonly<Record<string, unknown>>, issues: IssueList): void {
  for (const { option, expected, isValid } of PORTS) {
    const value = options[option];
    if (value === undefined || isValid(value)) continue;
    issues.add({
      code: 'INVALID_RUN_OPTIONS',
      path: [`option '${option}'`],
      message: `${option} is ${describeValue(value)}`,
      expected,
      received: describeValue(value),
      suggestion: `Give ${expected}.`,
    });
  }
}

/** What is wrong with giving a part of the actors to an adapter that tells of all, or `undefined`. */
export function wholeRunFault(
  adapter: unknown,
  part: { readonly index: number; readonly count: number } | 'some',
): SynodeIssue | undefined {
  const isOfAll = typeof adapter === 'object' && adapter !== null && 'needsWholeRun' in adapter;
  if (!isOfAll || adapter.needsWholeRun !== true || (part !== 'some' && !(part.count > 1))) return undefined;
  return {
    code: 'EXPORT_NOT_AVAILABLE',
    path: [part === 'some' ? "option 'range'" : "option 'shard'"],
    message: 'the adapter tells of a whole run, and this one is a part of it',
    expected: 'all actors: running numbers have no gaps',
    received: part === 'some' ? 'some of the actors' : `part ${part.index} of ${part.count}`,
    suggestion: `Leave the export or the ${part === 'some' ? 'range' : 'shard'} out.`,
  };
}

/** The same as an error, for an adapter that is seen after the options were judged. @throws SynodeError `EXPORT_NOT_AVAILABLE` */
export function refusePart(adapter: unknown, part: Parameters<typeof wholeRunFault>[1]): void {
  const fault = wholeRunFault(adapter, part);
  if (fault !== undefined) throw new SynodeError(fault.code, fault.message, fault);
}

/** Whether so many threads can be asked for. */
export function isWorkerCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_WORKERS;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return methods.every((method) => isFunction((value as Readonly<Record<string, unknown>>)[method]));
}
