/** Configs that are data: JSON and YAML, their shape, and the secrets they may take from the environment. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

import * as z from 'zod';

import { describeValue, didYouMean, IssueList, SynodeError, type SynodeIssue } from '../errors.ts';
import { shownPath } from './show-error.ts';

const ADAPTER_TYPES = ['file', 'http', 'kafka', 'console', 'null', 'composite'] as const;

/** An adapter as data: its type, and the options of its class. */
export interface AdapterBlock {
  readonly type: (typeof ADAPTER_TYPES)[number];
  readonly adapters?: readonly (string | AdapterBlock)[];
  readonly [option: string]: unknown;
}

const adapter: z.ZodType<AdapterBlock> = z.lazy(() =>
  z.looseObject({ type: z.enum(ADAPTER_TYPES), adapters: z.array(z.union([z.string(), adapter])).optional() }),
) as never;

const references = z.union([z.string(), z.array(z.string())]);

/** Its other keys are judged where it is made, with those of its processes. */
const scenario = z.looseObject({
  world: z.looseObject({}).optional(),
  processes: z.array(z.looseObject({ use: z.string(), options: z.looseObject({}).optional() })),
});

/** What must hold before references are followed; everything else is judged as the options of a run are. */
const shape = z.looseObject({
  journeys: references.optional(),
  scenario: z.string().optional(),
  persona: z.string().optional(),
  datasets: references.optional(),
  preloadedDatasets: references.optional(),
  eventSchema: z.string().optional(),
  idGenerator: z.string().optional(),
  projections: references.optional(),
  checks: references.optional(),
  transforms: references.optional(),
  adapter: z.union([z.string(), adapter]).optional(),
});

/** The same where the scenario is data too: apart, so that its faults are told and not those of a text. */
const shapeWithScenario = shape.extend({ scenario });

/**
 * Reads a JSON or YAML config.
 *
 * @throws SynodeError `CONFIG_INVALID` with line and column of what cannot be read
 */
export async function readDataConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8');
  const data = extname(path) === '.json' ? parseJson(text, path) : await parseYaml(text, path);
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  throw invalid(path, `${shownPath(path)} is ${describeValue(data)}`, {
    expected: 'an object with journeys',
    suggestion: 'Write { "journeys": "./shop.ts#journeys", "users": 100 }.',
  });
}

/** A config as far as it can be used, and what is wrong with the rest. */
export interface CheckedConfig {
  /** Without what is at fault; a process at fault leaves a hole in its list. */
  readonly sound: Readonly<Record<string, unknown>>;
  readonly issues: readonly SynodeIssue[];
}

/** Checks the shape and fills in secrets. */
export function checkDataConfig(config: Readonly<Record<string, unknown>>): CheckedConfig {
  const issues = new IssueList();
  const { adapter: block, ...rest } = config;
  refuseSecrets(rest, [], issues);
  const ofSecrets = new IssueList();
  const filled = block === undefined ? undefined : fillSecrets(block, ["'adapter'"], ofSecrets);
  for (const issue of ofSecrets.issues) issues.add(issue);
  const whole = typeof rest['scenario'] === 'object' && rest['scenario'] !== null ? shapeWithScenario : shape;
  const all = filled === undefined ? rest : { ...rest, adapter: filled };
  const faults = whole.safeParse(all).error?.issues ?? [];
  for (const fault of faults) issues.add(asIssue(fault, all));
  const paths = faults.map(({ path }) => path);
  return {
    sound: without(all, ofSecrets.issues.length === 0 ? paths : [...paths, ['adapter']]),
    issues: issues.issues,
  };
}

/** The config without what stands at these paths: whole keys, but of a scenario its world, or one of its processes. */
function without(
  config: Readonly<Record<string, unknown>>,
  paths: readonly (readonly PropertyKey[])[],
): Readonly<Record<string, unknown>> {
  const sound: Record<string, unknown> = { ...config };
  for (const [key, part, item] of paths) {
    const scenario = key === 'scenario' ? (sound[key] as Partial<ScenarioShape> | undefined) : undefined;
    if (part === 'world') sound['scenario'] = { ...scenario, world: undefined };
    else if (part === 'processes' && typeof item === 'number') {
      const processes = scenario?.processes?.map((one, i) => (i === item ? undefined : one));
      sound['scenario'] = { ...scenario, processes };
    } else delete sound[String(key)];
  }
  return sound;
}

interface ScenarioShape {
  readonly processes: readonly unknown[];
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const position = /at position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
    const place = `${shownPath(path)}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw invalid(path, `${place} is no JSON: ${message.replace(/ (in JSON )?at position .*$/, '')}`, {
      suggestion: 'Correct the line.',
    });
  }
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { isScalar, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw invalid(path, `${shownPath(path)}:${line}:${col} is no YAML: ${error.message}`, {
      suggestion: 'Correct the line.',
    });
  }
  for (const keys of [['seed'], ['scenario', 'seed']]) {
    const seed = document.getIn(keys, true);
    if (!isScalar(seed) || typeof seed.value !== 'number' || seed.source === undefined) continue;
    if (seed.source === String(seed.value)) continue;
    throw new SynodeError('CONFIG_INVALID', `seed: ${seed.source} is the number ${seed.value} to YAML`, {
      path: [`file '${shownPath(path)}'`, ...keys.map((key) => `'${key}'`)],
      expected: 'a quoted text',
      received: seed.source,
      suggestion: `Write seed: '${seed.source}'.`,
    });
  }
  const value = document.toJS() as unknown;
  if (!containsItself(value)) return value;
  throw invalid(path, `${shownPath(path)} contains itself: an alias stands inside what it names`, {
    suggestion: 'Write the value out, or name a part of it.',
  });
}

function containsItself(value: unknown, around: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.includes(value)) return true;
  return Object.values(value).some((inner) => containsItself(inner, [...around, value]));
}

const SECRET = /\$\{env:([A-Za-z_]\w*)\}/g;

/** Replaces `${env:NAME}` in every text of a block. */
function fillSecrets(value: unknown, path: readonly string[], issues: IssueList): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(SECRET, (_all, name: string) => {
      const secret = process.env[name];
      if (secret === undefined) issues.add(missingSecret(name, path));
      return secret ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item: unknown, i) => fillSecrets(item, [...path, `[${i}]`], issues));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillSecrets(item, [...path, `'${key}'`], issues)]),
  );
}

function missingSecret(name: string, path: readonly string[]): SynodeIssue {
  return {
    code: 'CONFIG_INVALID',
    path,
    message: `the environment has no ${name}`,
    expected: `a variable ${name}`,
    received: 'nothing',
    suggestion: `Set it: ${name}=… synode generate`,
  };
}

/** The environment may give an adapter its secrets; what is generated must not depend on it. */
function refuseSecrets(value: unknown, path: readonly string[], issues: IssueList): void {
  if (typeof value === 'string' && /\$\{env:/.test(value)) {
    issues.add({
      code: 'CONFIG_INVALID',
      path,
      message: 'the environment is named outside of the adapter',
      expected: '${env:NAME} inside adapter blocks alone',
      received: `'${value}'`,
      suggestion: 'Write the value, or pass it as a flag.',
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) refuseSecrets(item, [...path, `'${key}'`], issues);
  }
}

function asIssue(issue: z.core.$ZodIssue, config: unknown): SynodeIssue {
  const inner = issue.code === 'invalid_union' ? deepest(issue) : issue;
  const keys = inner === issue ? issue.path : [...issue.path, ...inner.path];
  const received = keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    config,
  );
  const path = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `'${String(key)}'`));
  const isMissing = received === undefined;
  const choices = inner.code === 'invalid_value' ? inner.values.map(String) : undefined;
  return {
    code: isMissing ? 'INVALID_SHAPE' : 'CONFIG_INVALID',
    path,
    message: isMissing ? `${path.join('.')} is missing` : `${path.join('.')} is ${describeValue(received)}`,
    expected: choices === undefined ? expectedAt(keys) : choices.map((choice) => `'${choice}'`).join(', '),
    received: describeValue(received),
    suggestion:
      choices !== undefined && typeof received === 'string'
        ? didYouMean(received, choices)
        : `Give ${expectedAt(keys)}.`,
  };
}

/** Of the ways a value could have been right, the one it came nearest to. */
function deepest(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue {
  const candidates = issue.errors.flat();
  const [first = issue] = candidates.toSorted((a, b) => b.path.length - a.path.length);
  return first;
}

function expectedAt(keys: readonly PropertyKey[]): string {
  if (keys.at(-1) === 'type') return 'the type of the adapter';
  if (keys.includes('adapter')) return "a target such as 'out/events.ndjson', or { type, … }";
  if (keys[0] === 'scenario' && keys.length > 1) return expectedInScenario(keys.at(-1));
  return `a module and one of its exports, as in './shop.ts#${String(keys[0])}'`;
}

function expectedInScenario(key: PropertyKey | undefined): string {
  if (key === 'processes') return 'a list of processes: { use, options }';
  if (key === 'use') return 'the id of a process, as synode list processes shows them';
  return typeof key === 'number' ? 'a process: { use, options }' : 'an object of options';
}

function invalid(
  path: string,
  message: string,
  details: { readonly expected?: string; readonly suggestion: string },
): SynodeError {
  return new SynodeError('CONFIG_INVALID', message, { path: [`file '${shownPath(path)}'`], ...details });
}
