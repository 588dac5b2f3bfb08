import { describe, expect, it } from 'vitest';

import {
  generate,
  InMemoryAdapter,
  SynodeError,
  wait,
  type AnyEvent,
  type Context,
  type FailureRecord,
  type Transform,
} from '../../src/index.ts';
import { action, failureOf, flow, simulate } from '../journeys/world.ts';

const order = action('order');
const shop = flow('shop', [order, wait('1h'), action('pay')]);
const past = new Date('2024-12-31T22:00:00Z');

const run = (transform: object, options = {}) => simulate(shop, { transforms: [transform as Transform], ...options });
const anomaly = (apply: Transform['apply']): Transform => ({ id: 'odd', stage: 'anomaly', apply });

describe('a transform that throws', () => {
  const broken = anomaly((batch) => {
    if (batch.some(({ name }) => name === 'pay')) throw new TypeError('no such field');
    return batch;
  });

  it('is a HANDLER_ERROR that names it, who, when and where', async () => {
    const error = await failureOf(run(broken, { seed: 42 }));

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({
      code: 'HANDLER_ERROR',
      rawMessage:
        "user-0 · 2025-01-01T01:00:00.000Z · shop › main › pay (occurrence 0): transform 'odd': no such field",
      path: ["journey 'shop'", "adventure 'main'", "action 'pay'", "transform 'odd'"],
      replay: 'npx synode replay --seed 42 --actor user:0',
    });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('leaves nothing of the call behind, and what came before stands', async () => {
    const folded: string[] = [];
    const sink = new InMemoryAdapter();
    const error = await failureOf(
      generate(shop, {
        users: 1,
        adapter: sink,
        transforms: [broken],
        projections: [
          {
            id: 'seen',
            init: () => 0,
            apply: (_: never, { name }: { name: string }) => (folded.push(name), 0),
            merge: () => 0,
            finish: () => 0,
          } as never,
        ],
      }),
    );

    expect(sink.events.map(({ name }) => name)).toEqual(['order']);
    expect(folded).toEqual(['order']);
    expect((error as SynodeError).result?.counts.events).toMatchObject({ emitted: 1, written: 1 });
  });

  it('fails its actor alone where the policy says so', async () => {
    const letters: FailureRecord[] = [];
    const { events, result } = await run(
      anomaly((batch, t) => {
        if (t.actor.index === 1) throw new Error('not this one');
        return batch;
      }),
      { users: 3, onError: 'deadLetter', deadLetter: (record: FailureRecord) => void letters.push(record) },
    );

    expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set(['user-0', 'user-2']));
    expect(result.counts.users).toMatchObject({ simulated: 3, failed: 1 });
    expect(letters).toMatchObject([{ userId: 'user-1', action: 'order', code: 'HANDLER_ERROR' }]);
  });

  it('when the actor ends fails it then', async () => {
    const error = await failureOf(
      run({
        ...anomaly((batch) => batch),
        end: () => {
          throw new Error('cannot part');
        },
      }),
    );

    expect(error).toMatchObject({
      code: 'HANDLER_ERROR',
      rawMessage: "user-0 · 2025-01-01T01:00:00.000Z · end (occurrence 0): transform 'odd': cannot part",
      path: ["population 'user'", 'actor end', "transform 'odd'"],
    });
  });

  it('in init is told as well', async () => {
    const init = (): never => {
      throw new Error('no state');
    };

    expect(await failureOf(run({ ...anomaly((batch, t) => (void t.state, batch)), init }))).toMatchObject({
      code: 'HANDLER_ERROR',
      message: expect.stringContaining("transform 'odd': no state") as string,
    });
  });

  it('at a sealed actor is never asked to end', async () => {
    const ended: number[] = [];
    await run(
      {
        ...anomaly(() => {
          throw new Error('no');
        }),
        end: (t: { actor: { index: number } }) => (ended.push(t.actor.index), []),
      },
      { users: 2, onError: 'skipUser' },
    );

    expect(ended).toEqual([]);
  });
});

describe('what a transform returns', () => {
  it.each<readonly [string, Transform['apply'], string, string]>([
    ['nothing', () => undefined as never, 'INVALID_HANDLER_RETURN', "transform 'odd' returned undefined"],
    ['a promise', (async () => []) as never, 'INVALID_HANDLER_RETURN', "transform 'odd' returned"],
    ['text among the events', () => ['x'] as never, 'INVALID_HANDLER_RETURN', 'returned an array with'],
    [
      'an event of yesterday',
      (batch) => batch.map((event) => ({ ...event, timestamp: past })),
      'INVALID_EVENT',
      'its timestamp is',
    ],
    [
      'an event without a name',
      (batch) => batch.map((event) => ({ ...event, name: '' })),
      'INVALID_EVENT',
      'its name is',
    ],
    [
      'an event of another user',
      (batch) => batch.map((event) => ({ ...event, userId: 'user-9' })),
      'INVALID_EVENT',
      "its userId is 'user-9'",
    ],
    [
      'an event of a session it has not',
      (batch) => batch.map((event) => ({ ...event, sessionId: 'x' })),
      'INVALID_EVENT',
      "its sessionId is 'x'",
    ],
    [
      'an event whose payload is a list',
      (batch) => batch.map((event) => ({ ...event, payload: [] as never })),
      'INVALID_EVENT',
      'its payload is',
    ],
    [
      'an event with a number for an id',
      (batch) => batch.map((event) => ({ ...event, id: 7 as never })),
      'INVALID_EVENT',
      'its id is 7',
    ],
    ['an event twice', (batch) => [...batch, ...batch], 'INVALID_EVENT', 'was returned twice'],
  ])('may not be %s', async (_case, apply, code, message) => {
    expect(await failureOf(run(anomaly(apply)))).toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
      path: expect.arrayContaining(["transform 'odd'"]) as string[],
    });
  });

  it('is looked at deeply with debug', async () => {
    const apply: Transform['apply'] = (batch) => batch.map((event) => ({ ...event, payload: { total: Number.NaN } }));

    expect(await failureOf(run(anomaly(apply), { debug: true, telemetryPath: '/dev/null' }))).toMatchObject({
      code: 'INVALID_FIELD_VALUE',
      message: expect.stringContaining('payload.total') as string,
    });
  });
});

describe('a handler', () => {
  it.each([2, 5, 30])('may not return one event twice among %i', async (count) => {
    const twice = action('twice', {
      handler: (ctx) => {
        const events = Array.from({ length: count - 1 }, () => ctx.event('twice'));
        return [...events, ...events.slice(-1)];
      },
    });

    expect(await failureOf(simulate(flow('shop', [twice])))).toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining('was returned twice by one call') as string,
    });
  });
});

describe('the events of one call', () => {
  const clash = ['clash', 'other', 'clash'];
  it.each<readonly [string, (ctx: Context) => readonly AnyEvent[]]>([
    [
      'one with another between',
      (ctx) => clash.map((name) => ctx.event(name)).map((event, i, all) => all[i % 2] ?? event),
    ],
    ['an id that the author gave twice', (ctx) => clash.map((name) => ctx.event(name, {}, { id: name }))],
    ['a copy', (ctx) => [ctx.event('one')].flatMap((event) => [event, ctx.event('two'), { ...event }])],
  ])('may not hold an id twice: %s', async (_what, handler) => {
    const failure = await failureOf(simulate(flow('shop', [action('twice', { handler })])));

    expect(failure).toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining('was returned twice by one call') as string,
    });
  });
});

describe('the list of transforms', () => {
  it.each<readonly [string, unknown, string, readonly string[]]>([
    ['no list', {}, 'INVALID_RUN_OPTIONS', ["option 'transforms'"]],
    ['something else than objects', [7], 'INVALID_SHAPE', ["option 'transforms'", 'transform 0']],
    [
      'a stage nobody knows',
      [{ id: 'a', stage: 'late', apply: () => [] }],
      'INVALID_SHAPE',
      ["option 'transforms'", "transform 'a'"],
    ],
    ['one without apply', [{ id: 'a', stage: 'noise' }], 'INVALID_SHAPE', ["option 'transforms'", "transform 'a'"]],
    [
      'an end that is no function',
      [{ id: 'a', stage: 'noise', apply: () => [], end: 1 }],
      'INVALID_SHAPE',
      ["option 'transforms'", "transform 'a'"],
    ],
    [
      'an id with a slash',
      [{ id: 'a/b', stage: 'noise', apply: () => [] }],
      'INVALID_ID',
      ["option 'transforms'", "transform 'a/b'"],
    ],
    [
      'a key nobody knows',
      [{ id: 'a', stage: 'noise', aply: 1, apply: () => [] }],
      'UNKNOWN_KEY',
      ["option 'transforms'", "transform 'a'", "'aply'"],
    ],
    [
      'one id twice',
      ['x', 'x'].map((id) => ({ id, stage: 'noise', apply: () => [] })),
      'DUPLICATE_ID',
      ["option 'transforms'", "transform 'x'"],
    ],
  ])('may not hold %s', async (_case, transforms, code, path) => {
    expect(await failureOf(simulate(shop, { transforms: transforms as never }))).toMatchObject({ code, path });
  });
});
