/** The points of the adapter contract that only a whole run can show: `generate`, on the main thread and on workers. */
import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import type { RunOptions } from '../model/run-options.ts';
import { hookOrExcuse, must, mustBeAll, mustKeepOrder, textOf } from './adapter-checks.ts';
import type { AdapterSubject } from './adapter-contract.ts';
import { EVENTS_PER_USER } from './adapter-sample.ts';
import { watch, type WatchOptions } from './adapter-watch.ts';

/** Turns of the event loop in which an adapter that takes too much shows it. */
const TURNS = 50;
const USERS = 8;
/** Users of a run that is longer than any buffer behind a sink that stalls. */
const MANY_USERS = 100;
const BATCH_SIZE = 10;

/** By the number of the point. */
export const wholePoints: Readonly<Record<number, (subject: AdapterSubject) => Promise<void>>> = {
  8: (subject) => eachWay(subject, (workers) => waits(subject, workers)),
  11: (subject) => eachWay(subject, (workers) => abortsToPrefix(subject, workers)),
  14: repeats,
  15: agrees,
};

/** On the main thread, and on a worker where the adapter takes the bytes of one. */
async function eachWay(subject: AdapterSubject, run: (workers: number) => Promise<void>): Promise<void> {
  await run(0);
  if (subject.create().encoding === undefined) return;
  await renew(subject);
  await run(1);
}

/** A fresh place in the middle of a case. */
async function renew(subject: AdapterSubject): Promise<void> {
  await subject.cleanup?.();
  await subject.prepare?.();
}

async function waits(subject: AdapterSubject, workers: number): Promise<void> {
  const make = hookOrExcuse(subject, subject.faults?.slow, { hook: 'faults.slow', excuse: 'never-slow' });
  if (make === undefined) return;
  const sent = await eventsOf(MANY_USERS);
  const { adapter, stalled, release } = await make();
  let handedOver = 0;
  const { adapter: watched, maxInFlight } = watch(adapter, { onCall: (count) => (handedOver = count) });
  const running = run(watched, { workers, users: MANY_USERS });
  await Promise.race([stalled, running]);
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  const whileStalled = handedOver;
  release();
  await running;
  must(whileStalled < sent.length, `all ${sent.length} events were taken while the sink took none`);
  const limit = adapter.feed?.maxInFlight ?? 1;
  must(maxInFlight() <= limit, `${maxInFlight()} calls were under way where ${limit} are allowed`);
  mustBeAll(await subject.read(), sent);
}

async function abortsToPrefix(subject: AdapterSubject, workers: number): Promise<void> {
  const sent = await eventsOf(USERS);
  const controller = new AbortController();
  const onCall = (count: number): void => void (count >= 100 && controller.abort());
  const { adapter, closed } = watch(subject.create(), { onCall });
  const { status, stream } = await run(adapter, { workers, signal: controller.signal, onAbort: 'resolve' });
  must(status === 'interrupted', `the aborted run ended as '${status}'`);
  must(stream.events < sent.length, 'the run was not cut short');
  must(closed() === 1, `the aborted run closed its adapter ${closed()} times`);
  const received = await subject.read();
  mustBeAll(received, sent.slice(0, stream.events));
  mustKeepOrder(received, sent);
}

async function repeats(subject: AdapterSubject): Promise<void> {
  const bytes = hookOrExcuse(subject, subject.bytes, { hook: 'bytes', excuse: 'bytes-not-own' });
  if (bytes === undefined) return;
  const first = await outputOf(subject, { batchSize: 7 });
  const second = await outputOf(subject, { batchSize: 50 });
  must(first.length > 0, 'there are no bytes');
  must(Buffer.compare(first, second) === 0, 'two equal runs gave different bytes');
}

async function agrees(subject: AdapterSubject): Promise<void> {
  const encoding = hookOrExcuse(subject, subject.create().encoding, { hook: 'encoding', excuse: 'no-encoding' });
  if (encoding === undefined) return;
  const objects = await outputOf(subject, {}, { asObjects: true });
  const bytes = await outputOf(subject, {});
  must(Buffer.compare(objects, bytes) === 0, 'bytes and objects gave different outputs');
  const threaded = await outputOf(subject, { workers: 2 });
  must(Buffer.compare(bytes, threaded) === 0, 'workers and the main thread gave different outputs');
}

/** The bytes of one run in a fresh place, or the text of what arrived where the bytes are not the adapter's own. */
async function outputOf(subject: AdapterSubject, options: Whole, how: WatchOptions = {}): Promise<Uint8Array> {
  await renew(subject);
  const { adapter, encodedCalls } = watch(subject.create(), how);
  await run(adapter, options);
  const mustEncode = adapter.encoding !== undefined;
  must(encodedCalls() > 0 === mustEncode, mustEncode ? 'no bytes were handed over' : 'bytes were handed over');
  if (subject.bytes !== undefined) return subject.bytes();
  return Buffer.from((await subject.read()).map((event) => textOf(event)).join('\n'));
}

/** What a run of so many users gives, by an adapter that only listens. */
async function eventsOf(users: number): Promise<readonly Event[]> {
  const events: Event[] = [];
  await run({ write: (event) => void events.push(event) }, { users });
  must(events.length === users * EVENTS_PER_USER, `the run gave ${events.length} events`);
  return events;
}

type Whole = Partial<RunOptions> & { readonly workers?: number };

async function run(adapter: OutputAdapter<Event>, options: Whole): Promise<RunResult> {
  const { workers = 0 } = options;
  const batchSize = Math.min(BATCH_SIZE, adapter.feed?.batchSize ?? BATCH_SIZE);
  const shared = { users: USERS, order: 'time', seed: 'contract', logger: false, batchSize } as const;
  const { generate, module } = await loadRun(workers > 0);
  const whole = { ...shared, ...options, adapter };
  return workers > 0
    ? generate([], { ...whole, workerModule: module })
    : generate((await import('./adapter-journeys.ts')).journeys, whole);
}

/**
 * Loaded when a case runs: importing fixtures loads no whole run. Threads start from built files; among the sources
 * those are in `dist`.
 */
async function loadRun(
  onWorkers: boolean,
): Promise<{ readonly generate: typeof import('../generate.ts').generate; readonly module: URL }> {
  const isSource = import.meta.url.endsWith('.ts');
  const built = (path: string): URL => new URL(isSource ? `../../dist/src/${path}` : `../${path}`, import.meta.url);
  const { generate } =
    onWorkers && isSource
      ? ((await import(built('generate.js').href)) as typeof import('../generate.ts'))
      : await import('../generate.ts');
  return { generate, module: built('testing/adapter-journeys.js') };
}
