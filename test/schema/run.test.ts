/** Event schemas in whole runs: what is written, what is counted, and what ends the run. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import {
  defineEventSchema,
  definePopulation,
  defineProcess,
  dryRun,
  every,
  generate,
  InMemoryAdapter,
  repeat,
  scenario,
  SynodeValidationError,
  type AnyEvent,
  type Context,
  type Event,
  type RunOptions,
} from '../../src/index.ts';
import { fixture } from '../../src/testing/index.ts';
import { action, failureOf, flow, simulate } from '../journeys/world.ts';

type Schemas = NonNullable<RunOptions['eventSchema']>;

/** Ten events an actor, `n` from 0 to 9, and a note now and then that no record names. */
const counting = flow('count', [
  repeat(10, [
    action('step', {
      handler: (ctx: Context) => {
        const n = ctx.get<number>('n') ?? 0;
        ctx.set('n', n + 1);
        return [ctx.event('step', { n }), ...(n % 5 === 0 ? [ctx.event('note', { n })] : [])];
      },
    }),
  ]),
]);

/** What `n` must not be; counts what it is asked. */
function allBut(bad: (n: number) => boolean) {
  const seen: number[] = [];
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => {
        const { n } = value as { n: number };
        seen.push(n);
        return bad(n) ? { issues: [{ message: `${n} is bad`, path: ['n'] }] } : { value };
      },
    },
  };
  return { schema, seen };
}

const judged = (eventSchema: Schemas, options: object = {}) =>
  simulate(counting, { users: 3, eventSchema, meta: true, ...options });
const numbers = (events: readonly Event[], name = 'step'): readonly unknown[] =>
  events.filter((event) => event.name === name).map(({ payload }) => payload['n']);

describe('schemas of a run', () => {
  it('judge the payload of every event, one schema for all', async () => {
    const { schema, seen } = allBut(() => false);

    const { events, result } = await judged({ schema });

    expect(seen).toHaveLength(36);
    expect(events).toHaveLength(36);
    expect(result.validation).toMatchObject({ mode: 'strict', checked: 36, valid: 36, invalid: 0, unknown: 0 });
  });

  it('judge by name where they are a record, zod, own or any Standard Schema', async () => {
    const { schema, seen } = allBut(() => false);

    const { result } = await judged({ schema: { step: defineEventSchema({ n: z.number().max(9) }), note: schema } });

    expect(seen).toEqual([0, 5, 0, 5, 0, 5]);
    expect(result.validation?.byEvent).toEqual({
      note: { checked: 6, invalid: 0 },
      step: { checked: 30, invalid: 0 },
    });
  });

  it('that answer with a promise end the run', async () => {
    const slow = {
      '~standard': { version: 1 as const, vendor: 'test', validate: async (value: unknown) => ({ value }) },
    };

    expect(await failureOf(judged({ schema: slow as never }))).toMatchObject({ code: 'EVENT_SCHEMA_ASYNC' });
  });
});

describe('in mode strict, the default, a bad event', () => {
  it.each(['fail', 'skipUser', 'deadLetter'] as const)('fails the run, whatever onError says: %s', async (onError) => {
    const letters: unknown[] = [];
    const deadLetter = { write: (letter: unknown) => void letters.push(letter) };

    const error = await failureOf(
      judged(
        { schema: allBut((n) => n === 7).schema },
        onError === 'deadLetter' ? { onError, deadLetter } : { onError },
      ),
    );

    expect(error).toBeInstanceOf(SynodeValidationError);
    expect(error).toMatchObject({ code: 'EVENT_INVALID', event: { name: 'step', payload: { n: 7 } } });
    expect(letters).toEqual([]);
  });

  it.each([
    ['user', 1],
    ['user', 3],
    ['time', 1],
    ['time', 3],
  ] as const)('is the end of what is written, in order of %s and %i lanes', async (order, lanes) => {
    const sink = new InMemoryAdapter<AnyEvent>();
    // The second actor alone has a bad event.
    const bad = flow('count', [
      repeat(4, [
        action('step', {
          timeSpan: '1h',
          handler: (ctx: Context) => {
            const n = ctx.get<number>('n') ?? 0;
            ctx.set('n', n + 1);
            return [ctx.event('step', { n: ctx.actor.index === 1 && n === 2 ? -1 : n })];
          },
        }),
      ]),
    ]);

    const { schema } = allBut((n) => n < 0);
    const options = { users: 3, eventSchema: { schema }, order, lanes, batchSize: 2, logger: false } as const;
    const error = await failureOf(generate(bad, { ...options, adapter: sink }));

    expect(error).toMatchObject({ code: 'EVENT_INVALID' });
    const written = (sink.events as readonly Event[]).map(({ userId, payload }) => `${userId} ${String(payload['n'])}`);
    expect(written).toEqual(
      order === 'user'
        ? ['user-0 0', 'user-0 1', 'user-0 2', 'user-0 3', 'user-1 0', 'user-1 1']
        : ['user-0 0', 'user-1 0', 'user-2 0', 'user-0 1', 'user-1 1', 'user-2 1', 'user-0 2'],
    );
  });
});

describe('in mode warn, a bad event', () => {
  it('is written and counted, and told once at the end', async () => {
    const { schema } = allBut((n) => n > 7);

    const { events, result } = await judged({ schema, mode: 'warn' });

    expect(numbers(events)).toHaveLength(30);
    expect(result.validation).toMatchObject({ checked: 36, valid: 30, invalid: 6, dropped: 0 });
    expect(result.warnings).toEqual([expect.objectContaining({ code: 'SCHEMA_INVALID', count: 6 })]);
    expect(result.status).toBe('completed');
  });
});

describe('in mode skip, a bad event', () => {
  it('is not written, and its actor goes on', async () => {
    const { schema } = allBut((n) => n === 3);

    const { events, result } = await judged({ schema, mode: 'skip' });

    expect(numbers(events)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        .flatMap((n) => (n === 3 ? [] : [n]))
        .concat([0, 1, 2, 4, 5, 6, 7, 8, 9], [0, 1, 2, 4, 5, 6, 7, 8, 9]),
    );
    expect(result.validation).toMatchObject({ checked: 36, valid: 33, invalid: 3, dropped: 3 });
    expect(result.counts.events).toMatchObject({ emitted: 36, written: 33, droppedBySchema: 3 });
  });
});

describe('an event that no record names', () => {
  const { schema } = allBut(() => false);

  it('is written without a word by default', async () => {
    const { events, result } = await judged({ schema: { step: schema } });

    expect(numbers(events, 'note')).toHaveLength(6);
    expect(result.validation).toMatchObject({ unknown: 6, checked: 30 });
    expect(result.warnings).toEqual([]);
  });

  it('is written with a warning', async () => {
    const { events, result } = await judged({ schema: { step: schema }, unknown: 'warn' });

    expect(numbers(events, 'note')).toHaveLength(6);
    expect(result.warnings).toEqual([expect.objectContaining({ code: 'EVENT_UNKNOWN', count: 6 })]);
  });

  it.each(['strict', 'warn', 'skip'] as const)('ends the run where it is rejected, in mode %s', async (mode) => {
    const error = await failureOf(
      judged({ schema: { step: schema }, unknown: 'reject', mode }, { onError: 'skipUser' }),
    );

    expect(error).toMatchObject({ code: 'EVENT_UNKNOWN', event: { name: 'note' } });
  });
});

describe('the parsed payload', () => {
  const doubling = z.object({ n: z.number().transform((n) => n * 2) });

  it('is thrown away unless asked for', async () => {
    expect(numbers((await judged({ schema: { step: doubling } }, { users: 1 })).events)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  it('replaces the payload where it is asked for', async () => {
    expect(numbers((await judged({ schema: { step: doubling }, apply: true }, { users: 1 })).events)).toEqual([
      0, 2, 4, 6, 8, 10, 12, 14, 16, 18,
    ]);
  });
});

describe('a sample', () => {
  const sampled = async (options: object) => {
    const { schema, seen } = allBut((n) => n === 3);
    const { events, result } = await judged({ schema, mode: 'warn', sample: 4 }, { users: 6, ...options });
    return { seen, events, validation: result.validation };
  };

  it('checks every event of the first actor and every n-th of the others', async () => {
    const { seen, events, validation } = await sampled({});

    const due = events.filter(
      ({ meta }) => meta?.actor === 0 || ((meta?.actor ?? 0) + (meta?.sequence ?? 0)) % 4 === 0,
    );
    expect(seen).toEqual(due.map(({ payload }) => payload['n']));
    expect(validation?.checked).toBe(due.length);
    expect(events).toHaveLength(72);
  });

  it('is the same in any order, lanes and shards', async () => {
    const whole = await sampled({});

    for (const options of [{ lanes: 5 }, { order: 'time' }, { order: 'time', lanes: 3, batchSize: 2 }]) {
      expect((await sampled(options)).validation).toEqual(whole.validation);
    }
    const shards = await Promise.all([1, 2, 3].map((index) => sampled({ shard: { index, count: 3 } })));
    const sum = (of: (part: NonNullable<(typeof whole)['validation']>) => number): number =>
      shards.reduce((total, { validation }) => total + (validation ? of(validation) : 0), 0);
    expect(sum(({ checked }) => checked)).toBe(whole.validation?.checked);
    expect(sum(({ invalid }) => invalid)).toBe(whole.validation?.invalid);
    expect(shards.flatMap(({ validation }) => validation?.samples ?? [])).toEqual(whole.validation?.samples);
  });
});

describe('the schemas of a process', () => {
  const world = (schema: unknown) =>
    scenario({
      period: { start: '2025-01-01', end: '2025-02-01' },
      processes: [
        defineProcess({
          id: 'clock',
          emits: ['tick'],
          schemas: { tick: schema as never },
          populations: [
            definePopulation({
              id: 'hand',
              size: 2,
              starts: 'together',
              journeys: [
                flow('turn', [action('tick', { fields: { n: (ctx: Context) => ctx.actor.index } })], {
                  arrivals: every('1h'),
                }),
              ],
            }),
          ],
        })(),
      ],
    });

  it('are strict', async () => {
    const { schema } = allBut((n) => n === 1);

    const error = await failureOf(
      generate(world(schema), { logger: false, onError: 'skipUser', adapter: new InMemoryAdapter() }),
    );

    expect(error).toMatchObject({ code: 'EVENT_INVALID', event: { name: 'tick' } });
  });

  it('check all events of the first actor and a 64th of the others', async () => {
    const { schema, seen } = allBut(() => false);

    const { validation } = await generate(world(schema), { logger: false, adapter: new InMemoryAdapter() });

    const hours = 31 * 24;
    expect(seen.filter((n) => n === 0)).toHaveLength(hours);
    expect(seen.filter((n) => n === 1)).toHaveLength(Math.floor(hours / 64));
    expect(validation?.checked).toBe(seen.length);
  });

  it('see every event under debug, in dryRun and in fixtures', async () => {
    const all = 2 * 31 * 24;
    const runs = {
      debug: (w: ReturnType<typeof world>) =>
        generate(w, { logger: false, debug: true, telemetryPath: '/dev/null', adapter: new InMemoryAdapter() }),
      dryRun: (w: ReturnType<typeof world>) => dryRun(w, undefined, { logger: false }),
      fixture: (w: ReturnType<typeof world>) => fixture(w).collect(),
    };

    for (const [how, run] of Object.entries(runs)) {
      const { schema, seen } = allBut(() => false);
      await run(world(schema));
      expect([how, seen.length]).toEqual([how, all]);
    }
  });
});

describe('the summary', () => {
  it('counts by event and keeps the first 20 faults word for word', async () => {
    const { schema } = allBut((n) => n % 2 === 1);

    const { result } = await judged({ schema, mode: 'warn' }, { users: 10 });

    expect(result.validation).toMatchObject({
      mode: 'warn',
      checked: 120,
      valid: 60,
      invalid: 60,
      dropped: 0,
      unknown: 0,
      byEvent: { step: { checked: 100, invalid: 50 }, note: { checked: 20, invalid: 10 } },
    });
    expect(result.validation?.samples).toHaveLength(20);
    expect(result.validation?.samples[0]).toMatchObject({
      eventName: 'step',
      userId: 'user-0',
      path: 'n',
      message: '1 is bad',
    });
  });

  it('is null where nothing is judged', async () => {
    expect((await simulate(counting)).result.validation).toBeNull();
  });
});
