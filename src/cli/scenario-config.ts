/** A scenario that is data: processes by their ids, in a world told by its options. */
import { scenario } from '../dsl/scenario.ts';
import { describeValue, didYouMean, IssueList, SynodeError } from '../errors.ts';
import type { Process, Scenario, ScenarioDefaults } from '../model/scenario.ts';
import { loadCatalogue, type Catalogue } from '../run-proof.ts';
import type { OnFallback } from './load-module.ts';
import { resolveReference } from './references.ts';
import { shownPath } from './show-error.ts';

/** A process as data. */
interface ProcessBlock {
  /** Its id in the catalogue, or `module#export` of the author's own. */
  readonly use: string;
  readonly options?: unknown;
}

/** A scenario as data; what it holds beside these is judged as `scenario` judges it. */
export interface ScenarioBlock {
  readonly world?: unknown;
  /** A hole stands where one is at fault, which was told already. */
  readonly processes: readonly (ProcessBlock | undefined)[];
  readonly [key: string]: unknown;
}

/** Keys of a scenario that are data. */
const KEYS: readonly string[] = [
  'id',
  'seed',
  'period',
  'calendar',
  'world',
  'processes',
  'runInDays',
  'lookAheadDays',
  'tailDays',
  'drift',
  'tables',
];

interface Place {
  /** The config. */
  readonly file: string;
  readonly onFallback: OnFallback;
}

/**
 * Makes the scenario that a block describes.
 *
 * @throws SynodeError with every fault: `UNKNOWN_KEY`, `CONFIG_INVALID` for a process nobody knows, those of the options
 *   of processes and world
 */
export async function scenarioFromData(block: ScenarioBlock, place: Place): Promise<Scenario> {
  const catalogue = await loadCatalogue();
  const issues = new IssueList();
  refuseUnknown(block, KEYS, ["'scenario'"], issues);
  const { world, processes: blocks, ...rest } = block;
  const surroundings = world === undefined ? {} : collect(issues, () => catalogue.world(world));
  const processes: (Process | undefined)[] = [];
  for (const [i, one] of blocks.entries()) {
    if (one === undefined) continue;
    const path = ["'scenario'", "'processes'", `[${i}]`];
    refuseUnknown(one, ['use', 'options'], path, issues);
    const make = await collectAsync(issues, () => factoryOf(one, catalogue, { ...place, path }));
    processes.push(make === undefined ? undefined : collect(issues, () => make(one.options ?? {})));
  }
  issues.throwIfAny(shownPath(place.file));
  const made = processes.filter((one) => one !== undefined);
  return scenario({ ...(surroundings as ScenarioDefaults), ...rest, processes: made }) as Scenario;
}

type Factory = (options: unknown) => Process;

async function factoryOf(
  { use }: ProcessBlock,
  { catalogue }: Catalogue,
  { file, onFallback, path }: Place & { readonly path: readonly string[] },
): Promise<Factory> {
  const own = use.includes('#') ? await resolveReference(use, { file, key: 'use', onFallback }) : catalogue[use];
  if (typeof own === 'function') return own as Factory;
  const ids = Object.keys(catalogue);
  const isOwn = use.includes('#');
  throw new SynodeError('CONFIG_INVALID', isOwn ? `${use} makes no process` : `no process is called '${use}'`, {
    path: [...path, "'use'"],
    expected: isOwn ? 'what defineProcess gives' : `one of ${ids.join(', ')}, or module#export of your own`,
    received: describeValue(isOwn ? own : use),
    suggestion: isOwn ? 'Export what defineProcess gives, uncalled.' : didYouMean(use, ids),
  });
}

function refuseUnknown(value: object, known: readonly string[], path: readonly string[], issues: IssueList): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [...path, `'${key}'`],
      message: `unknown key '${key}' in ${path.join(' > ')}`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

/** What it gives; where it throws, its faults go to the others. */
function collect<T>(issues: IssueList, make: () => T): T | undefined {
  try {
    return make();
  } catch (thrown) {
    addFaults(issues, thrown);
    return undefined;
  }
}

async function collectAsync<T>(issues: IssueList, make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (thrown) {
    addFaults(issues, thrown);
    return undefined;
  }
}

function addFaults(issues: IssueList, thrown: unknown): void {
  if (!(thrown instanceof SynodeError)) throw thrown;
  for (const issue of thrown.issues) issues.add(issue);
}
