/**
 * What every adapter must keep, as cases for any test runner. It knows no runner itself:
 * `for (const { title, run } of adapterContract({ … })) it(title, run)`.
 */
import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import type { ExitSubject } from './adapter-exit.ts';

/** An event as an independent reader gives it back; instants as `Date` or ISO 8601 text. */
export interface ReceivedEvent {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly timestamp: Date | string;
  readonly payload: object;
}

/**
 * What an adapter may do differently, each with its reason:
 * `open-never-fails`, `write-never-fails`, `never-slow`: there is nothing outside that could. `no-own-retry`: it leaves
 * trying again to `RetryAdapter`. `at-least-once`: after a failure events may arrive twice, with the same ids.
 * `readable-only-when-closed`: the format needs its end. `bytes-not-own`: what arrives is no file or message of its
 * own. `no-encoding`, `takes-no-secrets`, `no-report`: it has none. `exit-untested`: it cannot be made in another
 * process. A title says which deviation excuses its point.
 */
export type AdapterDeviation =
  | 'open-never-fails'
  | 'write-never-fails'
  | 'never-slow'
  | 'no-own-retry'
  | 'at-least-once'
  | 'readable-only-when-closed'
  | 'bytes-not-own'
  | 'no-encoding'
  | 'takes-no-secrets'
  | 'no-report'
  | 'exit-untested';

/** A sink that has stopped taking anything. */
export interface StalledSink {
  readonly adapter: OutputAdapter<Event>;
  /** Resolves when the sink has been reached and takes no more. */
  readonly stalled: Promise<void>;
  /** Lets it go on. */
  readonly release: () => void;
}

/** Adapters whose surroundings fail. Each is made in a fresh place, after `prepare`. */
export interface AdapterFaults {
  /** Its `open` rejects. */
  readonly open?: () => OutputAdapter<Event> | Promise<OutputAdapter<Event>>;
  /** A later `write` rejects, after some events have arrived. */
  readonly write?: () => OutputAdapter<Event> | Promise<OutputAdapter<Event>>;
  /** Something fails once and then works. */
  readonly transient?: () => OutputAdapter<Event> | Promise<OutputAdapter<Event>>;
  readonly slow?: () => StalledSink | Promise<StalledSink>;
}

/** An adapter under test. */
export interface AdapterSubject {
  readonly name: string;
  /** Makes a fresh place before each case: a folder, a server. */
  readonly prepare?: () => void | Promise<void>;
  /** Makes an adapter for the place prepared last. Nothing but the constructor. */
  readonly create: () => OutputAdapter<Event>;
  /** What has arrived in the place prepared last, by a reader that shares no code with the adapter. */
  readonly read: () => readonly ReceivedEvent[] | Promise<readonly ReceivedEvent[]>;
  /** The bytes there, where they are the adapter's own. */
  readonly bytes?: () => Uint8Array | Promise<Uint8Array>;
  /** Whether anything is there at all, where that can be seen (a file, a request). */
  readonly exists?: () => boolean | Promise<boolean>;
  readonly faults?: AdapterFaults;
  /** Texts given to the adapter that nobody else may see. */
  readonly secrets?: readonly string[];
  /** How to make the adapter in a process of its own. */
  readonly exit?: ExitSubject;
  /** Clears the place away after each case. */
  readonly cleanup?: () => void | Promise<void>;
  readonly deviations?: readonly AdapterDeviation[];
}

/** One point of the contract; `run` rejects with what is wrong. */
export interface ContractCase {
  readonly point: number;
  readonly title: string;
  /** The deviation that excuses an adapter from this point. */
  readonly excuse?: AdapterDeviation;
  readonly run: () => Promise<void>;
}

/** `whole`: shown by a whole run; the others by an adapter driven by hand. */
type Point = Omit<ContractCase, 'run'> & { readonly whole?: true };

const POINTS: readonly Point[] = [
  { point: 1, title: 'every event arrives once and unchanged' },
  { point: 2, title: "each user's events keep their order" },
  { point: 3, title: 'a run without events leaves a valid empty output' },
  { point: 4, title: 'closing again has no second effect' },
  { point: 5, title: 'writing after close is refused' },
  { point: 6, title: 'the constructor touches nothing' },
  { point: 7, title: 'a failing open says so and can be closed', excuse: 'open-never-fails' },
  { point: 8, title: 'a sink that stalls holds the run back', excuse: 'never-slow' },
  { point: 8, whole: true, title: 'a whole run waits for a sink that stalls', excuse: 'never-slow' },
  { point: 9, title: 'a failing write names what has arrived', excuse: 'write-never-fails' },
  { point: 10, title: 'what fails once is tried again', excuse: 'no-own-retry' },
  { point: 11, title: 'an aborted run leaves a prefix' },
  { point: 11, whole: true, title: 'a whole run that is aborted leaves a prefix, closed once' },
  { point: 12, title: 'a program ends by itself after close', excuse: 'exit-untested' },
  { point: 13, title: 'after flush everything before it can be read', excuse: 'readable-only-when-closed' },
  { point: 14, title: 'the same run twice gives the same bytes', excuse: 'bytes-not-own' },
  { point: 14, whole: true, title: 'two whole runs that are equal give the same bytes', excuse: 'bytes-not-own' },
  { point: 15, title: 'bytes from workers give the same output as objects', excuse: 'no-encoding' },
  {
    point: 15,
    whole: true,
    title: 'a whole run on workers gives the output of one on the main thread, as objects or bytes',
    excuse: 'no-encoding',
  },
  { point: 16, title: 'secrets show nowhere', excuse: 'takes-no-secrets' },
  { point: 17, title: 'the report counts what arrived', excuse: 'no-report' },
];

/**
 * The points of the adapter contract for one adapter. A point that needs a fault nobody supplied fails, unless the
 * deviation that excuses it is named.
 *
 * @example
 * for (const { title, run } of adapterContract({ name: 'mine', create, read, exit })) it(title, run);
 */
export function adapterContract(subject: AdapterSubject): readonly ContractCase[] {
  return POINTS.map(({ point, title, excuse, whole }) => ({
    point,
    ...(excuse === undefined ? {} : { excuse }),
    title: `${subject.name} · ${point} ${title}${isNamed(subject, excuse) ? ` (excused: ${excuse})` : ''}`,
    run: () => tryPoint(subject, point, whole === true),
  }));
}

async function tryPoint(subject: AdapterSubject, point: number, isWhole: boolean): Promise<void> {
  // What drives adapters is loaded when one is tried: a test of a journey imports this file and needs none of it.
  const { points, wholePoints } = await import('./adapter-points.ts');
  const attempt = (isWhole ? wholePoints : points)[point];
  if (attempt === undefined) throw new TypeError(`nothing tries point ${point}`);
  await subject.prepare?.();
  try {
    await attempt(subject);
  } finally {
    await subject.cleanup?.();
  }
}

function isNamed(subject: AdapterSubject, excuse: AdapterDeviation | undefined): boolean {
  return excuse !== undefined && subject.deviations?.includes(excuse) === true;
}
