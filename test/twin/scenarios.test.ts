/**
 * What processes see of each other, over random scenarios. Each reader tells what its views showed; whether that is true
 * is worked out from the stream alone: who emitted what, and when.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { runPlan } from '../../src/run-call.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  InMemoryAdapter,
  poissonProcess,
  scenario,
  wait,
  type AnyEvent,
  type Context,
  type Event,
  type Projection,
  type RunOptions,
  type Scenario,
} from '../../src/index.ts';
import { compilePlan } from '../../src/plan/plan.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2025, 0, 1);

interface ViewRecipe {
  /** Who of the earlier processes emits what is folded, and where the projection stands. */
  readonly of: number;
  readonly at: 'its process' | 'another process' | 'the scenario';
  readonly grain: '1ms' | '1h' | '1d' | '3d';
  readonly lookAhead: boolean;
}

interface ProcessRecipe {
  readonly size: number;
  readonly perDay: number;
  readonly later: number;
  readonly lookAheadDays: number;
  readonly tailDays: number;
  readonly starts: 'uniform' | 'together';
  readonly isAsync: boolean;
  readonly views: readonly ViewRecipe[];
}

interface World {
  readonly processes: readonly ProcessRecipe[];
  readonly days: number;
  readonly runInDays: number;
  readonly windowMs: number;
  readonly lanes: number;
}

const world: fc.Arbitrary<World> = fc.record({
  processes: fc.array(
    fc.record({
      size: fc.integer({ min: 1, max: 3 }),
      perDay: fc.constantFrom(0.3, 1, 3),
      later: fc.constantFrom(0, HOUR, 30 * HOUR),
      lookAheadDays: fc.constantFrom(0, 0, 1, 4),
      tailDays: fc.constantFrom(0, 0, 2),
      starts: fc.constantFrom('uniform' as const, 'together' as const),
      isAsync: fc.boolean(),
      views: fc.array(
        fc.record({
          of: fc.nat(3),
          at: fc.constantFrom('its process' as const, 'another process' as const, 'the scenario' as const),
          grain: fc.constantFrom('1ms' as const, '1h' as const, '1d' as const, '3d' as const),
          lookAhead: fc.boolean(),
        }),
        { maxLength: 2 },
      ),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  days: fc.constantFrom(3, 8),
  runInDays: fc.constantFrom(0, 0, 2),
  windowMs: fc.constantFrom(HOUR, 5 * HOUR, DAY, 100 * DAY),
  lanes: fc.constantFrom(1, 3),
});

/** A reader and what its view must show: events of the process `of`, dated before now + look-ahead, rounded down. */
interface Sight {
  readonly id: string;
  readonly of: number;
  readonly grainMs: number;
  readonly lookAheadMs: number;
}

const GRAINS = { '1ms': 1, '1h': HOUR, '1d': DAY, '3d': 3 * DAY };
const processId = (i: number): string => `p${i}`;

/** Remembers who did what when, as far as it was emitted: that is what the stream can be asked for. */
function happened(
  id: string,
  of: number,
  { grain, lookAhead }: ViewRecipe,
): Projection<[string, number][], string[], Event> {
  return {
    id,
    of: [`done${of}`],
    grain,
    lookAhead,
    init: () => [],
    apply: (seen, { id: event, timestamp }) => void seen.push([event, timestamp.getTime()]),
    merge: (a, b) => [...a, ...b],
    finish: (seen, asOf) => seen.flatMap(([event, ms]) => (ms >= START && ms < asOf ? [event] : [])).sort(),
  };
}

/** A scenario and what its readers must see, by process. */
function built({ processes, days, runInDays }: World): { input: Scenario; sights: readonly (readonly Sight[])[] } {
  const own: Projection<[string, number][], string[], Event>[][] = processes.map(() => []);
  const shared: Projection<[string, number][], string[], Event>[] = [];
  const sights = processes.map((process, reader) =>
    process.views.flatMap((view, k): Sight[] => {
      if (reader === 0) return [];
      const of = view.of % reader;
      const id = `view-${reader}-${k}`;
      const projection = happened(id, of, view);
      const keeper = view.at === 'another process' ? (of + 1) % reader : of;
      (view.at === 'the scenario' ? shared : (own[keeper] ?? shared)).push(projection);
      const lookAheadMs = view.lookAhead ? (processes[of]?.lookAheadDays ?? 0) * DAY : 0;
      return [{ id, of, grainMs: GRAINS[view.grain], lookAheadMs }];
    }),
  );
  const made = processes.map((recipe, i) => {
    const look = (ctx: Context): Event[] => {
      const seen = (sights[i] ?? []).map(({ id }) => ctx.view<{ readonly earlier: string[] }>(id).earlier);
      const events: Event[] = [ctx.event(`done${i}`, { now: ctx.nowMs, seen })];
      // What is seen decides what is done, so that a wrong sight spreads.
      if (seen.flat().length % 3 !== 2) events.push(ctx.event(`done${i}`, { now: ctx.nowMs }, { after: recipe.later }));
      return events;
    };
    const action = defineAction({
      id: 'look',
      handler: (ctx) => (recipe.isAsync ? Promise.resolve().then(() => look(ctx)) : look(ctx)),
    });
    return defineProcess({
      id: processId(i),
      emits: [`done${i}`],
      lookAheadDays: recipe.lookAheadDays,
      tailDays: recipe.tailDays,
      projections: own[i] ?? [],
      // Reading the events too says whom it depends on where the projection stands elsewhere.
      reads: (sights[i] ?? []).flatMap(({ id, of }) => [id, `done${of}`]),
      populations: [
        definePopulation({
          id: 'actor',
          size: recipe.size,
          starts: recipe.starts,
          journeys: [
            defineJourney({
              id: 'work',
              arrivals: poissonProcess({ rate: recipe.perDay, per: '1d' }),
              adventures: [defineAdventure({ id: 'shift', actions: [wait({ min: 0, max: '9h' }), action] })],
            }),
          ],
        }),
      ],
    })();
  });
  const period = { start: new Date(START), end: new Date(START + days * DAY) };
  return { input: scenario({ period, runInDays, processes: made, projections: shared }), sights };
}

async function run(input: Scenario, options: Partial<RunOptions> & { readonly windowMs?: number }) {
  const { windowMs, ...rest } = options;
  const adapter = new InMemoryAdapter<AnyEvent>();
  const call = { ...rest, logger: false, adapter } as unknown as RunOptions<never>;
  await runPlan(compilePlan(input, call), call, { windowMs });
  return adapter.events as readonly Event[];
}

describe('any scenario', () => {
  it('shows each reader what was emitted before its now, rounded down, and nothing else', async () => {
    let looks = 0;
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const { input, sights } = built(made);
        const end = START + made.days * DAY;

        const events = await run(input, { windowMs: made.windowMs, lanes: made.lanes });

        for (const { payload, meta } of events) {
          if (payload['seen'] === undefined) continue;
          const now = Number(payload['now']);
          const expected = (sights[Number(meta?.process.slice(1))] ?? []).map(({ of, grainMs, lookAheadMs }) => {
            const asOf = Math.floor((now + lookAheadMs) / grainMs) * grainMs;
            // Past the end it sees what no stream tells.
            if (asOf > end) return undefined;
            const before = events.filter(({ name, timestamp }) => name === `done${of}` && timestamp.getTime() < asOf);
            return before.map(({ id }) => id).sort();
          });
          const seen = (payload['seen'] as unknown[]).map((sight, i) =>
            expected[i] === undefined ? undefined : sight,
          );
          looks += expected.filter((sight) => (sight?.length ?? 0) > 0).length;
          expect(seen).toEqual(expected);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(looks).toBeGreaterThan(200);
  });

  it('gives the same events in any windows and lanes, and process by process', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const { input } = built(made);
        const plain = await run(input, {});

        const windowed = await run(input, { windowMs: made.windowMs, lanes: made.lanes, batchSize: 3 });
        const byProcess = await run(input, { order: 'user' });

        expect(windowed).toEqual(plain);
        const byId = (a: Event, b: Event): number => (a.id < b.id ? -1 : 1);
        expect(byProcess.toSorted(byId)).toEqual(plain.toSorted(byId));
      }),
      { numRuns: 30, seed: 2 },
    );
  });
});
