import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { defineDataset, never, once, repeat, wait, when, type Context } from '../../src/index.ts';
import { action, expectEvents, failureOf, flow, look, namesOf, silent, simulate } from './world.ts';

/** A journey that only ctx.start begins. */
const child = flow('child', [look('born', (ctx) => ({ input: ctx.input() }))], { arrivals: never() });
type StartOptions = Parameters<Context['start']>[1];

const starting = (id: string, options: StartOptions = {}) => silent(id, (ctx) => void ctx.start('child', options));

describe('ctx.start', () => {
  it('begins another instance now, once the step has ended', async () => {
    const parent = flow('parent', [
      look('order', (ctx) => ({ session: ctx.start(child) })),
      action('still-here'),
      wait('1ms'),
      action('later'),
    ]);

    const { events, result } = await simulate([parent, child]);

    expectEvents(
      events,
      `
      time                name
      01-01 00:00:00      order
      01-01 00:00:00      still-here
      01-01 00:00:00      born
      01-01 00:00:00.001  later
      `,
    );
    expect(events[2]?.sessionId).toBe(events[0]?.payload['session']);
    expect(result.counts.journeys.byId['child']).toMatchObject({ scheduled: 1, started: 1, completed: 1 });
  });

  it('may say how much later, or when', async () => {
    const parent = flow('parent', [
      starting('soon', { after: '2h' }),
      starting('then', { at: new Date('2025-01-01T01:00:00Z') }),
      starting('ms', { at: Date.UTC(2025, 0, 3) }),
    ]);

    const { events } = await simulate([parent, child]);

    expect(events.map(({ timestamp, sessionId }) => [timestamp.toISOString(), sessionId.replace(/#.*/, '')])).toEqual([
      ['2025-01-01T01:00:00.000Z', 'user-0:child:then'],
      ['2025-01-01T02:00:00.000Z', 'user-0:child:soon'],
      ['2025-01-03T00:00:00.000Z', 'user-0:child:ms'],
    ]);
  });

  it('runs what is due at one instant in the order of the journeys, then of the starts', async () => {
    const first = flow('first', [look('first', (ctx) => ({ n: ctx.input() }))], { arrivals: never() });
    const parent = flow('parent', [
      silent('start', (ctx) => {
        ctx.start('child', { input: 1, after: '1h' });
        ctx.start('first', { input: 2, after: '1h' });
        ctx.start('child', { input: 3, after: '1h' });
        ctx.start('first', { input: 4, after: '1h' });
      }),
    ]);

    const { events } = await simulate([first, parent, child]);

    expect(events.map(({ payload }) => payload['n'] ?? payload['input'])).toEqual([2, 4, 1, 3]);
  });

  it('may name now itself', async () => {
    const parent = flow('parent', [wait('1d'), silent('order', (ctx) => void ctx.start('child', { at: ctx.now() }))]);

    const { events } = await simulate([parent, child]);

    expect(events.map(({ timestamp }) => timestamp)).toEqual([new Date('2025-01-02')]);
  });

  it('starts before now only with a fault, as with both at and after', async () => {
    const past = flow('parent', [wait('1d'), starting('order', { at: new Date('2025-01-01T12:00:00Z') })]);
    const both = flow('parent', [starting('order', { at: 2e12, after: '1d' })]);
    const nothing = flow('parent', [starting('order', { at: new Date(Number.NaN) })]);

    const errors = await Promise.all([past, both, nothing].map((parent) => failureOf(simulate([parent, child]))));

    expect(errors).toMatchObject([
      {
        code: 'INVALID_START',
        rawMessage: expect.stringContaining('start at 2025-01-01T12:00:00.000Z lies before now') as string,
      },
      { code: 'INVALID_START', rawMessage: expect.stringContaining('both at and after') as string },
      { code: 'INVALID_START', received: 'an invalid Date' },
    ]);
  });

  it('knows the journeys of its population alone', async () => {
    const error = await failureOf(
      simulate([flow('parent', [silent('order', (ctx) => void ctx.start('chlid'))]), child]),
    );

    expect(error).toMatchObject({ code: 'UNKNOWN_JOURNEY', suggestion: "Did you mean 'child'?" });
  });

  it('knows its options alone', async () => {
    const error = await failureOf(
      simulate([flow('parent', [starting('order', { afer: '1d' } as StartOptions)]), child]),
    );

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'after'?" });
  });

  it('hands on an input that the journey’s schema has read', async () => {
    const refund = { ...child, inputSchema: z.object({ amount: z.coerce.number().min(1) }) };
    const parent = (input: unknown) => flow('parent', [starting('order', { input })]);

    const { events } = await simulate([parent({ amount: '12' }), refund]);
    const errors = await Promise.all(
      [parent({ amount: 0 }), parent(undefined)].map((one) => failureOf(simulate([one, refund]))),
    );

    expect(events[0]?.payload).toEqual({ input: { amount: 12 } });
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'INVALID_START', path: ["journey 'child'", "'input'"] });
      expect(error.message).toContain("input of journey 'child'");
    }
  });

  it('gives no input to instances that nobody started', async () => {
    const { events } = await simulate(flow('child', [look('born', (ctx) => ({ has: ctx.input() !== undefined }))]));

    expect(events[0]?.payload).toEqual({ has: false });
  });

  it('obeys requires and bounce as any instance does', async () => {
    const needs = { ...child, id: 'needs', requires: ['first'] };
    const leaves = { ...child, id: 'leaves', bounceChance: 1 };
    const start = (ctx: Context) => (ctx.start('needs'), void ctx.start('leaves'));
    const early = flow('early', [silent('start', start)]);
    const first = flow('first', [wait('1d'), silent('done')]);
    const late = flow('late', [silent('start', start)]);

    const { events, result } = await simulate([early, first, late, needs, leaves]);

    expect(namesOf(events)).toEqual(['born']);
    expect(result.counts.journeys.byId).toMatchObject({
      needs: { scheduled: 2, skipped: 1, completed: 1 },
      leaves: { scheduled: 2, started: 2, bounced: 2 },
    });
  });

  it('is suppressed while an instance of the journey has just ended', async () => {
    const calm = { ...child, suppressionPeriod: '2d' } as const;
    const parent = flow('parent', [starting('a'), wait('1d'), starting('b'), wait('1d'), starting('c')]);

    const { events, result } = await simulate([parent, calm]);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  born
      01-03 00:00:00  born
      `,
    );
    expect(result.counts.journeys.byId['child']).toMatchObject({ scheduled: 3, started: 2, suppressed: 1 });
  });

  it('names an instance after its starter: occurrence and order of the call, nothing else', async () => {
    const parent = (extra: boolean) =>
      flow('parent', [
        ...(extra ? [starting('before')] : []),
        repeat(2, [
          silent('order', (ctx) => (ctx.start('child', { after: '1h' }), void ctx.start('child', { after: '1h' }))),
        ]),
      ]);
    const sessions = async (extra: boolean) => {
      const { events } = await simulate([parent(extra), child]);
      return events.map(({ sessionId }) => sessionId).filter((session) => session.includes('order#'));
    };

    const [plain, more] = [await sessions(false), await sessions(true)];

    expect(new Set(plain).size).toBe(4);
    for (const session of plain) expect(session).toMatch(/^user-0:child:order#[0-9a-hjkmnp-tv-z]{12}$/);
    expect(more).toEqual(plain);
  });

  it('names what a condition starts after its verb, for every actor alike', async () => {
    const parent = flow('parent', [
      action('view'),
      when((ctx) => ctx.actor.index > 0 || ctx.start('child') !== '', [action('then')]),
      silent('order', (ctx) => ctx.actor.index > 0 && ctx.start('child')),
    ]);

    const { events } = await simulate([parent, child], { users: 2 });

    const born = events.filter(({ name }) => name === 'born').map(({ sessionId }) => sessionId.replace(/#\w{12}$/, ''));
    expect(born).toEqual(['user-0:child:when#0', 'user-1:child:order']);
  });

  it('lets started instances start others', async () => {
    const count = flow(
      'count',
      [
        look('count', (ctx) => {
          const n = ctx.input<number>() ?? 0;
          if (n > 0) ctx.start('count', { input: n - 1, after: '1d' });
          return { n };
        }),
      ],
      { arrivals: never() },
    );
    const parent = flow('parent', [silent('order', (ctx) => void ctx.start('count', { input: 2 }))]);

    const { events } = await simulate([parent, count]);

    expectEvents(
      events,
      `
      time            name   n
      01-01 00:00:00  count  2
      01-02 00:00:00  count  1
      01-03 00:00:00  count  0
      `,
    );
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(3);
  });

  it('may add instances of a journey with a schedule, or of the chain', async () => {
    const scheduled = flow('scheduled', [action('tick')], { arrivals: once({ at: '1d' }) });
    const chained = flow('chained', [look('link', (ctx) => ({ instance: ctx.instance.replace(/#.*/, '') }))]);
    const parent = flow('parent', [
      silent('order', (ctx) => (ctx.start('scheduled'), void ctx.start('chained', { after: '2d' }))),
    ]);

    const { events } = await simulate([parent, chained, scheduled]);

    expectEvents(
      events,
      `
      time            name  instance
      01-01 00:00:00  link  0
      01-01 00:00:00  tick  -
      01-02 00:00:00  tick  -
      01-03 00:00:00  link  order
      `,
    );
  });

  it('begins nothing at or behind the end of the window, nor keeps an actor going for ever', async () => {
    const again = flow(
      'again',
      [look('tick', (ctx) => (ctx.start('again', { after: '1d' }), {})), wait('36h'), action('tock')],
      { arrivals: never() },
    );
    const parent = flow('parent', [silent('order', (ctx) => void ctx.start('again'))]);

    const { events, result } = await simulate([parent, again], {
      startDate: '2025-01-01',
      endDate: '2025-01-03',
      starts: 'together',
      afterEnd: 'keep',
    });

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  tick
      01-02 00:00:00  tick
      01-02 12:00:00  tock
      01-03 12:00:00  tock
      `,
    );
    expect(result.counts.journeys.byId['again']).toMatchObject({ scheduled: 2, completed: 2 });
  });

  it('keeps at most 10,000 instances alive in one actor', async () => {
    const parent = (n: number) =>
      flow('parent', [
        silent('order', (ctx) => {
          for (let i = 0; i < n; i++) ctx.start('child', { after: '1d' });
        }),
      ]);

    // The parent is alive too.
    const { result } = await simulate([parent(9_999), child]);
    const error = await failureOf(simulate([parent(10_000), child]));

    expect(result.counts.journeys.byId['child']?.completed).toBe(9_999);
    expect(error).toMatchObject({ code: 'INSTANCE_LIMIT', received: '10,001' });
  });

  it('has no actor in a row of a dataset', async () => {
    const products = defineDataset({ id: 'products', count: 1, fields: { sku: (ctx) => ctx.start('child') } });
    const parent = flow('parent', [silent('order', (ctx) => void ctx.dataset('products').row(0))]);

    const error = await failureOf(simulate([parent, child], { datasets: [products] }));

    expect(error).toMatchObject({ code: 'HANDLER_ERROR' });
    expect(error.message).toContain('ctx.start was called where no actor is');
  });
});
