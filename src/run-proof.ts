/**
 * The proof of a folder with all that is known of its processes: posting rules to replay, and checks of their own. They come
 * from the scenario where it is given, else from the catalogue, by the ids that the folder tells.
 */
import type { FileCheckMaker } from './model/file-check.ts';
import type { PostingRule, Postings } from './model/ledger.ts';
import type { Runnable, Scenario, ScenarioDefaults } from './model/scenario.ts';
import type { NamedRule } from './verify/check.ts';
import { soundMaker } from './verify/made-check.ts';
import { processesOf } from './verify/output.ts';
import { verifyFiles, type VerifyOptions, type VerifyReport } from './verify/verify.ts';

/** What `verify` may be told beside the path. */
export interface ProofOptions {
  /** The scenario that was run. Default: processes of the catalogue, as the folder names them. */
  readonly scenario?: Pick<Scenario, 'processes' | 'fileChecks'>;
}

/**
 * Recomputes from emitted files what has to hold of them: the stream, its books, and what its processes declare. Nothing is
 * simulated again; memory grows with open items and tables, not with events.
 *
 * @param path the output folder of a completed run, or a file of events, one JSON object a line
 * @throws SynodeError `NOTHING_TO_VERIFY`
 * @example const { ok, checks } = await verify('out')
 */
export async function verify(path: string, { scenario }: ProofOptions = {}): Promise<VerifyReport> {
  return verifyFiles(path, scenario === undefined ? await knownOfFolder(path) : knownOf(scenario));
}

interface Bringing {
  readonly id: string;
  readonly postings: Postings;
  readonly fileChecks: readonly FileCheckMaker[];
}

/** What is run brings it; journeys alone post nothing. */
export function proofOf(input: Runnable): ProofOptions {
  const isScenario = 'kind' in input && input.kind === 'scenario';
  return { scenario: isScenario ? input : { processes: [], fileChecks: [] } };
}

function knownOf({ processes, fileChecks }: Pick<Scenario, 'processes' | 'fileChecks'>): VerifyOptions {
  return known(processes, fileChecks);
}

function known(processes: readonly Bringing[], shared: readonly FileCheckMaker[]): VerifyOptions {
  const rules = processes.flatMap(({ postings }) =>
    Object.entries(postings).flatMap(([id, rule]) => namedRules(id, rule)),
  );
  const own = ({ id, fileChecks }: Bringing): readonly FileCheckMaker[] =>
    fileChecks.map((make) => soundMaker(make, [`process '${id}'`]));
  const checks = [...processes.flatMap(own), ...shared.map((make) => soundMaker(make, ['scenario']))];
  return { ...(rules.length === 0 ? {} : { rules: byEvent(rules) }), checks };
}

/** Processes may share a rule, such as those of the bank: it is there once. */
function byEvent(rules: readonly (readonly [string, NamedRule])[]): ReadonlyMap<string, readonly NamedRule[]> {
  const found = new Map<string, NamedRule[]>();
  for (const [name, rule] of rules) {
    const known = found.get(name) ?? [];
    if (known.every(({ id }) => id !== rule.id)) found.set(name, [...known, rule]);
  }
  return found;
}

function namedRules(id: string, authored: unknown): readonly (readonly [string, NamedRule])[] {
  const posting = authored as PostingRule;
  return [posting.on]
    .flat()
    .map((name) => [name, { id, when: posting.when, rule: (event, accounts) => posting.rule(event, accounts) }]);
}

/** The catalogue of processes as its module exports it. */
export interface Catalogue {
  readonly catalogue: Readonly<Record<string, (options?: unknown) => Bringing & { readonly emits: readonly string[] }>>;
  readonly fileChecks: readonly FileCheckMaker[];
  /** Companies and what they share, by options. */
  readonly world: (options?: unknown) => ScenarioDefaults;
}

/** By its public name, as an author would: no file here knows a process, and the build needs none to be built. */
export async function loadCatalogue(): Promise<Catalogue> {
  const name: string = 'synode/journeys';
  return (await import(name)) as Catalogue;
}

/**
 * Of a folder whose processes are all in a catalogue, with the options that the folder says it was made with. One that is
 * not takes its rules with it: L6 replays all or nothing.
 */
async function knownOfFolder(folder: string): Promise<VerifyOptions> {
  const told = await processesOf(folder);
  if (told.length === 0) return {};
  const { catalogue, fileChecks } = await loadCatalogue();
  const made = told.flatMap(({ id, options }) =>
    madeOf(Object.hasOwn(catalogue, id) ? catalogue[id] : undefined, options),
  );
  if (made.length === 0) return {};
  const { rules, checks = [] } = known(made, fileChecks);
  return made.length === told.length && rules !== undefined ? { rules, checks } : { checks };
}

/** Options that are no longer taken were changed behind the run, or made by another version: then nothing is known. */
function madeOf(make: Catalogue['catalogue'][string] | undefined, options: unknown): readonly Bringing[] {
  if (make === undefined) return [];
  try {
    return [make(options)];
  } catch {
    return [];
  }
}
