/**
 * `--export`: contracts of what a run emits, written into the output folder before it begins, and formats of others that its
 * events are folded into on their way.
 */
import { dirname, join } from 'node:path';

import { fileNameOf } from '../../adapters/file-names.ts';
import { asyncApi, eventSchemas } from '../contracts.ts';
import type { AsyncApiOptions } from '../contracts/async-api-options.ts';
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import { EXPORT_IDS, type ExportFormat } from '../exports/formats.ts';
import type { ExportOptions } from '../exports/options.ts';
import { makeFolder } from '../make-folder.ts';
import type { OutputAdapter } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';
import type { Scenario } from '../model/scenario.ts';
import { writeWhole } from '../run-files.ts';
import { counted } from './numbers.ts';
import { refusePart } from '../plan/ports.ts';
import type { PreparedRun } from './prepare-run.ts';

/** What can be exported before a run, in order. */
const CONTRACTS = ['asyncapi', 'schemas'] as const;

/** What can be exported, in order. */
export const EXPORTS = [...CONTRACTS, ...EXPORT_IDS] as const;

type ExportId = (typeof CONTRACTS)[number];

/** A file, and what it holds. */
interface Document {
  /** Below `exports/` of the output folder. */
  readonly path: string;
  readonly content: unknown;
}

/** What was made of one export. */
export interface MadeExport {
  readonly id: ExportId;
  readonly documents: readonly Document[];
  /** For a person: how much it is, and what it lacks. */
  readonly summary: string;
}

/**
 * Makes what was asked for, without writing it.
 *
 * @param examples whether a few actors are simulated for examples
 * @param kafka what is known of topics and records by where the run goes
 * @throws SynodeError `INVALID_OPTION`, and what contracts throw
 */
export async function makeExports(
  asked: readonly string[] | undefined,
  { config, input, options }: PreparedRun,
  { examples, kafka }: { readonly examples: boolean; readonly kafka?: Readonly<Record<string, unknown>> | undefined },
): Promise<readonly MadeExport[]> {
  const known = readIds(asked ?? []);
  const ids = CONTRACTS.filter((id) => known.includes(id));
  // What holds code was left to the worker module: here it is needed.
  const all = { ...config.options, ...options };
  const made: MadeExport[] = [];
  for (const id of ids) {
    if (id === 'schemas') made.push(schemasOf(await eventSchemas(input, all)));
    else {
      const document = { ...documentOptions(config.asyncApi, kafka), ...(examples ? {} : { examples }) };
      made.push(documentOf(await asyncApi(input, all, document)));
    }
  }
  return made;
}

/** Writes them, each file whole or not at all; gives a line for each export. */
export async function writeExports(made: readonly MadeExport[], folder: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { id, documents, summary } of made) {
    for (const { path, content } of documents) {
      const file = join(folder, 'exports', path);
      makeFolder(dirname(file));
      await writeWhole(file, `${JSON.stringify(content, undefined, 2)}\n`);
    }
    lines.push(`${join(folder, 'exports', id)}: ${summary}`);
  }
  return lines;
}

/** What is asked for: by the flag, else by the config. */
export function askedExports(flag: readonly string[] | undefined, configured: unknown): readonly string[] | undefined {
  if (flag !== undefined || configured === undefined) return flag;
  const formats = isObject(configured) ? configured['formats'] : configured;
  const isList = Array.isArray(formats) && (formats as readonly unknown[]).every((id) => typeof id === 'string');
  if (isList && formats.length > 0) return formats as readonly string[];
  throw new SynodeError('INVALID_OPTION', `exports is ${describeValue(configured)}`, {
    path: ["config 'exports'"],
    expected: `a list of ${EXPORTS.join(', ')}, or { formats: that list, and their options }`,
    received: describeValue(configured),
    suggestion: "Write exports: ['hledger'].",
  });
}

/** The formats among what is asked for, with the options of the config; undefined where none is. */
export function foldOptions(
  asked: readonly string[] | undefined,
  { folder, configured }: { readonly folder: string; readonly configured: unknown },
): ExportOptions | undefined {
  const known = readIds(asked ?? []);
  const formats: readonly ExportFormat[] = EXPORT_IDS.filter((id) => known.includes(id));
  if (formats.length === 0) return undefined;
  return { ...(isObject(configured) ? configured : {}), folder: join(folder, 'exports'), formats };
}

/** The adapter of the formats, for a run that can fill them. @throws SynodeError as `exporter` */
export async function makeFolds(
  { input, options: { shard } }: PreparedRun,
  options: ExportOptions,
): Promise<OutputAdapter<AnyEvent>> {
  const { exporter } = await import('../exporter.ts');
  const folds = exporter(input as Scenario, options);
  if (shard !== undefined) refusePart(folds, shard);
  return folds;
}

/** Lets what is exported see the events that go to an adapter. */
export async function withFolds(adapter: AnyAdapter, folds: OutputAdapter<AnyEvent>): Promise<AnyAdapter> {
  const { CompositeAdapter } = await import('../../adapters/composite.ts');
  const both = (first: OutputAdapter<AnyEvent>): OutputAdapter<AnyEvent> =>
    new CompositeAdapter<AnyEvent>([first, folds]);
  if (typeof adapter === 'function') return () => both(adapter());
  return both(adapter);
}

type AnyAdapter = OutputAdapter<AnyEvent> | (() => OutputAdapter<AnyEvent>);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For `generate`: files need a folder. */
export function exportFolder(asked: readonly string[] | undefined, folder: string | undefined): string {
  if (folder !== undefined || asked === undefined) return folder ?? '';
  throw new SynodeError('INVALID_OPTION', `--export ${asked.join(',')} needs an output folder`, {
    path: ["flag '--export'"],
    expected: '--out, the folder for exports',
    received: 'no --out',
    suggestion: 'Add --out out.',
  });
}

function schemasOf(contracts: Awaited<ReturnType<typeof eventSchemas>>): MadeExport {
  const open = contracts.filter(({ isDeclared }) => !isDeclared).length;
  const lacking = open === 0 ? '' : `, ${open} of them of events whose payload nobody declared`;
  return {
    id: 'schemas',
    documents: contracts.map(({ name, schema }) => ({
      path: join('schemas', `${fileNameOf(name)}.schema.json`),
      content: schema,
    })),
    summary: `${counted(contracts.length, 'schema')}${lacking}`,
  };
}

function documentOf(document: Awaited<ReturnType<typeof asyncApi>>): MadeExport {
  const { channels, components } = document;
  const sizes = [
    counted(Object.keys(channels).length, 'channel'),
    counted(Object.keys(components.messages).length, 'message'),
  ];
  return {
    id: 'asyncapi',
    documents: [{ path: join('asyncapi', 'asyncapi.json'), content: document }],
    summary: sizes.join(', '),
  };
}

/** What the config says wins over what the destination says. Both are judged where they are used. */
function documentOptions(configured: unknown, kafka: Readonly<Record<string, unknown>> | undefined): AsyncApiOptions {
  const isObject = typeof configured === 'object' && configured !== null;
  if (isObject || configured === undefined) {
    const both = { ...kafka, ...configured };
    if (isObject || kafka !== undefined) return both as unknown as AsyncApiOptions;
  } else return configured as AsyncApiOptions;
  throw new SynodeError('INVALID_OPTION', '--export asyncapi needs to know the topic', {
    path: ["flag '--export'"],
    expected: 'asyncApi: { topic: … } in the config, or --to kafka://…',
    received: 'no asyncApi in the config, and another destination',
    suggestion: 'Add it, or --set asyncApi.topic=events.',
  });
}

/** `a,b` and several flags mean the same. */
function readIds(asked: readonly string[]): readonly (typeof EXPORTS)[number][] {
  const ids = asked.flatMap((one) => one.split(','));
  for (const id of ids) {
    if (EXPORTS.some((known) => known === id)) continue;
    throw new SynodeError('INVALID_OPTION', `there is no export '${id}'`, {
      path: ["flag '--export'"],
      expected: EXPORTS.join(', '),
      received: `'${id}'`,
      suggestion: didYouMean(id, EXPORTS),
    });
  }
  return EXPORTS.filter((id) => ids.includes(id));
}
