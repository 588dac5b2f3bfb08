/** The law that the same call gives the same bytes, however it is run. */
import { describeValue, SynodeError } from '../../errors.ts';
import type { AnyEvent, Event } from '../../model/event.ts';
import type { AnyJourney } from '../../model/flow.ts';
import type { RunOptions } from '../../model/run-options.ts';
import type { Runnable } from '../../model/scenario.ts';
import { differenceOf } from '../match/stream.ts';
import { LawBroken } from './broken.ts';

type Order = 'user' | 'time';

/** Ways to run the same thing, and the options all of them share. */
export interface DeterminismOptions extends Omit<
  RunOptions,
  'adapter' | 'lanes' | 'workers' | 'shard' | 'order' | 'deadLetter' | 'signal'
> {
  /** Numbers of lanes, default 1 and 4. */
  readonly lanes?: readonly number[];
  /** Numbers of worker threads, default none; more than 0 need `workerModule`. */
  readonly workers?: readonly number[];
  /** Into how many shards, default 3; a shard cannot read what others simulate, so none for a scenario. */
  readonly shards?: readonly number[];
  /** Default both. */
  readonly orders?: readonly Order[];
}

const LAW = 'the same call gives the same events';

/** `expectDeterministic`, loaded when it is called. */
export async function compareRuns(input: Runnable, options: DeterminismOptions = {}): Promise<void> {
  const { lanes = [1, 4], workers = [0], shards, orders = ['user', 'time'], ...shared } = options;
  const isScenario = !Array.isArray(input) && 'kind' in input;
  const run = runner(input, isScenario ? { seed: 'test', ...shared } : { seed: 'test', users: 20, ...shared });
  const cuts = shards ?? (isScenario ? [] : [3]);
  checkCuts(cuts);
  let first: readonly Event[] | undefined;
  for (const order of orders) {
    const whole = await run({ order, lanes: 1 });
    mustEqual(await run({ order, lanes: 1 }), whole, `again in ${order} order`);
    for (const count of lanes) mustEqual(await run({ order, lanes: count }), whole, `${count} lanes in ${order} order`);
    for (const count of workers) {
      if (count > 0) mustEqual(await run({ order, workers: count }), whole, `${count} workers in ${order} order`);
    }
    for (const count of cuts) {
      const parts: Event[] = [];
      for (let index = 1; index <= count; index++) parts.push(...(await run({ order, shard: { index, count } })));
      mustHoldSame(parts, whole, `${count} shards in ${order} order`);
    }
    if (order === 'time') mustRise(whole);
    mustHoldSame(whole, (first ??= whole), `${order} order instead of ${orders[0]} order`);
  }
}

type Run = (way: Partial<RunOptions>) => Promise<readonly Event[]>;

function runner(input: Runnable, shared: Partial<RunOptions>): Run {
  return async (way) => {
    const events: Event[] = [];
    const keep = (event: Event): void => void events.push(event);
    const adapter = { name: 'determinism', write: keep, writeBatch: (batch: readonly Event[]) => batch.forEach(keep) };
    const { generate } = await import('../../generate.ts');
    const options = { logger: false, ...shared, workers: 0, ...way, adapter } as unknown as RunOptions<AnyEvent>;
    // Which options a scenario takes is the plan's affair: it reports what is wrong.
    await generate(input as AnyJourney, options);
    return events;
  };
}

function mustEqual(received: readonly AnyEvent[], expected: readonly AnyEvent[], how: string): void {
  const difference = differenceOf(received, expected);
  if (difference !== undefined) throw new LawBroken(`${LAW}: ${how}, ${difference}`);
}

/** Shards put together hold the same events; how they are merged is up to who runs them. */
function mustHoldSame(received: readonly AnyEvent[], expected: readonly AnyEvent[], how: string): void {
  mustEqual(byActor(received), byActor(expected), how);
}

/** By actor, and in the order of each. */
function byActor(events: readonly AnyEvent[]): readonly AnyEvent[] {
  return events.toSorted((a, b) => (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0));
}

function mustRise(events: readonly AnyEvent[]): void {
  const at = events.findIndex(({ timestamp }, i) => i > 0 && timestamp < (events[i - 1]?.timestamp ?? timestamp));
  if (at !== -1) throw new LawBroken(`time order never goes back: event ${at + 1} is earlier than the one before it`);
}

function checkCuts(shards: readonly number[]): void {
  const wrong = shards.find((count) => !Number.isSafeInteger(count) || count < 1);
  if (wrong === undefined) return;
  throw new SynodeError('INVALID_OPTION', `expectDeterministic got ${describeValue(wrong)} shards`, {
    path: ['expectDeterministic', "'shards'"],
    expected: 'whole numbers of 1 or more',
    received: describeValue(wrong),
    suggestion: 'Use shards: [2, 3].',
  });
}
