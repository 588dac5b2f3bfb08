import { describe, expect, it } from 'vitest';

import { runPlan } from '../../src/run-call.ts';
import * as synode from '../../src/index.ts';
import { InMemoryAdapter, type RunOptions } from '../../src/index.ts';
import { compilePlan, type Plan } from '../../src/plan/plan.ts';
import { chainOn, dailySum } from './chain.ts';

const { chainOfFour, demanded } = chainOn(synode);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOWS = {
  '5 hours': 5 * HOUR,
  '1 day': DAY,
  '7 days': 7 * DAY,
  'a month': 31 * DAY,
  'the whole period': 1000 * DAY,
};

async function run({
  input = chainOfFour(),
  options = {},
  windowMs,
  change = (plan) => plan,
}: {
  readonly input?: ReturnType<typeof chainOfFour>;
  readonly options?: RunOptions<never>;
  readonly windowMs?: number;
  readonly change?: (plan: Plan) => Plan;
} = {}) {
  const sink = new InMemoryAdapter();
  const plan = change(compilePlan(input, options));
  const result = await runPlan(plan, { ...options, adapter: sink } as RunOptions<never>, { windowMs });
  return { events: sink.events, lines: sink.events.map((event) => JSON.stringify(event)), result };
}

/** Whether the run looks the same through every window. */
async function looksTheSame(setting: Parameters<typeof run>[0]): Promise<boolean> {
  const whole = (await run(setting)).lines;
  for (const windowMs of Object.values(WINDOWS)) {
    const { lines } = await run({ ...setting, windowMs });
    if (lines.length !== whole.length || lines.some((line, i) => line !== whole[i])) return false;
  }
  return true;
}

describe('a chain of four processes, each reading the one before', () => {
  it('runs from the period start to its end, and the last one on for its close', async () => {
    const { events, result } = await run({ input: chainOfFour({ end: '2025-04-15' }) });

    const late = events.filter(({ timestamp }) => timestamp >= new Date('2025-04-15'));
    expect(events[0]?.timestamp.toISOString()).toMatch(/^2025-02-01/);
    expect(late.map(({ name, timestamp }) => `${timestamp.toISOString()} ${name}`)).toEqual([
      '2025-04-30T17:00:00.000Z payment.made',
    ]);
    expect(Object.keys(result.counts.events.byName)).toEqual([
      'demand.raised',
      'goods.received',
      'payment.made',
      'purchase.ordered',
    ]);
    const { byName, byProcess } = result.counts.events;
    expect(byProcess).toEqual({
      demand: byName['demand.raised'],
      paying: byName['payment.made'],
      purchasing: byName['purchase.ordered'],
      receiving: byName['goods.received'],
    });
  });

  it('sees demand ten days ahead, up to midnight', async () => {
    const { events } = await run();
    const orders = events.filter(({ name }) => name === 'purchase.ordered');
    const first = orders[0];
    if (first === undefined) throw new Error('nothing was ordered');

    // What is known ten days ahead counts from the run-in on; the demand of the period's own days is in the stream.
    const second = orders[1];
    const from = Date.parse('2025-02-11');
    const ofThatDay = events
      .filter(
        ({ name, timestamp }) =>
          name === 'demand.raised' && timestamp.getTime() >= from && timestamp.getTime() < from + DAY,
      )
      .reduce((sum, { payload }) => sum + (payload['count'] as number), 0);
    expect(first.timestamp.toISOString()).toBe('2025-02-01T07:00:00.000Z');
    expect(Number(second?.payload['seen']) - Number(first.payload['seen'])).toBe(ofThatDay);
  });

  it.each(Object.entries(WINDOWS))('gives the same bytes in windows of %s', async (_name, windowMs) => {
    const [adapted, fixed] = [await run(), await run({ windowMs })];

    expect(fixed.lines).toEqual(adapted.lines);
    expect(fixed.result.counts).toEqual(adapted.result.counts);
  });

  it('gives the same events process by process', async () => {
    const [time, user] = [await run(), await run({ options: { order: 'user' } as RunOptions<never> })];

    expect(user.lines.toSorted()).toEqual(time.lines.toSorted());
  });

  it('is a prefix of a longer run, its tail apart', async () => {
    const short = await run({ input: chainOfFour({ end: '2025-03-01' }) });
    const long = await run({ input: chainOfFour({ end: '2025-05-01' }) });
    // Starts spread over the window, so processes with uniform starts move; those that start together do not.
    const ofBuyers = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => line.includes('purchasing/buyer-0"'));

    expect(ofBuyers(short.lines).length).toBe(28);
    expect(ofBuyers(long.lines).length).toBeGreaterThan(80);
  });

  it('runs without an end until enough was seen, in any windows', async () => {
    const endless = (windowMs?: number) =>
      run({
        input: chainOfFour({ end: undefined }),
        options: { maxEvents: 500 } as RunOptions<never>,
        ...(windowMs === undefined ? {} : { windowMs }),
      });
    const adapted = await endless();

    expect(adapted.lines).toHaveLength(500);
    expect(adapted.result.status).toBe('limited');
    expect((await endless(5 * HOUR)).lines).toEqual(adapted.lines);
    expect((await endless(7 * DAY)).lines).toEqual(adapted.lines);
  });
});

describe('the window law goes red', () => {
  it('when a view of daily sums is asked to the millisecond', async () => {
    expect(await looksTheSame({ change: withView({ grainMs: 1 }) })).toBe(false);
  });

  it('when processes advance by their own days only, whatever their readers look ahead', async () => {
    const alone = (plan: Plan): Plan => ({
      ...plan,
      processes: plan.processes.map((process) => ({ ...process, readers: [], horizon: process.emitUntil })),
    });

    expect(await looksTheSame({ change: alone })).toBe(false);
  });

  it('and stays green when nothing is broken', async () => {
    expect(await looksTheSame({})).toBe(true);
  });
});

/** The plan with every view changed. */
function withView(change: { readonly grainMs: number }): (plan: Plan) => Plan {
  return (plan) => ({
    ...plan,
    processes: plan.processes.map((process) => ({
      ...process,
      views: process.views.map((view) => ({ ...view, ...change })),
    })),
  });
}

describe('views', () => {
  it('of what is not in reads are refused with the names that are', async () => {
    const { defineAction, defineAdventure, defineJourney, definePopulation, defineProcess, scenario } =
      await import('../../src/index.ts');
    const look = defineAction({
      id: 'look',
      handler: (ctx) => [ctx.event('seen', { ...ctx.view(dailySum('other', [])) })],
    });
    const curious = defineProcess({
      id: 'curious',
      emits: ['seen'],
      projections: [demanded],
      reads: ['demanded'],
      populations: [
        definePopulation({
          id: 'eye',
          size: 1,
          journeys: [defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [look] })] })],
        }),
      ],
    });

    await expect(run({ input: scenario({ processes: [curious()] }) as never })).rejects.toMatchObject({
      code: 'VIEW_NOT_FOUND',
      suggestion: "Use 'demanded'.",
    });
  });
});
