/** What runs say they have delivered: their manifests or results, summed, for the parts of a run add up. */
import { readFile } from 'node:fs/promises';

import { SynodeError } from '../errors.ts';
import { parsed } from './output.ts';
import { isPlain } from './read-entry.ts';

type Plain = Readonly<Record<string, unknown>>;

/** One run, or its parts together. */
export interface Written {
  readonly seed: string;
  readonly planHash: string;
  /** How many documents were summed: the parts of a run. */
  readonly parts: number;
  readonly order: string;
  readonly events: number;
  /** 32 hexadecimal digits; `undefined` where a run had no digest of level `'full'`. */
  readonly set: string | undefined;
}

/** Reads the documents. @throws SynodeError `NOTHING_TO_VERIFY` */
export async function readWritten(paths: readonly string[]): Promise<Written | undefined> {
  const all = await Promise.all(paths.map(readOne));
  const [first] = all;
  if (first === undefined) return undefined;
  const other = all.findIndex(({ seed, planHash }) => seed !== first.seed || planHash !== first.planHash);
  if (other > 0) throw nothing(paths[other] ?? '', `it is of another run than ${paths[0]}`);
  return {
    ...first,
    parts: all.length,
    events: all.reduce((sum, { events }) => sum + events, 0),
    set: all.map(({ set }) => set).reduce((a, b) => (a === undefined || b === undefined ? undefined : sumOf(a, b))),
  };
}

async function readOne(path: string): Promise<Written> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw nothing(path, 'there is no such file', cause);
  });
  const document = parsed(text);
  if (!isPlain(document)) throw nothing(path, 'it is no JSON object');
  const run = isPlain(document['result']) ? document['result'] : document;
  const isKnown = run['format'] === 'synode-manifest/1' || run['resultVersion'] === 1;
  const { stream, window, seed, planHash, status = 'completed' } = run;
  if (!isKnown || !isPlain(stream) || !isPlain(window)) {
    throw nothing(path, 'it is neither a manifest nor the result of a run');
  }
  if (status !== 'completed' && status !== 'limited') throw nothing(path, `its run is ${String(status)}`);
  return {
    seed: String(seed),
    planHash: String(planHash),
    parts: 1,
    order: String(orderOf(run, window)),
    events: Number(stream['events']),
    set: typeof stream['set'] === 'string' ? stream['set'] : undefined,
  };
}

/** A manifest says it beside its window, a result within. */
function orderOf(run: Plain, window: Plain): unknown {
  return run['order'] ?? window['order'];
}

const MODULUS = 1n << 128n;

/** Sum of two set digests. */
function sumOf(a: string, b: string): string {
  return ((BigInt(`0x${a}`) + BigInt(`0x${b}`)) % MODULUS).toString(16).padStart(32, '0');
}

function nothing(path: string, why: string, cause?: unknown): SynodeError {
  return new SynodeError('NOTHING_TO_VERIFY', `${path} cannot say what was written: ${why}`, {
    path: ["flag '--manifest'"],
    expected: 'manifest.json or result.json of a completed run',
    received: `'${path}'`,
    suggestion: 'Name the file that synode generate --out wrote, or its --json document.',
    ...(cause === undefined ? {} : { cause }),
  });
}
