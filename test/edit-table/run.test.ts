import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import {
  CallbackAdapter,
  defineJourney,
  generate,
  InMemoryAdapter,
  poissonProcess,
  type AnyEvent,
  type Event,
  type Projection,
  type RunOptions,
  type Transform,
  type TransformTurn,
} from '../../src/index.ts';
import { uniformAt } from '../journeys/world.ts';
import { changes, entries, entriesOf, expectChanges, keysOf, run, shop, type Edit } from './shop.ts';

const base = run();
const DAY = 86_400_000;

/** Events in the order in which they come. */
async function eventsOf(options: RunOptions<Event> = {}, edit: Edit = {}): Promise<readonly Event[]> {
  const made = shop(edit);
  const sink = new InMemoryAdapter<AnyEvent>();
  await generate(made.journeys, { ...made.options, ...options, adapter: sink });
  return sink.events as readonly Event[];
}

describe('raising the number of users', () => {
  it('adds actors, and leaves those that were there', async () => {
    const before = await base;

    const found = changes(before, await run({ options: { users: 40 } }));

    expectChanges({ ...found, added: [] }, {});
    const users = new Set(found.added.map((key) => key.split(' ')[0]));
    expect(users).toEqual(new Set(Array.from({ length: 15 }, (_, i) => `user-${25 + i}`)));
  });
});

describe('moving the end of the window', () => {
  const endless = (edit: Edit = {}): Edit => ({
    ...edit,
    visit: { arrivals: poissonProcess({ rate: 2, per: '7d' }) } as Partial<Parameters<typeof defineJourney>[0]>,
  });
  const window = (endDate: string, starts: 'uniform' | 'together'): Edit =>
    endless({ options: { startDate: '2025-01-01', endDate, starts } });

  it('adds what comes behind it, where all start together', async () => {
    const before = await run(window('2025-01-20', 'together'));

    const after = await run(window('2025-02-10', 'together'));

    const found = changes(before, after);
    expectChanges({ ...found, added: [] }, {});
    const end = new Date('2025-01-20');
    expect(found.added.length).toBeGreaterThan(100);
    for (const key of found.added)
      expect(Number(after.get(key)?.event.timestamp)).toBeGreaterThanOrEqual(end.getTime());
  });

  it('moves the starts that are spread over it, and no draw', async () => {
    const before = await run(window('2025-01-20', 'uniform'));

    const after = await run(window('2025-02-10', 'uniform'));

    const { ids, values, names, sessions } = changes(before, after);
    expect([...ids, ...names, ...sessions]).toEqual([]);
    expect(values.every((value) => value.endsWith(' invoice'))).toBe(true);
    const start = (days: number, actor: number) =>
      Date.UTC(2025, 0, 1) + Math.floor(uniformAt(['user', '@start'], [actor]) * days * DAY);
    const registered = entries(before, 'register');
    expect(registered.length).toBeGreaterThan(20);
    for (const { event, meta, key } of registered) {
      expect(event.timestamp.getTime()).toBe(start(19, meta.actor));
      expect(after.get(key)?.event.timestamp.getTime()).toBe(start(40, meta.actor));
    }
  });
});

describe('another seed', () => {
  it('changes every id and every draw', async () => {
    const before = await base;

    const after = await run({ options: { seed: 'other' } });

    const ids = new Set([...before.values()].map(({ event }) => event.id));
    expect([...after.values()].some(({ event }) => ids.has(event.id))).toBe(false);
    // An amount of cents hits another by chance in one of some 49,000 draws.
    const shared = entries(before, 'pay', 0).filter(({ key }) => after.has(key));
    expect(shared.length).toBeGreaterThan(20);
    for (const { key, event } of shared)
      expect(after.get(key)?.event.payload['amount']).not.toBe(event.payload['amount']);
  });

  it('is the same as a number or as its digits, and may be any text', async () => {
    const [number, digits, hash] = await Promise.all([
      run({ options: { seed: 42 } }),
      run({ options: { seed: '42' } }),
      run({ options: { seed: '6e76a59c0ffee6e76a59c0ffee6e76a59c0ffee1' } }),
    ]);

    expectChanges(changes(number, digits), {});
    expect(changes(number, hash).ids.length).toBeGreaterThan(100);
  });
});

describe('the order of events', () => {
  it('changes the sequence of lines alone', async () => {
    const byUser = await eventsOf();
    const byTime = await eventsOf({ order: 'time' });

    expectChanges(changes(entriesOf(byUser), entriesOf(byTime)), {});
    expect(byTime).not.toEqual(byUser);
    expect(byTime).toHaveLength(byUser.length);
    const rank = ({ timestamp, meta }: Event) => [timestamp.getTime(), meta?.actor ?? 0, meta?.sequence ?? 0] as const;
    const before = (a: Event, b: Event) => {
      const [x, y] = [rank(a), rank(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
    };
    expect(byTime).toEqual([...byUser].sort(before));
  });
});

describe('what is no matter of content', () => {
  it.each<[string, RunOptions<Event>]>([
    ['lanes', { lanes: 16 }],
    ['batches', { batchSize: 3 }],
    ['debug', { debug: true, telemetryPath: '/dev/null' }],
    [
      'a logger',
      { logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } },
    ],
    ['the time an adapter has to close', { closeTimeoutMs: 5 }],
    ['a signal', { signal: new AbortController().signal }],
    ['what is done with failures', { onError: 'skipUser', errorLimit: 3 }],
  ])('changes nothing: %s', async (_what, options) => {
    expect(await eventsOf(options)).toEqual(await eventsOf());
  });

  it('changes nothing: another adapter', async () => {
    const { journeys, options } = shop();
    const events: AnyEvent[] = [];

    await generate(journeys, { ...options, adapter: new CallbackAdapter((event) => void events.push(event)) });

    expect(events).toEqual(await eventsOf());
  });

  it('changes nothing: shards, which join to the whole', async () => {
    const parts = await Promise.all([1, 2, 3].map((index) => eventsOf({ shard: { index, count: 3 } })));

    expect(parts.flat()).toEqual(await eventsOf());
    expect(parts.every((part) => part.length > 0)).toBe(true);
  });

  it('changes nothing: meta adds itself alone', async () => {
    const plain = await eventsOf({ meta: false });

    expect(plain.some((event) => 'meta' in event)).toBe(false);
    expect((await eventsOf()).map(({ meta: _meta, ...event }) => event)).toEqual(plain);
  });

  it.each([
    ['Pacific/Kiritimati', 'de_DE.UTF-8'],
    ['America/St_Johns', 'tr_TR.UTF-8'],
    ['Asia/Kathmandu', 'ar_EG.UTF-8'],
  ])('changes nothing: a machine in %s that speaks %s', (zone, language) => {
    const here = printedOn('UTC', 'C');

    expect(here.split('\n').length).toBeGreaterThan(500);
    expect(printedOn(zone, language)).toBe(here);
  });
});

describe('another version of faker', () => {
  it('changes what faker says, and nothing else', () => {
    const other = fileURLToPath(new URL('./other-faker.mjs', import.meta.url));
    const read = (...flags: readonly string[]) => JSON.parse(printedOn('UTC', 'C', flags)) as readonly Event[];

    const [before, after] = [read(), read('--import', other)];

    const saying = new Set(['name', 'soon', 'city']);
    const rest = ({ payload, ...event }: Event) => ({
      ...event,
      payload: Object.fromEntries(Object.entries(payload).filter(([key]) => !saying.has(key))),
    });
    expect(after.map(rest)).toEqual(before.map(rest));
    const said = after.flatMap(({ payload }, i) =>
      [...saying].map((key) => [key, payload[key] === before[i]?.payload[key]] as const),
    );
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter(([, isSame]) => isSame)).toEqual([]);
  });
});

/** What the built package prints on a machine of that zone and language. */
function printedOn(zone: string, language: string, flags: readonly string[] = []): string {
  const script = fileURLToPath(new URL('./print-shop.mjs', import.meta.url));
  const env = { ...process.env, TZ: zone, LANG: language, LC_ALL: language };
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, script], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

describe('the base run', () => {
  it('names each event once', async () => {
    const before = await base;

    expect(new Set(keysOf([...before.values()])).size).toBe((await eventsOf()).length);
  });
});

describe('a transform', () => {
  const idle = ['anomaly', 'entry', 'noise'].map((stage) => ({ id: stage, stage, apply: (batch: Event[]) => batch }));
  const loud = {
    id: 'loud',
    stage: 'anomaly',
    apply: (batch: Event[], t: TransformTurn) => [t.event('echo', { luck: t.random.float() }), ...batch],
    end: (t: TransformTurn) => [t.event('gone')],
  };
  const withTransforms = (transforms: readonly unknown[]): Edit => ({
    options: { transforms } as unknown as RunOptions<Event>,
  });

  it('that does nothing changes nothing, meta included', async () => {
    expect(await eventsOf({}, withTransforms(idle))).toEqual(await eventsOf());
  });

  it('that adds events adds them alone: no other id, value or time changes', async () => {
    const withoutAdded = (events: readonly Event[]) =>
      events.filter(({ name }) => name !== 'echo' && name !== 'gone').map((event) => ({ ...event, meta: undefined }));

    const events = await eventsOf({}, withTransforms([loud]));

    expect(events.filter(({ name }) => name === 'echo').length).toBeGreaterThan(500);
    expect(withoutAdded(events)).toEqual(withoutAdded(await eventsOf()));
  });

  it('beside another one changes none of its draws', async () => {
    const other = {
      id: 'other',
      stage: 'anomaly',
      apply: (batch: Event[], t: TransformTurn) => (t.random.float(), batch),
    };
    const echoes = (events: readonly Event[]) =>
      events.filter(({ name }) => name === 'echo').map(({ id, payload }) => ({ id, payload }));

    const [alone, beside] = [
      await eventsOf({}, withTransforms([loud])),
      await eventsOf({}, withTransforms([other, loud])),
    ];

    expect(echoes(beside)).toEqual(echoes(alone));
  });
});

describe('noise', () => {
  it('changes no projection', async () => {
    const kept: Projection<Event[], unknown> = {
      id: 'kept',
      init: () => [],
      apply: (events, event) => void events.push(event),
      merge: (a, b) => [...a, ...b],
      finish: (events) => events.map(({ id, payload, timestamp }) => [id, timestamp, payload]),
    };
    const noise: Transform = {
      id: 'noise',
      stage: 'noise',
      apply: (batch, t) =>
        batch.flatMap((event) => (t.random.chance(0.5) ? [] : [event, { ...event, payload: { total: 0 } }])),
    };
    const resultOf = async (transforms: readonly Transform[]) => {
      const { journeys, options } = shop();
      const adapter = new CallbackAdapter(() => undefined);
      const result = await generate(journeys, { ...options, adapter, projections: [kept], transforms });
      return {
        kept: result.projections['kept'],
        emitted: result.counts.events.emitted,
        written: result.counts.events.written,
      };
    };

    const [clean, noisy] = [await resultOf([]), await resultOf([noise])];

    expect(noisy.kept).toEqual(clean.kept);
    expect(noisy.emitted).toBe(clean.emitted);
    expect(noisy.written).not.toBe(clean.written);
  });
});
