import { describe, expect, it } from 'vitest';

import {
  Engine,
  every,
  generate,
  InMemoryAdapter,
  once,
  SynodeError,
  uniform,
  wait,
  when,
  type Context,
  type FailureRecord,
} from '../../src/index.ts';
import { action, adventure, expectEvents, failureOf, flow, journey, look, namesOf, silent, simulate } from './world.ts';

const fail = (): never => {
  throw new Error('no card');
};

/** User 1 cannot pay. */
const shop = flow('shop', [
  action('view'),
  wait('1h'),
  look('pay', (ctx) => (ctx.actor.index === 1 ? fail() : {})),
  action('thank'),
]);

const policies = ['fail', 'skipUser'] as const;

describe('a handler that fails', () => {
  it('ends the run by default: what is ordered before is written, nothing after', async () => {
    const sink = new InMemoryAdapter();

    const error = await failureOf(generate(shop, { users: 3, adapter: sink, logger: false }));

    expectEvents(
      sink.events,
      `
      time            user    name
      01-01 00:00:00  user-0  view
      01-01 01:00:00  user-0  pay
      01-01 01:00:00  user-0  thank
      01-01 00:00:00  user-1  view
      `,
    );
    expect(error).toMatchObject({
      code: 'HANDLER_ERROR',
      kind: 'handler',
      result: {
        status: 'failed',
        counts: {
          users: { planned: 3, simulated: 2, failed: 1 },
          journeys: { started: 2, completed: 1, failed: 1 },
          events: { emitted: 4, written: 4 },
        },
      },
    });
  });

  it('tells who, when, where and why, and the line that replays it', async () => {
    const error = await failureOf(simulate(shop, { users: 3, seed: 42 }));

    expect((error as SynodeError).format()).toBe(
      [
        '[HANDLER_ERROR] user-1 · 2025-01-01T01:00:00.000Z · shop › main › pay (occurrence 0): no card',
        "  Path:     journey 'shop' > adventure 'main' > action 'pay'",
        '  Fix:      Run the replay line to see this actor alone.',
        '  Cause:    Error: no card',
        '  Replay:   npx synode replay --seed 42 --actor user:1',
      ].join('\n'),
    );
  });

  it('lets the others go on where the policy says so', async () => {
    const { events, result } = await simulate(shop, { users: 3, onError: 'skipUser' });

    expectEvents(
      events,
      `
      user    name
      user-0  view
      user-0  pay
      user-0  thank
      user-1  view
      user-2  view
      user-2  pay
      user-2  thank
      `,
    );
    expect(result.status).toBe('completed');
    expect(result.counts.users).toEqual({ planned: 3, simulated: 3, failed: 1 });
    expect(result.failures).toMatchObject([{ code: 'HANDLER_ERROR', userId: 'user-1', cause: 'no card' }]);
  });

  it('emits none of the events of its call', async () => {
    const bad = flow('shop', [
      action('view'),
      { ...action('pay'), handler: (ctx: Context) => [ctx.event('paid'), ctx.event('')] },
    ]);

    const { events, result } = await simulate(bad, { onError: 'skipUser' });

    expect(namesOf(events)).toEqual(['view']);
    expect(result.failures[0]?.code).toBe('INVALID_EVENT');
  });

  it('stops all instances of its actor, and no other actor’s', async () => {
    const visit = flow('visit', [action('enter'), wait('36h'), action('leave')], { arrivals: every('1d') });
    const pay = flow('pay', [silent('pay', fail)], { arrivals: once({ at: '60h' }) });

    const { events, result } = await simulate([visit, pay], {
      startDate: '2025-01-01',
      endDate: '2025-01-06',
      starts: 'together',
      onError: 'skipUser',
    });

    expectEvents(
      events,
      `
      time            session         name
      01-01 00:00:00  user-0:visit:0  enter
      01-02 00:00:00  user-0:visit:1  enter
      01-02 12:00:00  user-0:visit:0  leave
      01-03 00:00:00  user-0:visit:2  enter
      01-03 12:00:00  user-0:visit:1  leave
      `,
    );
    expect(result.counts.journeys.byId).toMatchObject({
      visit: { scheduled: 3, started: 3, completed: 2, failed: 1 },
      pay: { started: 1, failed: 1 },
    });
  });

  it.each(policies)('keeps what was emitted before in its place (%s)', async (onError) => {
    const promising = flow('shop', [
      {
        ...action('order'),
        handler: (ctx: Context) => [
          ctx.event('picked', {}, { after: '30m' }),
          ctx.event('packed', {}, { after: '1h' }),
          ctx.event('shipped', {}, { after: '2h' }),
        ],
      },
      wait('1h'),
      when(fail, []),
    ]);
    const sink = new InMemoryAdapter();

    await generate(promising, { users: 1, onError, adapter: sink, logger: false }).catch(() => undefined);

    // The run ends at the failure; where it goes on, nothing that was emitted is lost.
    expect(namesOf(sink.events)).toEqual(onError === 'fail' ? ['picked', 'packed'] : ['picked', 'packed', 'shipped']);
  });

  it('keeps what was emitted before in its place on a context of one’s own', async () => {
    const promising = flow('shop', [
      { ...action('order'), handler: (ctx: Context) => [ctx.event('picked', {}, { after: '30m' })] },
      wait('1h'),
      when(fail, []),
    ]);
    const names: string[] = [];

    const error = await failureOf(
      (async () => {
        for await (const event of new Engine(promising).run()) names.push(event.name);
      })(),
    );

    expect(names).toEqual(['picked']);
    expect(error).toMatchObject({ code: 'HANDLER_ERROR' });
  });

  it('fails just so when it fails later, in a promise', async () => {
    const late = flow('shop', [
      action('view'),
      {
        ...action('pay'),
        handler: async () => {
          await Promise.resolve();
          return fail();
        },
      },
      action('thank'),
    ]);
    const sink = new InMemoryAdapter();

    const error = await failureOf(generate(late, { users: 1, adapter: sink, logger: false }));

    expect(namesOf(sink.events)).toEqual(['view']);
    expect(error.message).toContain('user-0 · 2025-01-01T00:00:00.000Z · shop › main › pay (occurrence 0): no card');
  });

  it('is named by the step that failed, not by what ran before it', async () => {
    // A drawn delay runs no code of the author's, so only the step itself knows where it stands.
    const drawn = journey('shop', [
      adventure('browse', [action('view')]),
      adventure('buy', [wait('1h'), action('pay', { timeSpan: uniform({ low: -9, high: -5 }) })]),
    ]);

    const error = await failureOf(simulate(drawn));

    expect(error.message).toContain('user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0)');
  });

  it('is named rightly although ids look like words of the path', async () => {
    const odd = journey('action', [adventure('adventure', [silent('journey', fail)])]);

    const error = await failureOf(simulate(odd));

    expect(error.message).toContain('· action › adventure › journey (occurrence 0): no card');
  });

  it('may throw what is no Error', async () => {
    const odd = flow('shop', [
      silent('pay', () => {
        throw 'no card';
      }),
    ]);

    const error = await failureOf(simulate(odd));

    expect(error.message).toContain('no card');
    expect(error.cause).toBe('no card');
  });
});

describe('a persona that cannot be drawn', () => {
  it('fails its actor before the first step', async () => {
    const persona = { id: 'odd', name: 'Odd', attributes: { age: fail } };

    const { events, result } = await simulate(shop, { persona, onError: 'skipUser', users: 2 });

    expect(events).toEqual([]);
    expect(result.counts.users).toEqual({ planned: 2, simulated: 2, failed: 2 });
    expect(result.failures[0]).toMatchObject({ journey: '', action: '', cause: 'no card' });
  });
});

describe('dead letters', () => {
  const record = {
    code: 'HANDLER_ERROR',
    message: 'user-1 · 2025-01-01T01:00:00.000Z · shop › main › pay (occurrence 0): no card',
    path: ["journey 'shop'", "adventure 'main'", "action 'pay'"],
    process: '',
    population: 'user',
    actor: 1,
    userId: 'user-1',
    instance: '0',
    timestamp: '2025-01-01T01:00:00.000Z',
    journey: 'shop',
    adventure: 'main',
    action: 'pay',
    occurrence: 0,
    cause: 'no card',
    replay: 'npx synode replay --seed synode --actor user:1',
  };

  it('go to a function', async () => {
    const letters: FailureRecord[] = [];

    await simulate(shop, { users: 3, onError: 'deadLetter', deadLetter: (letter) => void letters.push(letter) });

    expect(letters).toEqual([record]);
  });

  it('go to what has a write method, and are awaited', async () => {
    const letters: FailureRecord[] = [];
    const deadLetter = {
      write: async (letter: FailureRecord) => {
        await Promise.resolve();
        letters.push(letter);
      },
    };

    const { result } = await simulate(shop, { users: 3, onError: 'deadLetter', deadLetter });

    expect(letters).toEqual([record]);
    expect(result.failures).toEqual(letters);
  });

  it('need somewhere to go, known before anything is opened', async () => {
    let opened = 0;
    const adapter = { write: () => undefined, open: () => void opened++ };

    const error = await failureOf(generate(shop, { users: 3, onError: 'deadLetter', adapter }));

    expect(error).toMatchObject({ code: 'INVALID_RUN_OPTIONS', path: ["option 'deadLetter'"] });
    expect(opened).toBe(0);
  });

  it('that cannot be written fail the run as an adapter does', async () => {
    const deadLetter = { write: () => Promise.reject(new Error('disk full')) };

    const error = await failureOf(simulate(shop, { users: 3, onError: 'deadLetter', deadLetter }));

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', kind: 'adapter', result: { status: 'failed' } });
    expect(error.message).toContain('disk full');
  });
});

describe('the limit of failures', () => {
  const all = flow('shop', [action('view'), silent('pay', fail)]);

  it('is 100 actors by default', async () => {
    const { result } = await simulate(all, { users: 100, onError: 'skipUser' });
    const error = await failureOf(simulate(all, { users: 101, onError: 'skipUser' }));

    expect(result.counts.users.failed).toBe(100);
    expect(error).toMatchObject({
      code: 'ERROR_LIMIT',
      replay: 'npx synode replay --seed synode --actor user:0',
      result: { counts: { users: { failed: 101 }, events: { written: 101 } } },
    });
    expect(error.message).toContain('101 actors failed, limit 100; first: user-0 ·');
  });

  it('of 0 lets none fail', async () => {
    const error = await failureOf(simulate(shop, { users: 3, onError: 'skipUser', errorLimit: 0 }));

    expect(error).toMatchObject({ code: 'ERROR_LIMIT' });
  });

  it('does not limit how many are counted, only how many records are kept', async () => {
    const { result } = await simulate(all, { users: 150, onError: 'skipUser', errorLimit: 1000 });

    expect(result.counts.users.failed).toBe(150);
    expect(result.failures).toHaveLength(100);
  });
});
