import { describe, expect, it } from 'vitest';

import { NullAdapter } from '../../adapters/null.ts';
import {
  defineAction,
  dryRun,
  generate,
  InMemoryAdapter,
  wait,
  type AnyEvent,
  type Event,
  type OutputAdapter,
} from '../../src/index.ts';
import { StreamCheck } from '../../src/engine/stream-check.ts';
import { fixture } from '../../src/testing/index.ts';
import { events } from '../adapters/events.ts';
import { action, flow, silent } from '../journeys/world.ts';
import { errorOf } from '../errors/faults.ts';

/** A handler that keeps the event it returned, and an hour later moves it to the future. */
function tampering() {
  let kept: Event | undefined;
  return flow('shop', [
    defineAction({ id: 'view', handler: (ctx) => [(kept = ctx.event('viewed'))] }),
    wait('1h'),
    silent('tamper', (ctx) => void kept?.timestamp.setTime(ctx.nowMs + 86_400_000)),
    action('pay'),
  ]);
}

/** A handler that gives every event of its user one id. */
const repeating = flow('shop', [
  defineAction({ id: 'view', handler: (ctx) => [ctx.event('viewed', {}, { id: `view-${ctx.actor.index % 2}` })] }),
]);

const run = (adapter: OutputAdapter<AnyEvent>, options: object) =>
  errorOf(() =>
    generate(tampering(), { users: 1, logger: false, adapter, debug: true, telemetryPath: '/dev/null', ...options }),
  );

describe('an event that was changed after it was returned', () => {
  it.each(['user', 'time'] as const)(
    'breaks the %s order, which debug sees before anything is written',
    async (order) => {
      const sink = new InMemoryAdapter<AnyEvent>();

      const error = await run(sink, { order });

      expect(error).toMatchObject({
        code: 'ORDER_VIOLATION',
        kind: 'invariant',
        expected: 'an instant from 2025-01-02T01:00:00.000Z on',
        received: '2025-01-01T01:00:00.000Z',
      });
      expect(error.suggestion).toContain('Does a handler change an event it has returned?');
      expect(sink.events).toEqual([]);
    },
  );

  it('is seen by dryRun and by fixtures too', async () => {
    expect(await errorOf(() => dryRun(tampering()))).toMatchObject({ code: 'ORDER_VIOLATION' });
    expect(await errorOf(() => fixture(tampering()).collect())).toMatchObject({ code: 'ORDER_VIOLATION' });
    expect(() => fixture(tampering()).build()).toThrow('ORDER_VIOLATION');
  });

  it('is not looked for in a plain run', async () => {
    const result = await generate(tampering(), { users: 1, logger: false, adapter: new InMemoryAdapter<AnyEvent>() });

    expect(result.status).toBe('completed');
  });
});

describe('an id that comes twice', () => {
  const adapters: readonly (readonly [string, () => OutputAdapter<AnyEvent>])[] = [
    ['as objects', () => new InMemoryAdapter<AnyEvent>()],
    ['as bytes', () => new NullAdapter()],
  ];

  it.each(adapters)('is told under debug, where events go out %s', async (_how, adapter) => {
    const options = { users: 3, logger: false, debug: true, telemetryPath: '/dev/null', adapter: adapter() } as const;

    const error = await errorOf(() => generate(repeating, options));

    expect(error).toMatchObject({
      code: 'DUPLICATE_EVENT_ID',
      kind: 'invariant',
      rawMessage: "two events have the id 'view-0'",
      received: 'the id of an earlier event, now for user-2',
    });
    expect(error.suggestion).toContain('Does an idGenerator or a handler give its own ids?');
  });

  it('is told by dryRun', async () => {
    expect(await errorOf(() => dryRun(repeating, 3))).toMatchObject({ code: 'DUPLICATE_EVENT_ID' });
  });

  it('is not looked for in a plain run', async () => {
    const { stream } = await generate(repeating, { users: 3, logger: false, adapter: new NullAdapter() });

    expect(stream.events).toBe(3);
  });
});

describe('the check of a stream', () => {
  it('lets users follow each other in user order, whenever they begin', () => {
    const check = new StreamCheck('user');
    const [late, early] = [events(2, (i) => ({ id: `a${i}`, timestamp: new Date(2e12 + i) })), events(2)];

    check.events(late);
    expect(() => check.events(early)).toThrow('ORDER_VIOLATION');
    expect(() =>
      new StreamCheck('user').events([...late, ...early.map((event) => ({ ...event, userId: 'v' }))]),
    ).not.toThrow();
  });

  it('takes nothing more once it is broken, so that nothing later is written', () => {
    const check = new StreamCheck('time');
    const [first, second, third] = events(3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few events');

    expect(() => check.events([second, first])).toThrow('ORDER_VIOLATION');
    expect(() => check.events([third])).toThrow('ORDER_VIOLATION');
  });

  it('remembers so many ids and no more', () => {
    const [first, second] = events(2);
    if (first === undefined || second === undefined) throw new Error('too few events');
    const check = new StreamCheck('time', 1);

    check.events([first, second]);
    expect(() => check.events([second])).not.toThrow();
    expect(() => check.events([{ ...first, timestamp: second.timestamp }])).toThrow('DUPLICATE_EVENT_ID');
  });

  it('refuses an instant that is none', () => {
    const [event] = events(1, () => ({ timestamp: new Date(NaN) }));
    if (event === undefined) throw new Error('too few events');

    expect(() => new StreamCheck('user').events(events(1))).not.toThrow();
    expect(() => new StreamCheck('time').events([event])).toThrow('comes after');
  });
});
