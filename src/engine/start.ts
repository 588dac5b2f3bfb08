/** `ctx.start`: another instance of a journey for the same actor. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { Duration } from '../model/duration.ts';
import type { JourneyPlan } from '../plan/journey.ts';
import { grouped } from '../plan/number.ts';
import { startedInstance } from '../random/keyed.ts';
import { sessionId } from './ids.ts';
import { Instance } from './instance.ts';
import { refuseUnknownKeys } from './option-keys.ts';
import type { Turn } from './turn.ts';

const MOST_INSTANCES = 10_000;

export interface StartOptions {
  readonly at?: Date | number;
  readonly after?: Duration;
  readonly input?: unknown;
}

/** Starts an instance and returns its session id. Its identity is a function of the starting call alone. */
export function startInstance(turn: Turn, id: string, options: StartOptions): string {
  turn.refuseWithoutActor('start');
  refuseUnknownKeys('ctx.start', options, ['at', 'after', 'input']);
  const journey = turn.population.journeyById.get(id);
  if (journey === undefined) throw unknownJourney(id, [...turn.population.journeyById.keys()]);
  const due = startTime(turn, options);
  const input = readInput(journey, options.input);
  const { state, world } = turn;
  // The one that starts it is alive too, but not in the queue.
  if (state.waiting + 1 >= MOST_INSTANCES) throw tooMany(state.userId);
  const key = turn.place.start(id);
  const nth = turn.nextStart(id);
  const { instance: number, origin, label } = startedInstance(key, nth, turn.instance, turn.occurrence, turn.origin);
  const identity = { number, origin, label: `${starterOf(turn.place.path)}#${label}`, rank: state.starts++, input };
  const started = new Instance(journey, 'started', due, identity);
  started.sessionId = sessionId(turn, started);
  // Behind the window nothing new begins, whoever starts it.
  if (due < world.lastStart) state.enqueue(started);
  else turn.transforms?.noteMore();
  return started.sessionId;
}

/** Id of the innermost action or verb whose code starts the instance; of the journey where it is neither's. */
function starterOf(path: readonly string[]): string {
  let starter = path[JOURNEY_ID] ?? '';
  for (let i = JOURNEY_ID + 1; i + 1 < path.length; i += 2) {
    if (path[i] === 'action' || path[i] === 'step') starter = path[i + 1] ?? '';
  }
  return starter;
}

/** Behind version, seed, scenario, process, population and the word. */
const JOURNEY_ID = 6;

function startTime(turn: Turn, { at, after }: StartOptions): number {
  if (at === undefined) return after === undefined ? turn.nowMs : turn.later(after);
  const ms = at instanceof Date ? at.getTime() : at;
  if (after === undefined && Number.isFinite(ms) && ms >= turn.nowMs) return Math.floor(ms);
  throw new SynodeError(
    'INVALID_START',
    after === undefined ? `start at ${describeValue(at)} lies before now` : 'start got both at and after',
    {
      path: ["'start'"],
      expected: `an instant from ${new Date(turn.nowMs).toISOString()} on, or after`,
      received: describeValue(at),
      suggestion: 'Use { after: … } for a time from now.',
    },
  );
}

function readInput(journey: JourneyPlan, input: unknown): unknown {
  const schema = journey.inputSchema;
  if (schema === undefined) return input;
  const result = schema['~standard'].validate(input);
  if (result instanceof Promise) {
    throw new SynodeError('EVENT_SCHEMA_ASYNC', `inputSchema of journey '${journey.id}' validates asynchronously`, {
      path: [`journey '${journey.id}'`, "'inputSchema'"],
      expected: 'a schema that answers at once',
      received: 'a promise',
      suggestion: 'Remove async refinements.',
    });
  }
  if (result.issues === undefined) return result.value;
  throw new SynodeError(
    'INVALID_START',
    `input of journey '${journey.id}': ${result.issues.map(({ message }) => message).join('; ')}`,
    {
      path: [`journey '${journey.id}'`, "'input'"],
      expected: 'what inputSchema accepts',
      received: describeValue(input),
      suggestion: 'Check what start passes as input.',
    },
  );
}

function unknownJourney(id: string, known: readonly string[]): SynodeError {
  return new SynodeError('UNKNOWN_JOURNEY', `start names journey '${id}', which is not in this population`, {
    path: ["'start'"],
    expected: `one of ${known.join(', ')}`,
    received: describeValue(id),
    suggestion: didYouMean(id, known),
  });
}

function tooMany(userId: string): SynodeError {
  return new SynodeError('INSTANCE_LIMIT', `${userId} has more than ${grouped(MOST_INSTANCES)} instances alive`, {
    path: ["'start'"],
    expected: `at most ${grouped(MOST_INSTANCES)} instances alive in one actor`,
    received: grouped(MOST_INSTANCES + 1),
    suggestion: 'Does a journey start itself without end?',
  });
}
