import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  every,
  generate,
  InMemoryAdapter,
  wait,
  type Event,
  type Pacing,
  type RunOptions,
} from '../../src/index.ts';

/** A wall clock that passes only while somebody sleeps. */
class TestClock {
  wall: number;
  readonly sleeps: number[] = [];

  constructor(wall = 1_000_000) {
    this.wall = wall;
  }

  now(): number {
    return this.wall;
  }

  sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.wall += ms;
    return Promise.resolve();
  }
}

const tick = defineAction({ id: 'tick' });
const beat = defineJourney({
  id: 'beat',
  arrivals: every('10m'),
  adventures: [defineAdventure({ id: 'a', actions: [tick] })],
});
const anHour = {
  users: 2,
  startDate: '2025-01-01T00:00:00Z',
  endDate: '2025-01-01T01:00:00Z',
  order: 'time',
  starts: 'together',
} as const;

/** When each event arrived, in ms since the run began. */
async function arrivals(pacing: Pacing, options: Partial<RunOptions> = {}, clock = new TestClock()) {
  const begin = clock.wall;
  const seen: [event: Event, at: number][] = [];
  const result = await generate(beat, {
    ...anHour,
    pacing,
    clock,
    adapter: { write: (event: Event) => void seen.push([event, clock.wall - begin]) },
    ...options,
  } as never);
  return {
    rows: seen.map(([event, at]) => `${event.timestamp.toISOString().slice(11, 19)} ${event.userId} +${at}`),
    seen,
    result,
  };
}

describe('a paced run', () => {
  it('takes a minute for an hour at speed 60', async () => {
    const { rows } = await arrivals({ mode: 'realtime', speed: 60 });

    expect(rows).toEqual([
      '00:00:00 user-0 +0',
      '00:00:00 user-1 +0',
      '00:10:00 user-0 +10000',
      '00:10:00 user-1 +10000',
      '00:20:00 user-0 +20000',
      '00:20:00 user-1 +20000',
      '00:30:00 user-0 +30000',
      '00:30:00 user-1 +30000',
      '00:40:00 user-0 +40000',
      '00:40:00 user-1 +40000',
      '00:50:00 user-0 +50000',
      '00:50:00 user-1 +50000',
    ]);
  });

  it('hands on the past at once and goes live where it is told to', async () => {
    const { rows } = await arrivals({ mode: 'realtime', speed: 600, liveFrom: '2025-01-01T00:30:00Z' });

    expect(rows.slice(0, 6).every((row) => row.endsWith('+0'))).toBe(true);
    expect(rows.slice(6)).toEqual([
      '00:30:00 user-0 +0',
      '00:30:00 user-1 +0',
      '00:40:00 user-0 +1000',
      '00:40:00 user-1 +1000',
      '00:50:00 user-0 +2000',
      '00:50:00 user-1 +2000',
    ]);
  });

  it('lets simulated and wall clock coincide when it goes live now', async () => {
    const clock = new TestClock(Date.parse('2025-01-01T00:25:00Z'));
    const { rows } = await arrivals({ mode: 'realtime', liveFrom: 'now' }, {}, clock);

    expect(rows[5]).toBe('00:20:00 user-1 +0');
    expect(rows[6]).toBe('00:30:00 user-0 +300000');
  });

  it('keeps a rate of events, whatever their dates', async () => {
    const fixed = await arrivals({ mode: 'fixed', delayMs: 250 });
    const rate = await arrivals({ eventsPerSecond: 4 });

    expect(fixed.seen.map(([, at]) => at)).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2250, 2500, 2750]);
    expect(rate.rows).toEqual(fixed.rows);
  });

  it('emits the events of the run without pacing', async () => {
    const sink = new InMemoryAdapter();
    await generate(beat, { ...anHour, adapter: sink });

    expect((await arrivals({ eventsPerSecond: 1000 })).seen.map(([event]) => event)).toEqual(sink.events);
  });

  it('never sleeps without pacing', async () => {
    const clock = new TestClock();
    const result = await generate(beat, { ...anHour, clock, adapter: new InMemoryAdapter() });

    expect(clock.sleeps).toEqual([]);
    expect(result.pacing).toBeNull();
  });

  it.each<Pacing>([
    { eventsPerSecond: 900 },
    { mode: 'fixed', delayMs: 3 },
    { mode: 'realtime', speed: 50_000 },
    { mode: 'realtime', speed: 7, liveFrom: '2025-01-01T00:40:00Z' },
  ])('is never early, 50 ms late at most, and drops nothing: %j', async (pacing) => {
    const busy = { ...anHour, users: 120 };
    const sink = new InMemoryAdapter();
    await generate(beat, { ...busy, adapter: sink });
    const liveFrom = 'liveFrom' in Object(pacing) ? Date.parse('2025-01-01T00:40:00Z') : 0;
    const dueOf = (event: Event, i: number): number => {
      if (typeof pacing === 'string') return 0;
      if ('eventsPerSecond' in pacing) return (i * 1000) / pacing.eventsPerSecond;
      if (pacing.mode === 'fixed') return i * pacing.delayMs;
      const from = liveFrom === 0 ? Date.parse('2025-01-01') : liveFrom;
      return Math.max(0, (event.timestamp.getTime() - from) / (pacing.speed ?? 1));
    };

    const { seen } = await arrivals(pacing, busy);

    expect(seen.map(([event]) => event)).toEqual(sink.events);
    const lateness = seen.map(([event, at], i) => at - dueOf(event, i));
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(-1e-6);
    // Where it goes live in between, the schedule begins with the first live event.
    expect(Math.max(...lateness)).toBeLessThanOrEqual(50);
  });

  it('crosses the seam with the same actors, open instances and ids', async () => {
    const visit = defineJourney({
      id: 'visit',
      arrivals: every('25m'),
      adventures: [defineAdventure({ id: 'a', actions: [tick, wait('20m'), defineAction({ id: 'leave' })] })],
    });
    const options = { ...anHour, meta: true } as const;
    const sink = new InMemoryAdapter();
    await generate(visit, { ...options, adapter: sink });
    const live = new InMemoryAdapter();

    await generate(visit, {
      ...options,
      adapter: live,
      clock: new TestClock(),
      pacing: { mode: 'realtime', speed: 100, liveFrom: '2025-01-01T00:30:00Z' },
    });

    expect(live.events).toEqual(sink.events);
    // An instance that began before the seam ends behind it, and sequences have no gap.
    const user = live.events.filter(({ userId }) => userId === 'user-0');
    expect(
      user.map(({ name, meta, timestamp }) => [timestamp.getUTCMinutes(), name, meta?.instance, meta?.sequence]),
    ).toEqual([
      [0, 'tick', '0', 0],
      [20, 'leave', '0', 1],
      [25, 'tick', '1', 2],
      [45, 'leave', '1', 3],
      [50, 'tick', '2', 4],
    ]);
  });

  it('needs no end: a live company runs until it is stopped', async () => {
    const stop = new AbortController();
    const clock = new TestClock();
    const seen: Event[] = [];
    const take = (event: Event): void => {
      seen.push(event);
      if (seen.length === 1000) stop.abort();
    };

    const result = await generate(beat, {
      users: 2,
      order: 'time',
      pacing: { mode: 'realtime', speed: 3600 },
      clock,
      signal: stop.signal,
      onAbort: 'resolve',
      batchSize: 1,
      adapter: { write: take as never },
    });

    expect(result).toMatchObject({ status: 'interrupted', window: { end: null } });
    expect(seen.length).toBeGreaterThanOrEqual(1000);
  });

  it('says how late events were when the sink is slow', async () => {
    const clock = new TestClock();
    const slow = { write: () => void (clock.wall += 700) };
    const { result } = await arrivals({ mode: 'fixed', delayMs: 500 }, { adapter: slow } as never, clock);

    // Twelve writes of 700 ms against a schedule of 500: the last one cannot be less than a write late.
    expect(result.pacing?.lagMs.p50).toBeGreaterThan(0);
    expect(result.pacing?.lagMs.max).toBeGreaterThanOrEqual(700);
  });

  it('ends while it sleeps when it is aborted', async () => {
    const controller = new AbortController();
    const clock = {
      now: () => performance.now(),
      sleep: (_ms: number, signal: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('woken')));
          queueMicrotask(() => controller.abort());
        }),
    };
    const { result, seen } = await arrivals(
      'realtime',
      { clock, signal: controller.signal, onAbort: 'resolve' } as never,
      clock as never,
    );

    expect(result.status).toBe('interrupted');
    expect(seen).toHaveLength(2);
  });

  it('takes the wall time it says on the system clock', async () => {
    const begin = performance.now();
    await generate(beat, {
      ...anHour,
      pacing: { mode: 'realtime', speed: 36_000 },
      adapter: { write: () => undefined },
    });

    // The last event is due after 50 of 60 simulated minutes: 83 ms. Never early; how late is the machine's affair.
    expect(performance.now() - begin).toBeGreaterThanOrEqual(83);
  });
});

describe('pacing is refused', () => {
  it.each([
    ['slow', "pacing is 'slow'"],
    [{ mode: 'realtime', speed: 0 }, 'speed is 0'],
    [{ eventsPerSecond: -1 }, 'eventsPerSecond is -1'],
    [{ mode: 'realtime', liveFrom: 'soon' }, "liveFrom: 'soon' is not an ISO 8601 date or time"],
  ])('as %j', async (pacing, message) => {
    await expect(arrivals(pacing as never)).rejects.toMatchObject({ code: 'INVALID_RUN_OPTIONS', rawMessage: message });
  });

  it('in user order', async () => {
    await expect(arrivals('realtime', { order: 'user' } as never)).rejects.toMatchObject({
      rawMessage: 'pacing needs time order',
    });
  });
});
