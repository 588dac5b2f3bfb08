import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  every,
  generate,
  InMemoryAdapter,
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
