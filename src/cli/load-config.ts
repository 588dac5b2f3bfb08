/** A config file → journeys, options and where events go. What the options mean is judged by the run itself. */
import { describeValue, didYouMean, SynodeError, type SynodeIssue } from '../errors.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ConfigRequest } from './define-config.ts';
import { collected, throwFaults } from './faults.ts';
import { findConfig, isDataFile } from './find-config.ts';
import { importModule, type ModuleExports, type OnFallback } from './load-module.ts';
import { REFERENCE_KEYS, resolveReferences } from './references.ts';
import type { ScenarioBlock } from './scenario-config.ts';
import { applySettings } from './set-option.ts';
import { shownPath } from './show-error.ts';

export interface LoadedConfig {
  /** Absolute. */
  readonly path: string;
  /** As it would be typed. */
  readonly shown: string;
  /** Whether it was made of data, by a function or by following references: a thread has to make it anew, not import it. */
  readonly isMade: boolean;
  /** The journeys, or the scenario. */
  readonly input: readonly AnyJourney[] | Scenario;
  /** All other keys but `adapter`, `asyncApi` and `exports`, as written. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Instance, factory, target or block. */
  readonly adapter: unknown;
  /** What an AsyncAPI document says of topics. */
  readonly asyncApi: unknown;
  /** What is exported, and how. */
  readonly exports: unknown;
}

export interface LoadRequest extends ConfigRequest {
  readonly file: string | undefined;
  /** `key.path=value`, in order. */
  readonly settings: readonly string[];
  readonly onFallback: OnFallback;
}

type Plain = Readonly<Record<string, unknown>>;

/** Named exports that make a module a config without a default export. */
const MODULE_KEYS: readonly string[] = [...REFERENCE_KEYS, 'adapter'];

/** A config as far as it could be loaded. */
export interface FoundConfig {
  readonly config: LoadedConfig;
  /** What is wrong with the rest: without it nothing may run. */
  readonly issues: readonly SynodeIssue[];
}

/** Loads the config a command is about. @throws SynodeError of kind `configuration` */
export async function loadConfig(request: LoadRequest): Promise<LoadedConfig> {
  const { config, issues } = await findFaults(request);
  throwFaults(issues, config.shown);
  return config;
}

/** Loads what can be loaded and collects the faults of the rest. @throws SynodeError where the file cannot be read */
export async function findFaults(request: LoadRequest): Promise<FoundConfig> {
  const path = findConfig(request.file);
  const shown = shownPath(path);
  const { written, isMade } = await readConfig(path, request);
  const changed = applySettings(written, request.settings);
  const issues: SynodeIssue[] = [];
  const checked = isDataFile(path) ? await madeOfData(changed, { ...request, file: path }, issues) : changed;
  const followed = await followReferences(checked, { ...request, file: path }, issues);
  const { journeys, scenario, adapter, asyncApi, exports, ...options } = followed;
  const isWhole = issues.length === 0;
  const input = isWhole ? await collected(issues, () => asInput({ journeys, scenario }, checked, shown)) : undefined;
  const isAsWritten = !isMade && REFERENCE_KEYS.every((key) => followed[key] === written[key]);
  // One journey alone is put into a list here; a worker module has the list.
  const isImportable = isAsWritten && (journeys === undefined || Array.isArray(journeys));
  const config = { path, shown, isMade: !isImportable, input: input ?? [], options, adapter, asyncApi, exports };
  return { config, issues };
}

/** The file, and who hears of fallbacks. */
type Place = Pick<LoadRequest, 'onFallback'> & { readonly file: string };

/** zod is loaded for configs that are data, the catalogue for those that say a scenario there, and for no others. */
async function madeOfData(config: Plain, place: Place, issues: SynodeIssue[]): Promise<Plain> {
  const { sound, issues: ofShape } = (await import('./data-config.ts')).checkDataConfig(config);
  issues.push(...ofShape);
  const { scenario, ...rest } = sound;
  if (typeof scenario !== 'object' || scenario === null) return sound;
  const { scenarioFromData } = await import('./scenario-config.ts');
  const made = await collected(issues, () => scenarioFromData(scenario as ScenarioBlock, place));
  return made === undefined ? rest : { ...rest, scenario: made };
}

/** A config as it was written. */
type Written = Pick<LoadedConfig, 'isMade'> & { readonly written: Plain };

async function readConfig(path: string, request: LoadRequest): Promise<Written> {
  if (isDataFile(path)) return { written: await (await import('./data-config.ts')).readDataConfig(path), isMade: true };
  if (!/\.m?[jt]s$/.test(path)) throw unknownKind(path);
  const exports = unwrapped(await importModule(path, request.onFallback));
  const value = 'default' in exports ? await called(exports['default'], request, path) : named(exports, path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !('adventures' in value)) {
    const isMade = typeof exports['default'] === 'function' || isOverlaid(value as Plain, exports);
    return { written: value as Plain, isMade };
  }
  throw noConfig(path, value);
}

/** Whether the module exports, beside its config, journeys or a scenario that are not those of the config. */
function isOverlaid(config: Plain, exports: ModuleExports): boolean {
  const isModule = exports['journeys'] !== undefined || exports['scenario'] !== undefined;
  return isModule && REFERENCE_KEYS.some((key) => exports[key] !== config[key]);
}

/** A module compiled to CommonJS has its exports one level deeper. */
function unwrapped(exports: ModuleExports): ModuleExports {
  const inner = exports['default'];
  const isCompiled = typeof inner === 'object' && inner !== null && '__esModule' in inner;
  return isCompiled ? (inner as ModuleExports) : exports;
}

/** A config may be a function of what is asked for. */
async function called(value: unknown, { command, flags }: ConfigRequest, path: string): Promise<unknown> {
  if (typeof value !== 'function') return value;
  try {
    return (await (value as (request: ConfigRequest) => unknown)({ command, flags })) as unknown;
  } catch (cause) {
    if (cause instanceof SynodeError) throw cause;
    throw new SynodeError('CONFIG_INVALID', `the config function threw: ${describeThrown(cause)}`, {
      path: [`file '${shownPath(path)}'`],
      suggestion: 'Correct the function.',
      cause,
    });
  }
}

function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : describeValue(thrown);
}

/** A worker module: its named exports are the keys of a config. */
function named(exports: ModuleExports, path: string): Plain {
  if ('journeys' in exports || 'scenario' in exports) {
    return Object.fromEntries(Object.entries(exports).filter(([key]) => MODULE_KEYS.includes(key)));
  }
  const names = Object.keys(exports);
  throw new SynodeError('CONFIG_INVALID', `${shownPath(path)} exports no config`, {
    path: [`file '${shownPath(path)}'`],
    expected: 'a default export made by defineConfig, or an export `journeys`',
    received: names.length === 0 ? 'no exports' : `exports ${names.join(', ')}`,
    suggestion: 'Write: export default defineConfig({ journeys: […], users: 100 });',
  });
}

async function followReferences(config: Plain, { file, onFallback }: Place, issues: SynodeIssue[]): Promise<Plain> {
  const followed: Record<string, unknown> = { ...config };
  for (const key of REFERENCE_KEYS) {
    if (!(key in config)) continue;
    const value = await collected(issues, () => resolveReferences(config[key], { file, key, onFallback }));
    if (value === undefined) delete followed[key];
    else followed[key] = value;
  }
  return followed;
}

function asInput(
  { journeys, scenario }: { readonly journeys: unknown; readonly scenario: unknown },
  config: Plain,
  shown: string,
): LoadedConfig['input'] {
  if (scenario === undefined) return asJourneys(journeys, config, shown);
  const isScenario =
    typeof scenario === 'object' && scenario !== null && 'kind' in scenario && scenario.kind === 'scenario';
  if (isScenario && journeys === undefined) return scenario as unknown as Scenario;
  throw new SynodeError(
    'CONFIG_INVALID',
    isScenario ? 'the config has journeys and a scenario' : `scenario is ${describeValue(scenario)}`,
    {
      path: [`file '${shown}'`, "'scenario'"],
      expected: isScenario ? 'one of both' : 'a scenario made by scenario({ … })',
      received: isScenario ? 'both' : describeValue(scenario),
      suggestion: isScenario ? 'Leave one out.' : 'Write scenario: scenario({ period, processes: [ … ] }).',
    },
  );
}

function asJourneys(journeys: unknown, config: Plain, shown: string): readonly AnyJourney[] {
  if (Array.isArray(journeys)) return journeys as readonly AnyJourney[];
  if (typeof journeys === 'object' && journeys !== null) return [journeys as AnyJourney];
  const keys = Object.keys(config);
  const near = keys.find((key) => didYouMean(key, ['journeys']).startsWith('Did you mean'));
  throw new SynodeError(
    'CONFIG_INVALID',
    journeys === undefined ? 'the config has no journeys' : `journeys is ${describeValue(journeys)}`,
    {
      path: [`file '${shown}'`, "'journeys'"],
      expected: 'a journey, or a list of them',
      received: journeys === undefined ? `the keys ${keys.join(', ')}` : describeValue(journeys),
      suggestion: near === undefined ? 'Add journeys: [ … ].' : `Did you mean 'journeys' instead of '${near}'?`,
    },
  );
}

function noConfig(path: string, value: unknown): SynodeError {
  const isJourney = typeof value === 'object' && value !== null && 'adventures' in value;
  return new SynodeError('CONFIG_INVALID', `${shownPath(path)} does not export a config`, {
    path: [`file '${shownPath(path)}'`],
    expected: 'an object with journeys, or a function that gives one',
    received: isJourney ? 'a journey' : describeValue(value),
    suggestion: isJourney
      ? 'Write: export default defineConfig({ journeys: [ … ], users: 100 });'
      : 'Write: export default defineConfig({ … });',
  });
}

function unknownKind(path: string): SynodeError {
  return new SynodeError('CONFIG_INVALID', `${shownPath(path)} is no config`, {
    path: [`file '${shownPath(path)}'`],
    expected: 'a file .ts, .mts, .js, .mjs, .json, .yaml or .yml',
    received: shownPath(path),
    suggestion: 'Name the config, not the data.',
  });
}
