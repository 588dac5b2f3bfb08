/** Contracts for those who consume what a run emits, made from its plan alone. */
import type { AsyncApiDocument } from './contracts/async-api.ts';
import type { AsyncApiOptions } from './contracts/async-api-options.ts';
import type { EventContract } from './model/contract.ts';
import type { AnyEvent } from './model/event.ts';
import type { RunOptions } from './model/run-options.ts';
import type { Runnable } from './model/scenario.ts';
import { compilePlan, isScenario, type Plan } from './plan/plan.ts';

/** What is known of a run before it runs: its options, of which it needs none but those that shape events. */
export type ContractOptions = Omit<RunOptions<never>, 'adapter'>;

/**
 * JSON Schemas of the events of journeys or a scenario, one contract for each event name: the event as a line of NDJSON
 * has it, and its payload alone. Made from the schemas of the run and of processes; dates are ISO texts, as they are
 * written. Whatever a schema cannot say stands in `notes` and in its `$comment`.
 *
 * @param options those of the run; `users` is not needed
 * @throws SynodeError `EXPORT_VALUE` with every type that cannot be written as JSON; every fault of the configuration
 * @example for (const { name, schema } of await eventSchemas(shop, { eventSchema: { schema: schemas } })) { … }
 */
export async function eventSchemas(
  journeys: Runnable,
  options: ContractOptions = {},
): Promise<readonly EventContract[]> {
  const { eventContracts } = await import('./contracts/event-contracts.ts');
  return eventContracts(planOf(journeys, options));
}

/**
 * One AsyncAPI 3.0 document: a channel for each topic, a message for each event with its payload schema (draft 7), key,
 * CloudEvents attributes by mode, and an example taken from a run with the seed given.
 *
 * @param options those of the run; `users` is not needed
 * @param document topics, brokers, key and form of the records, as the Kafka adapter has them
 * @throws SynodeError `EXPORT_VALUE`; `INVALID_OPTION` and `UNKNOWN_KEY` for `document`; faults of the configuration
 * @example const document = await asyncApi(shop, { seed: 42 }, { topic: 'shop', brokers: ['localhost:9092'] })
 */
export async function asyncApi(
  journeys: Runnable,
  options: ContractOptions,
  document: AsyncApiOptions,
): Promise<AsyncApiDocument> {
  const { asyncApiDocument } = await import('./contracts/async-api.ts');
  const { resolveAsyncApi } = await import('./contracts/async-api-options.ts');
  const resolved = resolveAsyncApi(document);
  const plan = planOf(journeys, options);
  const { eventPayloads } = await import('./contracts/event-contracts.ts');
  const payloads = await eventPayloads(plan, 'draft-07');
  const examples = resolved.examples ? await firstEvents(journeys, options) : [];
  return asyncApiDocument({ payloads, examples, meta: plan.options.meta, scenario: plan.scenario }, resolved);
}

function planOf(journeys: Runnable, options: ContractOptions): Plan {
  return compilePlan(journeys, isScenario(journeys) ? options : { users: 1, ...options });
}

/** Events of a run that are looked at for examples. */
const MOST_EVENTS = 2000;
/** Actors of journeys that are looked at for examples, unless the options say fewer. */
const MOST_ACTORS = 100;

/** Options that say how a run goes, is watched or is told of, and nothing of its events. */
const OF_A_WHOLE_RUN: readonly string[] = [
  'workerModule',
  'debug',
  'telemetryPath',
  'deadLetter',
  'errorLimit',
  'onProgress',
  'progressIntervalMs',
  'digest',
  'output',
  'overwrite',
  'codeVersion',
];

/** The first event of each name among the first events of a run. */
async function firstEvents(journeys: Runnable, options: ContractOptions): Promise<readonly AnyEvent[]> {
  const { runCall } = await import('./run-call.ts');
  const first = new Map<string, AnyEvent>();
  const run = {
    ...Object.fromEntries(Object.entries(options).filter(([key]) => !OF_A_WHOLE_RUN.includes(key))),
    ...(isScenario(journeys) ? {} : { users: Math.min(options.users ?? MOST_ACTORS, MOST_ACTORS) }),
    maxEvents: Math.min(options.maxEvents ?? MOST_EVENTS, MOST_EVENTS),
    workers: 0,
    // What fails is the run's to tell; here it gives no example.
    onError: 'skipUser',
    pacing: 'none',
    logger: false,
    adapter: { write: (event: AnyEvent) => void (first.has(event.name) || first.set(event.name, event)) },
  };
  await runCall(journeys, run as unknown as RunOptions<never>, {});
  return [...first.values()];
}
