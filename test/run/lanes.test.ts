import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { InMemoryAdapter, repeat, type Journey, type RunOptions, type RunResult } from '../../src/index.ts';
import { runCall } from '../../src/run-call.ts';
import { compilePlan } from '../../src/plan/plan.ts';
import { action, flow } from '../journeys/world.ts';
import { slowAdapter, TestClock } from './telemetry-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'synode-lanes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Lanes = NonNullable<RunResult['telemetry']>['lanes'];

async function lanesOf(journey: Journey, options: object): Promise<Lanes> {
  const run = { debug: true, telemetryPath: join(folder, 'told.json'), logger: false, ...options };
  const { telemetry } = await runCall(journey, run as RunOptions<never>);
  if (telemetry === null) throw new Error('the run told nothing');
  return telemetry.lanes;
}

const stepsOf = (journey: Journey): readonly { readonly op: string }[] =>
  compilePlan(journey, { users: 1 }).populations[0]?.journeys[0]?.steps ?? [];

const sumOf = (lanes: Lanes, key: 'actors' | 'steps' | 'events'): number =>
  lanes.reduce((sum, lane) => sum + lane[key], 0);

describe('what telemetry says of lanes', () => {
  it('is who began in each, the steps taken, the events made, and how long it worked and waited', async () => {
    const clock = new TestClock();
    const view = flow('view', [action('view', { handler: (ctx) => (clock.pass(10), [ctx.event('view')]) })]);
    const adapter = slowAdapter(clock, { write: [7] });

    const lanes = await lanesOf(view, { clock, adapter, users: 3, batchSize: 1 });

    // Nothing branches: each actor takes each compiled step once. It stands while the adapter takes its event.
    const steps = 3 * stepsOf(view).length;
    expect(steps).toBeGreaterThan(3 * 4);
    expect(lanes).toEqual([{ worker: null, lane: 0, actors: 3, steps, events: 3, busyMs: 3 * 10, waitMs: 3 * 7 }]);
  });

  it.each(['user', 'time'] as const)('counts every round of a loop, in %s order', async (order) => {
    const rounds = 5;
    const looped = flow('loop', [repeat(rounds, [action('tick')])]);
    const ops = stepsOf(looped).map(({ op }) => op);
    const body = ops.indexOf('jump') - ops.indexOf('round');

    const [lane] = await lanesOf(looped, { adapter: new InMemoryAdapter(), users: 2, order });

    // The head of the loop is passed once more than its body.
    const perActor = ops.length + (rounds - 1) * (body + 1) + 1;
    expect(lane).toMatchObject({ actors: 2, steps: 2 * perActor, events: 2 * rounds });
  });

  it.each(['user', 'time'] as const)(
    'adds up to the run where handlers await in several, in %s order',
    async (order) => {
      const slow = flow('slow', [
        action('ask', { handler: (ctx) => new Promise((done) => setImmediate(() => done([ctx.event('ask')]))) }),
      ]);
      const adapter = new InMemoryAdapter();

      const lanes = await lanesOf(slow, { adapter, users: 40, lanes: 4, order });

      expect(lanes.map(({ worker, lane }) => [worker, lane])).toEqual([0, 1, 2, 3].map((lane) => [null, lane]));
      expect(sumOf(lanes, 'actors')).toBe(40);
      expect(sumOf(lanes, 'events')).toBe(adapter.events.length);
      expect(sumOf(lanes, 'steps')).toBe(40 * stepsOf(slow).length);
      for (const { actors, busyMs, waitMs } of lanes) {
        expect(actors).toBeGreaterThan(0);
        expect(busyMs).toBeGreaterThan(0);
        expect(waitMs).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it('has lanes that nobody needed left out', async () => {
    const lanes = await lanesOf(flow('view', [action('view')]), { adapter: new InMemoryAdapter(), users: 3, lanes: 8 });

    expect(lanes.map(({ lane }) => lane)).toEqual([0]);
  });
});
