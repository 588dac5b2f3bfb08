/** What a failing handler tells: who, when, where, why, and the line that shows it again. */
import { SynodeError, SynodeValidationError } from '../errors.ts';
import type { FailureRecord } from '../model/result.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Turn } from './turn.ts';

/** A failure inside one actor's turn. The engine decides what it means for the run. */
export class ActorFailure {
  readonly error: SynodeError;
  readonly record: FailureRecord;
  /** Simulated instant of the failing step: its place in time order. */
  readonly ms: number;

  constructor(error: SynodeError, record: FailureRecord, ms: number) {
    this.error = error;
    this.record = record;
    this.ms = ms;
  }
}

/** Label of the place where an actor ends. */
export const ACTOR_END = 'actor end';

/** Wraps what user code threw, with where it happened. */
export function actorFailure(turn: Turn, thrown: unknown, labels: readonly string[]): ActorFailure {
  const { state, population, running, nowMs, occurrence, world } = turn;
  const journey = running?.journey.id ?? '';
  const [adventure, action] = [idAmong(labels, 'adventure'), idAmong(labels, 'action')];
  const known = thrown instanceof SynodeError ? thrown : undefined;
  const cause = describeCause(known?.cause ?? thrown);
  const timestamp = new Date(nowMs).toISOString();
  const where = [journey, adventure, action].filter((part) => part !== '').join(' › ');
  const replay = replayLine(world.seed, population.process, population.id, state.index);
  const what = known === undefined ? describeCause(thrown) : known.rawMessage;
  const error =
    thrown instanceof SynodeValidationError
      ? thrown
      : new SynodeError(
          known?.code ?? 'HANDLER_ERROR',
          `${state.userId} · ${timestamp} · ${where === '' ? (labels.at(-1) === ACTOR_END ? 'end' : 'start') : where} (occurrence ${occurrence}): ${what}`,
          {
            path: known === undefined || known.path.length === 0 ? labels : known.path,
            replay,
            cause: known?.cause ?? thrown,
            ...(known?.expected === undefined ? {} : { expected: known.expected }),
            ...(known?.received === undefined ? {} : { received: known.received }),
            suggestion: known?.suggestion ?? 'Run the replay line to see this actor alone.',
          },
        );
  if (error.replay === undefined) error.replay = replay;
  const record: FailureRecord = {
    code: error.code,
    message: error.rawMessage,
    path: error.path,
    process: population.process,
    population: population.id,
    actor: state.index,
    userId: state.userId,
    instance: running?.label ?? '',
    timestamp,
    journey,
    adventure,
    action,
    occurrence,
    cause,
    replay,
  };
  return new ActorFailure(error, record, nowMs);
}

/** The command that runs exactly one actor again. */
export function replayLine(seed: string, process: string, population: string, actor: number): string {
  const who = process === '' ? population : `${process}/${population}`;
  return `npx synode replay --seed ${shellWord(seed)} --actor ${who}:${actor}`;
}

/** The id in a label such as `action 'pay'`. Ids hold no quotes. */
function idAmong(labels: readonly string[], what: string): string {
  const start = `${what} '`;
  return labels.find((label) => label.startsWith(start))?.slice(start.length, -1) ?? '';
}

function describeCause(cause: unknown): string {
  if (cause instanceof Error) return cause.message === '' ? cause.name : cause.message;
  return typeof cause === 'string' ? cause : `threw ${String(cause)}`;
}
