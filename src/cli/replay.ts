/** `synode replay`: one actor again, exactly, and with `--trace` every draw behind what it did. */
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { FilterAdapter } from '../../adapters/filter.ts';
import { runPlan } from '../run-call.ts';
import type { RunExtras } from '../run-parts.ts';
import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import { compilePlan, type Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { Trace } from '../plan/trace.ts';
import { completeReplay } from './command-line.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';
import { eventTable } from './event-table.ts';
import type { RunFlags } from './flags.ts';
import { prepareRun } from './prepare-run.ts';
import { errorDocument } from './error-document.ts';
import type { Shell } from './shell.ts';
import { chooseAdapter } from './targets.ts';
import { traceText } from './trace-text.ts';
import { findPopulation, partFor, readWho, type Who } from './who.ts';

export interface ReplayFlags extends RunFlags {
  readonly actor: string;
  readonly trace?: boolean;
}

/** Runs one actor again. */
export async function runReplay(file: string | undefined, flags: ReplayFlags, shell: Shell): Promise<number> {
  const who = readWho(flags.actor);
  const prepared = await prepareRun({ command: 'replay', file, flags, onFallback: shell.warn });
  shell.about(prepared.config.shown);
  const trace = flags.trace === true ? new Trace() : undefined;
  const { input } = prepared;
  // The trace asks the meta of an event which action it comes from.
  const meta = trace === undefined ? {} : { meta: true };
  const only = onlyActor(who, prepared.options.users, 'kind' in input);
  const options = { ...prepared.options, ...only, ...meta, logger: false, maxEvents: undefined };
  const plan = compilePlan(input, options as never, trace === undefined ? {} : { decisions: trace });
  const population = findPopulation(plan, who);
  const userId = `${population.userPrefix}${who.index}`;
  const kept = new InMemoryAdapter<Event>();
  const target = flags.to === undefined ? kept : await targetOf(flags.to, shell);
  const failure = await runOne(
    plan,
    { ...options, adapter: new FilterAdapter(target, (event) => event.userId === userId) },
    { observer: trace, ...('kind' in input ? { part: partFor(input, population, who.index) } : {}) },
  );
  const draws = trace?.draws.filter((draw) => isOf(draw, population, who.index));
  const events = flags.meta === true ? kept.events : kept.events.map(withoutMeta);
  if (failure !== undefined) completeReplay(failure, prepared.again);
  if (shell.isJson)
    shell.json(
      failure === undefined
        ? { ok: true, userId, events, ...(draws === undefined ? {} : { draws }) }
        : { ok: false, error: errorDocument(failure) },
    );
  else if (draws !== undefined)
    shell.out.write(traceText({ userId, draws, events: kept.events, root: population.path.slice(2) }, shell.out));
  else if (flags.to === undefined) shell.out.write(eventTable(events, shell.out));
  if (failure === undefined) return EXIT.completed;
  shell.showError(failure);
  return exitCodeOfError(failure);
}

async function runOne(plan: Plan, options: object, extras: RunExtras): Promise<unknown> {
  try {
    await runPlan(plan, options as never, extras);
    return undefined;
  } catch (thrown) {
    // Shown behind what the actor did up to there.
    return thrown;
  }
}

async function targetOf(targets: readonly string[], { color }: Shell): Promise<OutputAdapter<Event>> {
  const { adapter } = await chooseAdapter({ targets, folder: undefined, configured: undefined, color });
  return typeof adapter === 'function' ? adapter() : adapter;
}

/** Where the draws of this actor stand: below its population; rows of datasets have numbers of their own. */
function isOf(
  { path, actor }: { readonly path: readonly string[]; readonly actor: number },
  population: PopulationPlan,
  index: number,
): boolean {
  const root = population.path.slice(2);
  return actor === index && root.every((component, i) => path[i] === component);
}

function withoutMeta({ id, userId, sessionId, name, timestamp, payload }: Event): Event {
  return { id, userId, sessionId, name, timestamp, payload };
}

/** Journeys: the shard that holds this actor alone. Of a scenario `partFor` says who runs. */
function onlyActor({ index }: Who, users: unknown, isScenario: boolean): object {
  if (isScenario) return {};
  const count = Math.max(typeof users === 'number' ? users : 0, index + 1);
  return { users: count, order: 'user', shard: { index: index + 1, count }, workers: 0 };
}
