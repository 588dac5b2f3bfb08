/** `synode preview`: a few actors as a table, nothing written; of a scenario with books one actor's documents and balance. */
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { FilterAdapter } from '../../adapters/filter.ts';
import { runCall, runPlan } from '../run-call.ts';
import type { AnyEvent, Event } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import { compilePlan } from '../plan/plan.ts';
import { EXIT } from './exit-code.ts';
import { eventTable } from './event-table.ts';
import type { RunFlags } from './flags.ts';
import { historyTable } from './history-table.ts';
import { counted } from './numbers.ts';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import type { Shell } from './shell.ts';
import { findPopulation, partFor, readWho } from './who.ts';

export interface PreviewFlags extends RunFlags {
  readonly actor?: string;
}

/** What was simulated, and of whom it is shown. */
interface Seen {
  readonly events: readonly AnyEvent[];
  readonly result: RunResult;
  /** Of a scenario with one actor chosen. */
  readonly userId: string | undefined;
}

/** Shows what the first actors do, or the one that was named. */
export async function runPreview(file: string | undefined, flags: PreviewFlags, shell: Shell): Promise<number> {
  const asked = { ...flags, users: flags.users ?? '1' };
  const prepared = await prepareRun({ command: 'preview', file, flags: asked, onFallback: shell.warn });
  shell.about(prepared.config.shown);
  const { input } = prepared;
  const { events, result, userId } = await see(prepared, flags.actor);
  if (shell.isJson) {
    shell.json({ ok: true, events, counts: result.counts, warnings: result.warnings });
    return EXIT.completed;
  }
  const books = 'kind' in input ? input.books : undefined;
  const isHistory = userId !== undefined && books !== undefined;
  shell.out.write(isHistory ? historyTable(events, books, shell.out) : eventTable(events, shell.out));
  if (shell.isQuiet) return EXIT.completed;
  const { simulated } = result.counts.users;
  const whose = userId ?? counted(simulated, 'user');
  shell.err.write(`${counted(events.length, 'event')} of ${whose}, seed ${result.seed}\n`);
  for (const { code, message } of result.warnings)
    shell.err.write(`${shell.err.style('yellow', `[${code}]`)} ${message}\n`);
  return EXIT.completed;
}

async function see({ input, options }: PreparedRun, actor: string | undefined): Promise<Seen> {
  const { users, ...others } = options;
  if ('kind' in input && actor !== undefined) return seeOne(input, others, actor);
  const adapter = new InMemoryAdapter<AnyEvent>();
  // A scenario says itself how many there are.
  const own = 'kind' in input ? others : { ...others, users };
  const result = await runCall(input, { ...own, adapter, workers: 0, logger: false } as never, { isStrict: true });
  return { events: adapter.events, result, userId: undefined };
}

/** One actor, with those whose doings it reads. */
async function seeOne(input: Scenario, options: object, actor: string): Promise<Seen> {
  const who = readWho(actor);
  const kept = new InMemoryAdapter<Event>();
  const plan = compilePlan(input, { ...options, workers: 0, logger: false } as never);
  const population = findPopulation(plan, who);
  const userId = `${population.userPrefix}${who.index}`;
  const adapter = new FilterAdapter(kept, (event: Event) => event.userId === userId);
  const extras = { isStrict: true, part: partFor(input, population, who.index) };
  const result = await runPlan(plan, { ...options, logger: false, adapter } as never, extras);
  return { events: kept.events, result, userId };
}
