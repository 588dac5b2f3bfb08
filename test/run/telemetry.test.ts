import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineCheck,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  scenario,
  SynodeError,
  wait,
  type Event,
  type OutputAdapter,
  type Projection,
  type Journey,
  type RunOptions,
  type Scenario,
  type RunResult,
} from '../../src/index.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { runCall } from '../../src/run-call.ts';
import { DeliveryMeter } from '../../src/engine/delivery-meter.ts';
import { markOf, RunWatch, type Probe } from '../../src/run/watch.ts';
import { action, flow } from '../journeys/world.ts';
import { slowAdapter, TestClock } from './telemetry-clock.ts';

const fails = defineAction({
  id: 'fails',
  handler: (ctx) => {
    if (ctx.actor.index === 2) throw new Error('no stock');
    return [ctx.event('sold')];
  },
});
const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'a', actions: [fails] })] });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-telemetry-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;

describe('telemetry', () => {
  it('is written where it is asked for, and stands in the result', async () => {
    const telemetryPath = join(folder, 'good.json');
    const result = await generate(shop, { users: 2, debug: true, telemetryPath, adapter: new InMemoryAdapter() });

    const told = read(telemetryPath);
    expect(told['format']).toBe('synode-telemetry/1');
    expect(told['run']).toMatchObject({ runId: result.runId, seed: 'synode', status: 'completed' });
    expect(told['counts']).toEqual(result.counts);
    expect(told).toEqual(JSON.parse(JSON.stringify(result.telemetry)));
    expect(Object.keys(told)).toEqual([
      'format',
      'run',
      'environment',
      'timing',
      'spans',
      'lanes',
      'adapters',
      'guards',
      'memory',
      'counts',
      'validation',
      'failures',
      'warnings',
      'pacing',
    ]);
  });

  it('names the seed, as result and error do', async () => {
    const telemetryPath = join(folder, 'seed.json');
    const options = { seed: 'a b', debug: true, telemetryPath };

    const good = await generate(shop, { users: 2, ...options, adapter: new InMemoryAdapter() });
    const told = read(telemetryPath);
    const bad = generate(shop, { users: 4, ...options, adapter: new InMemoryAdapter() });

    expect([good.seed, told['run']?.['seed']]).toEqual(['a b', 'a b']);
    await expect(bad).rejects.toMatchObject({
      replay: expect.stringMatching(/--seed ('a b'|"a b") --actor user:2/) as string,
      result: { seed: 'a b' },
    });
  });

  it('tells of a failed run too', async () => {
    const telemetryPath = join(folder, 'failed.json');
    const run = generate(shop, { users: 4, debug: true, telemetryPath, adapter: new InMemoryAdapter() });

    await expect(run).rejects.toMatchObject({ code: 'HANDLER_ERROR' });
    expect(read(telemetryPath)['run']).toMatchObject({ status: 'failed' });
    expect(read(telemetryPath)['failures']).toMatchObject([{ userId: 'user-2', cause: 'no stock' }]);
  });

  it('is not written without debug', async () => {
    const telemetryPath = join(folder, 'none.json');
    const result = await generate(shop, { users: 1, telemetryPath, adapter: new InMemoryAdapter() });

    expect(result.telemetry).toBeNull();
    expect(existsSync(telemetryPath)).toBe(false);
  });

  it('says so when it cannot be written', async () => {
    const telemetryPath = join(folder, 'no', 'such', 'folder.json');
    const run = generate(shop, { users: 1, debug: true, telemetryPath, adapter: new InMemoryAdapter() });

    await expect(run).rejects.toThrow(SynodeError);
    await expect(run).rejects.toMatchObject({ code: 'ADAPTER_ERROR', systemCode: 'ENOENT' });
  });
});

/** The telemetry of a run on that clock; a rejected run has one too. */
async function telemetryOf(
  what: Journey | Scenario,
  options: Partial<RunOptions>,
): Promise<NonNullable<RunResult['telemetry']>> {
  const run = { debug: true, telemetryPath: join(folder, 'exact.json'), logger: false };
  // Not spread: options that are read late are read by the run.
  Object.defineProperties(run, Object.getOwnPropertyDescriptors(options));
  const result = await runCall(what as never, run as never).catch((thrown: unknown) =>
    thrown instanceof SynodeError ? thrown.result : undefined,
  );
  if (result?.telemetry === null || result?.telemetry === undefined) throw new Error('the run told nothing');
  return result.telemetry;
}

/** A journey whose one action takes so long to simulate. */
const slow = (clock: TestClock, id: string, ms: number) =>
  flow(id, [action(id, { handler: (ctx) => (clock.pass(ms), [ctx.event(id)]) })]);

/** Two processes, one after another, over whose events is folded and asked. */
function company(clock: TestClock) {
  const process = (id: string, ms: number, size: number) =>
    defineProcess({
      id,
      populations: [definePopulation({ id: 'team', size, journeys: [slow(clock, `${id}-work`, ms)] })],
    })();
  return scenario({ processes: [process('buy', 10, 2), process('sell', 20, 3)], projections: [counting(clock)] });
}

/** Counts events, and takes its time to say how many. */
const counting = (clock: TestClock): Projection<{ events: number }, Map<string, number>, Event> => ({
  id: 'count',
  init: () => ({ events: 0 }),
  apply: (sum) => void sum.events++,
  merge: (a, b) => ({ events: a.events + b.events }),
  finish: ({ events }) => (clock.pass(6), new Map([['all', events]])),
});

/** Takes its time to find that events were made. */
const someWereMade = (clock: TestClock) =>
  defineCheck({
    id: 'some',
    name: 'some-were-made',
    over: counting(clock),
    holds: (events: number) => (clock.pass(9), events > 0),
  });

describe('the times of a run', () => {
  it('are those of its parts, to the millisecond', async () => {
    const clock = new TestClock();
    let isRead = false;
    const options = {
      clock,
      users: 2,
      adapter: slowAdapter(clock, { open: 3, write: [7], flush: 5, close: 2 }),
      get seed() {
        if (!isRead) clock.pass(4);
        isRead = true;
        return 'x';
      },
    };

    const { timing, run } = await telemetryOf(slow(clock, 'view', 10), options);

    expect(timing).toEqual({
      wallMs: 3 + 2 * 10 + 7 + 5 + 2,
      loadMs: 0,
      compileMs: 4,
      openMs: 3,
      firstEventMs: 3 + 2 * 10,
      flushMs: 5,
      closeMs: 2,
      pausedMs: 0,
    });
    expect(Object.keys(timing)).toEqual([
      'wallMs',
      'loadMs',
      'compileMs',
      'openMs',
      'firstEventMs',
      'flushMs',
      'closeMs',
      'pausedMs',
    ]);
    expect([run.startedAt, run.endedAt]).toEqual(['2030-01-01T00:00:00.004Z', '2030-01-01T00:00:00.041Z']);
  });
});

describe('the spans of a run', () => {
  it('are one for each phase that ran, without a gap between them', async () => {
    const clock = new TestClock();
    const adapter = slowAdapter(clock, { open: 3, write: [7], flush: 5, close: 2 });

    const { spans, timing, counts } = await telemetryOf(company(clock), {
      clock,
      adapter,
      order: 'user',
      batchSize: 2,
      checks: [someWereMade(clock)],
    });

    expect(spans.map(({ phase, status, ms, events }) => [phase, status, ms, events])).toEqual([
      ['compile', 'done', 3, 0],
      ['process:buy', 'done', 2 * 10 + 7, 2],
      ['process:sell', 'done', 3 * 20 + 2 * 7 + 5, 3],
      ['close', 'done', 2, 0],
      ['projections', 'done', 6, 0],
      ['checks', 'done', 9, 0],
    ]);
    expect(spans.reduce((sum, { ms }) => sum + ms, 0)).toBe(timing.wallMs);
    expect(spans.reduce((sum, { events }) => sum + events, 0)).toBe(counts.events.written);
    expect(spans[2]).toMatchObject({
      rows: 3,
      batches: 2,
      batchSizeMin: 1,
      batchSizeMax: 2,
      waitedForAdapterMs: 2 * 7 + 5,
      workers: [],
    });
  });

  it('are one for all processes in time order, which take turns', async () => {
    const clock = new TestClock();
    const { spans } = await telemetryOf(company(clock), { clock, adapter: slowAdapter(clock, {}), order: 'time' });

    expect(spans.map(({ phase, ms, events }) => [phase, ms, events])).toEqual([
      ['compile', 0, 0],
      ['process:buy, process:sell', 2 * 10 + 3 * 20, 5],
      ['close', 0, 0],
      ['projections', 6, 0],
    ]);
  });

  it('count the bytes that a file takes', async () => {
    const clock = new TestClock();
    const path = join(folder, 'bytes.ndjson');

    const { spans } = await telemetryOf(company(clock), { clock, adapter: new FileAdapter(path), order: 'user' });

    expect(spans.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(statSync(path).size);
    expect(spans.reduce((sum, { batches }) => sum + batches, 0)).toBe(1);
  });

  it('end with the phase that a limit cut, and what would have come next did not run', async () => {
    const clock = new TestClock();
    const adapter = slowAdapter(clock, {});

    const { spans } = await telemetryOf(company(clock), { clock, adapter, order: 'user', maxEvents: 1 });

    expect(spans.map(({ phase, status, events }) => [phase, status, events])).toEqual([
      ['compile', 'done', 0],
      ['process:buy', 'interrupted', 1],
      ['close', 'done', 0],
    ]);
  });

  it('say where a run failed, and count only what the adapter took', async () => {
    const clock = new TestClock();
    const adapter: OutputAdapter = {
      ...slowAdapter(clock, { close: 2 }),
      writeBatch: (batch) => {
        if (batch.some(({ name }) => name === 'sell-work')) throw new Error('disk full');
      },
    };

    const { spans } = await telemetryOf(company(clock), { clock, adapter, order: 'user', batchSize: 1 });

    expect(spans.map(({ phase, status, ms, events }) => [phase, status, ms, events])).toEqual([
      ['compile', 'done', 0, 0],
      ['process:buy', 'done', 20, 2],
      ['process:sell', 'failed', 20, 0],
      ['close', 'done', 2, 0],
    ]);
  });

  it('end with the one in which a projection threw', async () => {
    const broken: Projection<number, number, Event> = {
      id: 'broken',
      init: () => 0,
      apply: (n) => n,
      merge: (n) => n,
      finish: () => {
        throw new Error('no total');
      },
    };
    const clock = new TestClock();
    const options = { clock, users: 1, adapter: slowAdapter(clock, {}), projections: [broken] } as never;

    const { spans } = await telemetryOf(slow(clock, 'view', 1), options);

    expect(spans.at(-1)).toMatchObject({ phase: 'projections', status: 'failed' });
  });

  it('measure work and memory between their ends, and after each batch', () => {
    const state = { at: 0, cpu: 100, rss: 50, heap: 20, events: 0 };
    const probe: Probe = {
      now: () => state.at,
      cpuMs: () => state.cpu,
      memory: () => ({ rssBytes: state.rss, heapUsedBytes: state.heap }),
    };
    const watch = new RunWatch(probe, {
      begun: markOf(probe),
      work: () => ({ events: state.events, bytes: state.events * 8, waitedForAdapterMs: state.events * 2 }),
    });
    watch.begin('compile');
    Object.assign(state, { at: 10, cpu: 103, rss: 60 });
    watch.begin('journeys');
    Object.assign(state, { rss: 90, heap: 70 });
    watch.batch(4);
    Object.assign(state, { rss: 55, heap: 30 });
    watch.batch(1);
    watch.worker(1, 3);
    watch.worker(0, 1);
    watch.worker(1, 1);
    Object.assign(state, { at: 25, cpu: 110, rss: 58, events: 5 });
    watch.end('interrupted');

    expect(watch.spans(5)).toEqual([
      {
        phase: 'compile',
        status: 'done',
        ms: 10,
        cpuMs: 3,
        events: 0,
        rows: 0,
        bytes: 0,
        batches: 0,
        batchSizeMin: 0,
        batchSizeMax: 0,
        rssStartBytes: 50,
        rssPeakBytes: 60,
        rssEndBytes: 60,
        waitedForAdapterMs: 0,
        workers: [],
      },
      {
        phase: 'journeys',
        status: 'interrupted',
        ms: 15,
        cpuMs: 7,
        events: 5,
        rows: 5,
        bytes: 40,
        batches: 2,
        batchSizeMin: 1,
        batchSizeMax: 4,
        rssStartBytes: 60,
        rssPeakBytes: 90,
        rssEndBytes: 58,
        waitedForAdapterMs: 10,
        workers: [
          { id: 0, events: 1 },
          { id: 1, events: 4 },
        ],
      },
    ]);
    expect(watch.heapUsedPeakBytes).toBe(70);
  });
});

describe('what telemetry says of the adapter', () => {
  it('is its report, how long its calls took and how many were outstanding', async () => {
    const clock = new TestClock();
    // 20 batches: nineteen of 4 ms and one of 30.
    const adapter = slowAdapter(clock, { write: [30, 4] });

    const { adapters } = await telemetryOf(slow(clock, 'view', 0), { clock, adapter, users: 20, batchSize: 1 });

    expect(adapters).toEqual([
      {
        name: 'slow',
        events: 20,
        acknowledged: 20,
        filtered: 0,
        batches: 20,
        bytes: 0,
        retries: 0,
        writeLatencyMs: { p50: 4, p95: 4, p99: 30, max: 30 },
        inFlightMax: 1,
      },
    ]);
  });

  it('counts calls that overlap, and what the adapter dropped', async () => {
    const clock = new TestClock();
    const settle: (() => void)[] = [];
    const adapter: OutputAdapter = {
      feed: { batchSize: 1, maxInFlight: 3 },
      write: () =>
        new Promise((resolve) => {
          settle.push(resolve);
          // Three wait until the third has come.
          if (settle.length < 3) return;
          clock.pass(8);
          for (const one of settle.splice(0)) one();
        }),
      report: () => ({
        name: 'wide',
        events: 6,
        acknowledged: 6,
        filtered: 0,
        batches: 6,
        bytes: 1,
        retries: 2,
        dropped: 4,
      }),
    };

    const { adapters } = await telemetryOf(slow(clock, 'view', 0), { clock, adapter, users: 6 });

    expect(adapters).toMatchObject([
      { retries: 2, drops: 4, inFlightMax: 3, writeLatencyMs: { p50: 8, p95: 8, p99: 8, max: 8 } },
    ]);
  });

  it('knows no latency without a batch', async () => {
    const clock = new TestClock();
    const { adapters } = await telemetryOf(slow(clock, 'view', 0), {
      clock,
      adapter: slowAdapter(clock, {}),
      users: 0,
    });

    expect(adapters).toMatchObject([{ writeLatencyMs: null, inFlightMax: 0 }]);
  });

  it('has quantiles by nearest rank, in three digits, and the largest as it was', () => {
    let wall = 0;
    const meter = new DeliveryMeter(() => wall);
    for (let ms = 1; ms <= 100; ms++) {
      const settles = meter.called(1);
      wall += ms + 0.00049;
      settles();
    }

    expect(meter.latencies()).toMatchObject({ p50: 50, p95: 95, p99: 99 });
    expect(meter.latencies()?.max).toBeCloseTo(100.00049, 6);
  });
});

describe('what telemetry says of memory', () => {
  it('are the peaks of the process, and what it may have', async () => {
    const clock = new TestClock();
    let held: unknown[] = [];
    // The batch in which forty megabytes are held is followed by one in which they are not.
    const heavy = flow('heavy', [
      action('take', {
        handler: (ctx) => {
          held = ctx.actor.index === 0 ? Array.from({ length: 5_000_000 }, (_, i) => i + 0.5) : [];
          return [ctx.event('take', { held: held.length })];
        },
      }),
    ]);
    const options = { clock, adapter: slowAdapter(clock, {}), users: 2, batchSize: 1 };

    const { memory, environment, spans } = await telemetryOf(heavy, options);

    expect(Object.keys(memory)).toEqual(['rssPeakBytes', 'heapUsedPeakBytes', 'liveActorsMax', 'spilledBytes']);
    expect(memory.heapUsedPeakBytes).toBeGreaterThan(40_000_000);
    expect(memory.rssPeakBytes).toBeGreaterThan(40_000_000);
    expect(memory.rssPeakBytes).toBeLessThanOrEqual(environment.memoryLimitBytes);
    expect(memory.spilledBytes).toBe(0);
    // One after another.
    expect(memory.liveActorsMax).toBe(1);
    for (const { rssStartBytes, rssPeakBytes, rssEndBytes } of spans) {
      expect(rssPeakBytes).toBeGreaterThanOrEqual(Math.max(rssStartBytes, rssEndBytes));
    }
  });
});

it('an adapter that cannot report is told of by what was counted', async () => {
  const adapter: OutputAdapter = {
    write: () => undefined,
    report: () => {
      throw new Error('no report');
    },
  };

  const { adapters, warnings } = await telemetryOf(shop, { users: 1, adapter });

  expect(adapters).toMatchObject([{ events: 1, bytes: 0 }]);
  expect(warnings).toMatchObject([{ code: 'ADAPTER_REPORT' }]);
});

it('counts the actors that are alive at once: in order of time all that have begun, by user one after another', async () => {
  // All come in the morning and work until the afternoon.
  const shift = flow('shift', [action('come'), wait('8h'), action('go')]);
  const day = { users: 5, startDate: '2025-01-01', endDate: '2025-01-02', starts: 'together' } as const;

  const byTime = await telemetryOf(shift, { ...day, adapter: new InMemoryAdapter(), order: 'time' });
  const byUser = await telemetryOf(shift, { ...day, adapter: new InMemoryAdapter(), order: 'user' });

  expect([byTime.memory.liveActorsMax, byUser.memory.liveActorsMax]).toEqual([5, 1]);
});
