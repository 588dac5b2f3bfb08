/**
 * The step loop: the page to read first. One actor at a time runs its instances in simulated-time order, each until it
 * next waits, and emits into a sink. Nothing here is asynchronous unless a handler is.
 */
import { describeValue, SynodeError } from '../errors.ts';
import { isPromise, resolveFields, type ActionPlan } from '../plan/action.ts';
import type { Step } from '../plan/step.ts';
import { emitAll, release, type EventSink } from './emit.ts';
import { actorFailure, type ActorFailure } from './failure.ts';
import { comesBefore, type Instance } from './instance.ts';
import { beginInstance, endInstance } from './lifecycle.ts';
import type { Turn } from './turn.ts';

/** How a turn ended: `undefined` is fine. */
export type TurnEnd = ActorFailure | undefined;

/**
 * Runs the seated actor up to `until` (ms, exclusive), or until the sink is full; call again to go on.
 *
 * @returns a promise only when a handler returned one
 */
export function runInto(turn: Turn, until: number, sink: EventSink): TurnEnd | Promise<TurnEnd> {
  const { state } = turn;
  for (;;) {
    const next = state.first;
    if (next === undefined || next.due >= until || sink.isFull) break;
    state.shift();
    const end = advance(turn, next, until, sink);
    if (isPromise(end)) return end.then((failure) => (failure as TurnEnd) ?? runInto(turn, until, sink));
    if (end !== undefined) return end;
  }
  const failure = turn.transforms?.endActor(until, sink);
  if (failure !== undefined) return failure;
  release(turn, Math.min(until, state.first?.due ?? Infinity), sink);
  return undefined;
}

/** Runs one instance from where it stands until it waits, ends or fails. */
function advance(turn: Turn, instance: Instance, until: number, sink: EventSink): TurnEnd | Promise<TurnEnd> {
  turn.resume(instance);
  let step: Step | undefined;
  try {
    if (instance.pc === 0 && !beginInstance(turn, instance)) return undefined;
    const { steps } = instance.journey;
    for (;;) {
      step = steps[instance.pc++];
      if (step === undefined) return undefined;
      turn.steps++;
      turn.occurrence = step.slot === -1 ? 0 : (instance.counters?.[step.slot] ?? 1) - 1;
      switch (step.op) {
        case 'enter':
          enter(turn, instance, step);
          break;
        case 'bounce':
          if (step.bounces?.(turn) === true) bounce(turn, instance, step);
          break;
        case 'delay':
          if (waits(turn, instance, step, until)) return undefined;
          break;
        case 'act': {
          if (turn.state.pending !== undefined) {
            release(turn, turn.nowMs + 1, sink);
            // What is dated up to now goes first, so the action has to wait for room too.
            if (sink.isFull) return pause(turn, instance, instance.pc - 1);
          }
          const pending = act(turn, instance, step.action as ActionPlan, sink);
          if (pending !== undefined) return resumeAfter(pending, turn, instance, step, until, sink);
          if (sink.isFull) return pause(turn, instance, instance.pc);
          break;
        }
        case 'clear':
          if (instance.scopes !== undefined) leaveScope(turn, step.level);
          break;
        case 'test':
          if (!holds(turn, step)) instance.pc = step.to;
          break;
        case 'choose':
          instance.pc = step.targets?.[step.choose?.(turn) ?? 0] ?? instance.pc;
          break;
        case 'loop':
          startLoop(turn, instance, step);
          break;
        case 'round':
          if (!nextRound(turn, instance, step)) instance.pc = step.to;
          break;
        case 'jump':
          instance.pc = step.to;
          break;
        case 'requires':
          if (!begins(turn, instance, step)) return undefined;
          break;
        case 'complete':
          turn.state.complete(instance.journey.id);
          break;
        case 'suppress':
          turn.suppressionMs = step.delay?.ms(turn) ?? 0;
          break;
        case 'end':
          turn.world.tally.journey(instance.journey.id)[instance.hasBounced ? 'bounced' : 'completed']++;
          endInstance(turn, instance, turn.suppressionMs);
          return undefined;
        default:
          return step.op satisfies never;
      }
    }
  } catch (thrown) {
    return fails(turn, instance, thrown, step);
  }
}

/** Goes on behind a handler that awaited. */
function resumeAfter(
  pending: Promise<void>,
  turn: Turn,
  instance: Instance,
  step: Step,
  until: number,
  sink: EventSink,
): Promise<TurnEnd> {
  return pending.then(
    () => (sink.isFull ? pause(turn, instance, instance.pc) : advance(turn, instance, until, sink)),
    (thrown: unknown) => fails(turn, instance, thrown, step),
  );
}

/** Leaves an instance where it stands until there is room: it comes first again, whatever else is due now. */
function pause(turn: Turn, instance: Instance, pc: number): undefined {
  instance.pc = pc;
  turn.state.unshift(instance);
}

function begins(turn: Turn, instance: Instance, step: Step): boolean {
  const counts = turn.world.tally.journey(instance.journey.id);
  if (step.requires.every((id) => turn.state.hasCompleted(id))) {
    counts.started++;
    return true;
  }
  counts.skipped++;
  endInstance(turn, instance, 0);
  return false;
}

function enter(turn: Turn, instance: Instance, step: Step): void {
  if (step.slot !== -1 && instance.counters !== undefined)
    instance.counters[step.slot] = (instance.counters[step.slot] ?? 0) + 1;
  if (step.level === 'adventure') turn.world.tally.adventures.started++;
}

function bounce(turn: Turn, instance: Instance, step: Step): void {
  const { tally } = turn.world;
  if (step.level === 'adventure') tally.adventures.bounced++;
  if (step.level === 'action') tally.actions.bounced++;
  if (step.stops) instance.hasBounced = true;
  instance.pc = step.to;
}

/** Advances the clock; true when another instance, or the frontier, comes first. */
function waits(turn: Turn, instance: Instance, step: Step, until: number): boolean {
  const ms = step.delay?.ms(turn) ?? 0;
  if (ms === 0) return false;
  instance.due += ms;
  turn.nowMs = instance.due;
  const ahead = turn.state.first;
  if (instance.due < until && (ahead === undefined || comesBefore(instance, ahead))) return false;
  turn.state.enqueue(instance);
  return true;
}

/** Resolves fields, runs the handler, emits. Gives a promise only when one of them does. */
function act(turn: Turn, instance: Instance, action: ActionPlan, sink: EventSink): Promise<void> | undefined {
  const returned = action.fields === undefined ? handle(turn, action) : handleFields(turn, action, action.fields);
  if (isPromise(returned)) return returned.then((events) => finish(turn, instance, action, events, sink));
  finish(turn, instance, action, returned, sink);
  return undefined;
}

function finish(turn: Turn, instance: Instance, action: ActionPlan, events: unknown, sink: EventSink): void {
  turn.isInHandler = false;
  turn.world.tally.actions.executed++;
  emitAll(turn, instance, action, events, sink);
}

function handle(turn: Turn, action: ActionPlan): unknown {
  turn.enter(action.place);
  turn.isInHandler = true;
  return action.handler(turn.context);
}

function handleFields(turn: Turn, action: ActionPlan, fields: NonNullable<ActionPlan['fields']>): unknown {
  const resolved = resolveFields(fields, turn);
  if (isPromise(resolved)) return resolved.then((payload) => withFields(turn, action, payload));
  return withFields(turn, action, resolved);
}

function withFields(turn: Turn, action: ActionPlan, payload: Record<string, unknown>): unknown {
  turn.enter(action.place);
  if (action.compose === undefined) return [turn.makeEvent(action.name, payload)];
  turn.isInHandler = true;
  return action.compose(turn.context, payload);
}

function leaveScope(turn: Turn, level: Step['level']): void {
  // An action that bounced has ended too, but only its adventure's end is passed.
  turn.clearScope('action');
  if (level === 'adventure') turn.clearScope('adventure');
}

function holds(turn: Turn, step: Step): boolean {
  if (step.place !== undefined) turn.enter(step.place);
  const value = step.condition?.(turn.context);
  if (typeof value === 'boolean') return value;
  throw new SynodeError('INVALID_FIELD_VALUE', `a condition gave ${describeValue(value)}`, {
    path: step.labels,
    expected: 'true or false',
    received: describeValue(value),
    suggestion: 'Compare explicitly, as in ctx.get(…) === true.',
  });
}

function startLoop(turn: Turn, instance: Instance, step: Step): void {
  if (instance.rounds === undefined) return;
  instance.rounds[2 * step.loop] = 0;
  instance.rounds[2 * step.loop + 1] = step.times?.(turn) ?? -1;
}

/** Whether the loop goes round once more. */
function nextRound(turn: Turn, instance: Instance, step: Step): boolean {
  const { rounds } = instance;
  if (rounds === undefined) return false;
  const done = rounds[2 * step.loop] ?? 0;
  const isOn = step.condition === undefined ? done < (rounds[2 * step.loop + 1] ?? 0) : holds(turn, step);
  if (!isOn) return false;
  if (step.condition !== undefined && done >= step.max) throw endless(step);
  rounds[2 * step.loop] = done + 1;
  return true;
}

function endless(step: Step): SynodeError {
  const verb = step.labels.at(-1) ?? 'repeat';
  return new SynodeError('REPEAT_LIMIT', `${verb} repeated ${step.max} times and its condition still holds`, {
    path: step.labels,
    expected: `at most ${step.max} rounds`,
    received: `${step.max + 1} rounds`,
    suggestion: 'Raise max or fix its condition.',
  });
}

function fails(turn: Turn, instance: Instance, thrown: unknown, step: Step | undefined): ActorFailure {
  turn.isInHandler = false;
  turn.running = instance;
  return actorFailure(turn, thrown, step?.action?.labels ?? step?.labels ?? instance.journey.labels);
}
