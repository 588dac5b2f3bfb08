/** Small companies for tests of processes: makers that say something every day, and a reader that tells what it sees. */
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  generate,
  InMemoryAdapter,
  once,
  scenario,
  type Arrivals,
  type Context,
  type Duration,
  type Event,
  type Process,
  type Projection,
  type RunOptions,
} from '../../src/index.ts';

type Definition = Parameters<typeof defineProcess>[0];
type Parts = Partial<Omit<Definition, 'id' | 'populations'>>;

/** A population of one actor that does one thing, daily unless said otherwise. */
export function doing(does: (ctx: Context) => readonly Event[], arrivals: Arrivals = every('1d')) {
  const action = defineAction({ id: 'do', handler: (ctx) => [...does(ctx)] });
  const journeys = [
    defineJourney({ id: 'work', arrivals, adventures: [defineAdventure({ id: 'day', actions: [action] })] }),
  ];
  return definePopulation({ id: 'worker', size: 1, starts: 'together', journeys });
}

/** A process whose one worker emits an event of this name every day at noon. */
export function maker(id: string, name: string, parts: Parts = {}, at: Duration = '12h'): Process {
  const say = (ctx: Context): readonly Event[] => [ctx.event(name, { by: id })];
  return defineProcess({
    id,
    emits: [name],
    ...parts,
    populations: [doing(say, every('1d', { offset: at }))],
  })();
}

/** A process whose one worker tells what a look at the context gives, every day at nine. */
export function reader(
  id: string,
  reads: Definition['reads'],
  look: (ctx: Context) => Readonly<Record<string, unknown>>,
  parts: Parts = {},
): Process {
  const tell = (ctx: Context): readonly Event[] => [ctx.event(`${id}.told`, look(ctx))];
  const populations = [doing(tell, every('1d', { offset: '9h' }))];
  return defineProcess({ id, emits: [`${id}.told`], reads: reads ?? [], ...parts, populations })();
}

/** A process whose one worker emits these names at once, when it starts. */
export function starter(id: string, names: readonly string[], parts: Parts = {}): Process {
  const say = (ctx: Context): readonly Event[] => names.map((name) => ctx.event(name));
  return defineProcess({ id, emits: names, ...parts, populations: [doing(say, once())] })();
}

/** Instants of what it folds; a view counts those before. */
export function counter(
  id: string,
  parts: Partial<Projection<number[], number, Event, unknown>> = {},
): Projection<number[], number, Event, unknown> {
  return {
    id,
    init: () => [],
    apply: (times, { timestamp }) => void times.push(timestamp.getTime()),
    merge: (a, b) => [...a, ...b],
    finish: (times, asOf) => times.filter((ms) => ms < asOf).length,
    ...parts,
  };
}

/** Runs processes from 2025-03-01, ten days unless said otherwise. */
export async function run(
  processes: readonly Process[],
  { options = {}, ...parts }: Partial<Parameters<typeof scenario>[0]> & { readonly options?: RunOptions<never> } = {},
) {
  const sink = new InMemoryAdapter();
  const company = scenario({ period: { start: '2025-03-01', end: '2025-03-11' }, ...parts, processes });
  const result = await generate(company, { ...options, adapter: sink } as never);
  return { events: sink.events, result };
}

/** Day, hour and name of events. */
export const told = (events: readonly Event[]): readonly string[] =>
  events.map(({ timestamp, name }) => `${timestamp.toISOString().slice(5, 13)} ${name}`);

/** One key of the payloads of one name. */
export const values = (events: readonly Event[], name: string, key: string): readonly unknown[] =>
  events.filter((event) => event.name === name).map(({ payload }) => payload[key]);
