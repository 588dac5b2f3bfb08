/** A process in a scenario of its own, run in several ways. */
import { defineAction, defineAdventure, defineJourney, definePopulation } from '../../dsl/define.ts';
import { every } from '../../dsl/arrivals.ts';
import { defineProcess, scenario } from '../../dsl/scenario.ts';
import { runPlan } from '../../run-call.ts';
import type { Event } from '../../model/event.ts';
import type { RunResult } from '../../model/result.ts';
import type { RunOptions } from '../../model/run-options.ts';
import type { Process, Scenario } from '../../model/scenario.ts';
import { compilePlan } from '../../plan/plan.ts';
import { hasUniqueIds, isChronological } from '../match/order.ts';
import type { Outcome as MatcherOutcome } from '../match/outcome.ts';
import { differenceOf } from '../match/stream.ts';
import { mustHold } from './broken.ts';
import type { ProcessLawsOptions } from './process.ts';

const PERIOD = { start: '2025-01-01', end: '2025-04-01' };

interface Outcome {
  readonly events: readonly Event[];
  readonly result: RunResult;
}

export class ProcessBench {
  readonly #process: Process;
  readonly #others: readonly Process[];
  readonly #period: NonNullable<ProcessLawsOptions['period']>;
  readonly #seed: string | number;
  /** The run that others are compared with, made for the first law that asks. */
  #reference: Promise<Outcome> | undefined;

  constructor(process: Process, { with: others = [], period = PERIOD, seed = 'test' }: ProcessLawsOptions) {
    this.#process = process;
    this.#others = others;
    this.#period = period;
    this.#seed = seed;
  }

  async sameAs(options: Partial<RunOptions>, windowMs?: number): Promise<void> {
    const [own, again] = [await this.#whole(), await this.#run([], options, windowMs)];
    const difference = differenceOf(again.events, own.events);
    mustHold(difference === undefined, 'the same seed gives the same events', () => difference ?? '');
  }

  async differsBySeed(): Promise<void> {
    const [own, other] = [await this.#own(), this.#ownOf(await this.#run([], { seed: `not ${this.#seed}` }))];
    const difference = differenceOf(other, own);
    mustHold(
      difference !== undefined,
      'another seed gives other events',
      () => `all ${own.length} events are the same`,
    );
  }

  async idsAreUnique(): Promise<void> {
    this.#judged(hasUniqueIds(await this.#own()), 'ids are unique');
  }

  async timeRises(): Promise<void> {
    this.#judged(isChronological(await this.#own()), 'no actor goes back in time');
  }

  async emitsAsDeclared(): Promise<void> {
    const names = new Set((await this.#own()).map(({ name }) => name));
    const declared = new Set(this.#process.emits);
    const secret = [...names].filter((name) => !declared.has(name));
    const missing = [...declared].filter((name) => !names.has(name));
    const law = 'a process emits what it declares';
    mustHold(secret.length === 0, law, () => `it emits ${listed(secret)}, which \`emits\` does not name`);
    mustHold(missing.length === 0, law, () => `it never emits ${listed(missing)}; is the period too short?`);
  }

  async ignoresOthers(): Promise<void> {
    const [own, beside] = [await this.#own(), this.#ownOf(await this.#run([bystander()]))];
    const difference = differenceOf(beside, own);
    mustHold(difference === undefined, 'a process that is not read changes nothing', () => difference ?? '');
  }

  async checksHold(): Promise<void> {
    const { result } = await this.#whole();
    const failed = result.checks.filter(({ process, outcome }) => process === this.#process.id && outcome === 'failed');
    const [first] = failed;
    mustHold(failed.length === 0, 'the checks of a process hold', () => {
      const sample = first?.samples[0];
      return `${first?.id} ${first?.name}: ${sample?.target ?? ''} ${sample?.message ?? ''}`;
    });
  }

  #judged({ pass, message }: MatcherOutcome, law: string): void {
    mustHold(pass, law, message);
  }

  #whole(): Promise<Outcome> {
    return (this.#reference ??= this.#run([]));
  }

  async #own(): Promise<readonly Event[]> {
    return this.#ownOf(await this.#whole());
  }

  #ownOf({ events }: Outcome): readonly Event[] {
    return events.filter(({ meta }) => meta?.process === this.#process.id);
  }

  async #run(more: readonly Process[], options: Partial<RunOptions> = {}, windowMs?: number): Promise<Outcome> {
    const world: Scenario = scenario({
      period: this.#period,
      processes: [this.#process, ...this.#others, ...more],
    });
    const events: Event[] = [];
    const keep = (event: Event): void => void events.push(event);
    const adapter = { name: 'laws', write: keep, writeBatch: (batch: readonly Event[]) => batch.forEach(keep) };
    const run = { seed: this.#seed, logger: false, ...options, adapter } as unknown as RunOptions<never>;
    const plan = compilePlan(world, run, { isStrict: true });
    return { events, result: await runPlan(plan, run, { isStrict: true, isChecked: false, windowMs }) };
  }
}

function listed(names: readonly string[]): string {
  return names
    .toSorted()
    .map((name) => `'${name}'`)
    .join(', ');
}

/** A process that nobody reads and that reads nobody. */
function bystander(): Process {
  const pass = defineAction({ id: 'pass', name: 'bystander.passed' });
  const walk = defineJourney({
    id: 'walk',
    arrivals: every('1d'),
    adventures: [defineAdventure({ id: 'street', actions: [pass] })],
  });
  return defineProcess({
    id: 'aaa-bystander',
    emits: ['bystander.passed'],
    populations: [definePopulation({ id: 'user', size: 3, journeys: [walk] })],
  })();
}
