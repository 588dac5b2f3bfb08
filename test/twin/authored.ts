/** A program as an author would write it for Synode. */
import {
  branch,
  defineAction,
  defineAdventure,
  defineJourney,
  definePersona,
  every,
  int,
  never,
  once,
  poissonProcess,
  recurring,
  repeat,
  sequence,
  uniform,
  wait,
  when,
  type Action,
  type Adventure,
  type Arrivals,
  type BounceChance,
  type Context,
  type Delay,
  type Event,
  type Journey,
} from '../../src/index.ts';
import {
  BROKEN,
  DAY,
  ENOUGH,
  FIRST_MS,
  type ActionProgram,
  type AdventureProgram,
  type ArrivalsProgram,
  type Chance,
  type Condition,
  type Deed,
  type JourneyProgram,
  type Program,
  type Steps,
  type Wait,
} from './program.ts';

export const journeysOf = ({ journeys }: Program): Journey[] =>
  journeys.map((journey, i) => journeyOf(journey, i, journeys.length));

export const shopper = definePersona({ id: 'shopper', attributes: { a: int({ min: 0, max: 9 }) } });

function journeyOf(program: JourneyProgram, at: number, journeys: number): Journey {
  const pool = program.pool.map((adventure, i) => adventureOf(adventure, i, { at, journeys }));
  return defineJourney({
    id: `j${at}`,
    adventures: stepsOf(program.steps, pool, { at, journeys }),
    requires: program.requires.map((i) => `j${i}`),
    bounceChance: bounceOf(program.bounce),
    ...(program.suppression === undefined ? {} : { suppressionPeriod: delayOf(program.suppression) }),
    ...arrivalsOf(program.arrivals),
  });
}

interface Whose {
  readonly at: number;
  readonly journeys: number;
}

interface Given extends Whose {
  readonly fields: object;
}

function adventureOf(program: AdventureProgram, at: number, whose: Whose): Adventure {
  const pool = program.pool.map((action, i) => actionOf(action, i, whose));
  return defineAdventure({
    id: `v${at}`,
    actions: stepsOf(program.steps, pool, whose),
    bounceChance: bounceOf(program.bounce),
    onBounce: program.onBounce,
    ...(program.timeSpan === undefined ? {} : { timeSpan: delayOf(program.timeSpan) }),
  });
}

function actionOf(program: ActionProgram, at: number, whose: Whose): Action {
  return defineAction({
    id: `x${at}`,
    bounceChance: bounceOf(program.bounce),
    ...(program.timeSpan === undefined ? {} : { timeSpan: delayOf(program.timeSpan) }),
    ...(program.counts ? { fields: { nth: sequence({ start: 1 }) } } : {}),
    handler: (ctx, fields) => {
      const given = { ...whose, fields };
      return program.isAsync ? doneSlowly(program.deeds, ctx, given) : done(program.deeds, ctx, given);
    },
  });
}

function done(deeds: readonly Deed[], ctx: Context, given: Given): Event[] {
  return deeds.flatMap((deed, i) => does(deed, ctx, given, i));
}

async function doneSlowly(deeds: readonly Deed[], ctx: Context, given: Given): Promise<Event[]> {
  const events: Event[] = [];
  for (const [i, deed] of deeds.entries()) {
    await Promise.resolve();
    events.push(...does(deed, ctx, given, i));
  }
  return events;
}

function does(deed: Deed, ctx: Context, { at, journeys, fields }: Given, i: number): readonly Event[] {
  switch (deed.kind) {
    case 'say':
      return [ctx.event('said', { ...whatIsSeen(ctx, i), ...fields }, { after: deed.after })];
    case 'swallow':
      ctx.event('swallowed');
      return [];
    case 'set':
      ctx.set(deed.key, ctx.random.int(0, 9), deed.scope === undefined ? {} : { scope: deed.scope });
      return [];
    case 'start':
      if (at + deed.further < journeys) ctx.start(`j${at + deed.further}`, { after: deed.after, input: i });
      return [];
    case 'complete':
      ctx.markJourneyComplete(`j${deed.journey}`);
      return [];
    case 'rotate':
      ctx.rotateSession();
      return [];
    case 'fail':
      if (ctx.random.chance(deed.chance)) throw new Error(BROKEN);
      return [];
    default:
      return deed satisfies never;
  }
}

/** All a handler can see of where it stands, so that a difference shows. */
function whatIsSeen(ctx: Context, i: number): Event['payload'] {
  return {
    i,
    now: ctx.nowMs,
    a: ctx.get('a') ?? null,
    b: ctx.get('b') ?? null,
    completed: ctx.hasCompletedJourney('j0'),
    input: ctx.input() ?? null,
    instance: ctx.instance,
    drawn: ctx.random.float(),
    named: ctx.draw('named', uniform({ low: 0, high: 1 })),
  };
}

/** Steps of actions or of adventures: the verbs are the same. */
function stepsOf<T extends Action | Adventure>(steps: Steps, pool: readonly T[], whose: Whose): T[] {
  // The verbs' types do not follow a step that may be any of them; the plan checks what stands where.
  const inside = (list: Steps): never => stepsOf(list, pool, whose) as never;
  return steps.flatMap((step): T[] => {
    switch (step.kind) {
      case 'leaf': {
        const item = pool[step.at];
        return item === undefined ? [] : [item];
      }
      case 'wait':
        return [wait(delayOf(step.delay), step.id === undefined ? {} : { id: step.id }) as never];
      case 'until':
        return [wait({ until: new Date(FIRST_MS + step.ms) }) as never];
      case 'daily':
        return [wait({ until: { every: 'day', at: clock(step.hour) } }) as never];
      case 'when':
        return [when(conditionOf(step.condition, whose), inside(step.yes), inside(step.no)) as never];
      case 'branch':
        return [
          branch({
            left: { weight: step.weights[0], steps: inside(step.arms[0]) },
            right: { weight: () => step.weights[1], steps: inside(step.arms[1]) },
          }) as never,
        ];
      case 'repeat':
        return [
          repeat(step.computed ? (ctx) => ctx.random.int(0, step.times) : step.times, inside(step.steps)) as never,
        ];
      case 'while':
        return [
          repeat(
            {
              while: conditionOf(step.condition, whose),
              max: step.max,
              ...(step.every === undefined ? {} : { every: delayOf(step.every) }),
            },
            inside(step.steps),
          ) as never,
        ];
      default:
        return step satisfies never;
    }
  });
}

function delayOf(delay: Wait): Delay {
  switch (delay.kind) {
    case 'fixed':
      return delay.ms;
    case 'months':
      return `${delay.count}mo`;
    case 'span':
      return { min: delay.min, max: delay.max, distribution: delay.law };
    case 'drawn':
      return (ctx) => `${ctx.random.int(0, delay.hours)}h`;
    default:
      return delay satisfies never;
  }
}

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

function bounceOf({ p, by }: Chance): BounceChance {
  if (by === 'number') return p;
  if (by === 'function') return (ctx) => (ctx.random.float(), p);
  return (ctx) => ((ctx.get<number>('a') ?? 0) >= ENOUGH ? p : 0);
}

function conditionOf(condition: Condition, { at, journeys }: Whose): (ctx: Context) => boolean {
  switch (condition.kind) {
    case 'chance':
      return (ctx) => ctx.random.chance(condition.p);
    case 'state':
      return (ctx) => (ctx.get<number>(condition.key) ?? 0) >= ENOUGH;
    case 'completed':
      return (ctx) => ctx.hasCompletedJourney(`j${condition.journey}`);
    case 'acts':
      return (ctx) => {
        if (at + condition.further < journeys) ctx.start(`j${at + condition.further}`);
        ctx.set('b', 7);
        return ctx.get('a') === undefined;
      };
    case 'odd':
      return () => 1 as never;
    default:
      return condition satisfies never;
  }
}

function arrivalsOf(arrivals: ArrivalsProgram): { readonly arrivals?: Arrivals } {
  switch (arrivals.kind) {
    case 'chain':
      return {};
    case 'never':
      return { arrivals: never() };
    case 'once':
      return { arrivals: once({ at: arrivals.ms }) };
    case 'opening':
      return { arrivals: once({ at: 'start' }) };
    case 'every':
      return {
        arrivals: every(arrivals.ms, { offset: arrivals.offset, jitter: arrivals.jitter, count: arrivals.count }),
      };
    case 'poisson':
      return { arrivals: poissonProcess({ rate: arrivals.perDay, per: DAY, count: arrivals.count }) };
    case 'daily':
      return {
        arrivals: recurring({
          every: 'day',
          at: clock(arrivals.hour),
          jitter: arrivals.jitter,
          count: arrivals.count,
        }),
      };
    default:
      return arrivals satisfies never;
  }
}
