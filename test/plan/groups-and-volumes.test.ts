import { describe, expect, it } from 'vitest';

import {
  correlate,
  every,
  InMemoryAdapter,
  money,
  uniform,
  volume,
  type Journey,
  type VolumeOptions,
} from '../../src/index.ts';
import { planText } from '../../src/cli/plan-text.ts';
import { describePlan } from '../../src/plan/describe.ts';
import { compilePlan } from '../../src/plan/plan.ts';
import { Trace } from '../../src/plan/trace.ts';
import { runPlan } from '../../src/run-call.ts';
import { action, flow } from '../journeys/world.ts';

const year = { users: 1, startDate: '2025-01-01', endDate: '2026-01-01', starts: 'together' } as const;
const plain = { width: 120, style: (_name: string, text: string) => text } as never;

const shown = (journey: Journey): string | undefined => {
  const plan = compilePlan(journey, year);
  const lines = planText(describePlan(plan, journey), plain).split('\n');
  return lines.find((line) => line.startsWith('starts'))?.replace(/^starts\s+/, '');
};

describe('a plan', () => {
  it.each<[VolumeOptions, string]>([
    [{ rate: 120 }, 'by volume, 120 a year'],
    [{ total: 5000, months: true, periodEnd: false }, 'by volume, 5000 in all, by months, periodEnd'],
    [{ rate: uniform({ low: 1, high: 2 }) }, 'by volume, uniform { low: 1, high: 2 } a year'],
  ])('shows a volume: %j', (options, text) => {
    expect(shown(flow('shop', [action('pay')], { arrivals: volume(options) }))).toBe(text);
  });

  it('has another hash with another group or another volume', () => {
    const fields = { a: uniform({ low: 0, high: 1 }), b: uniform({ low: 0, high: 1 }) };
    const hash = (tau: number, rate: number): string => {
      const groups = [correlate({ id: 'g', fields: ['a', 'b'], copula: { family: 'gaussian', tau } })];
      return compilePlan(flow('shop', [action('pay', { fields, groups })], { arrivals: volume({ rate }) }), year).hash;
    };

    expect(hash(0.5, 10)).toBe(hash(0.5, 10));
    expect(new Set([hash(0.5, 10), hash(0.4, 10), hash(0.5, 11)]).size).toBe(3);
  });
});

describe('a trace', () => {
  const tracedDraws = async (journey: Journey) => {
    const trace = new Trace();
    await runPlan(
      compilePlan(journey, year, { decisions: trace }),
      { ...year, adapter: new InMemoryAdapter() } as never,
      {
        observer: trace,
      } as never,
    );
    return trace.draws;
  };

  it('shows the draw of a group, and behind it each of its fields without a uniform of its own', async () => {
    const fields = {
      total: money(uniform({ low: 1, high: 2 }), { currency: 'EUR' }),
      days: uniform({ low: 0, high: 9 }),
      alone: uniform({ low: 0, high: 9 }),
    };
    const group = correlate({ id: 'size', fields: ['total', 'days'], copula: { family: 'gaussian', tau: 0.5 } });
    const shop = flow('shop', [action('pay', { fields, groups: [group] })], { arrivals: every('1d', { count: 1 }) });

    const draws = (await tracedDraws(shop)).filter(({ path }) => path.includes('field') || path.includes('group'));

    expect(draws.map(({ kind, path, uniforms }) => [kind, path.slice(-2).join('/'), uniforms.length])).toEqual([
      ['group', 'size/latent', 2],
      ['money of a group', 'field/total', 0],
      ['uniform of a group', 'field/days', 0],
      ['uniform', 'field/alone', 1],
    ]);
    expect(draws[1]?.value).toMatchObject({ currency: 'EUR' });
  });

  it('shows the count, day and time of arrivals by volume', async () => {
    const draws = await tracedDraws(flow('shop', [action('pay')], { arrivals: volume({ rate: 2 }) }));

    const arrivals = draws.filter(({ path }) => path.includes('@arrivals'));
    const words = new Set(arrivals.map(({ kind, path }) => `${kind} ${path.at(-1)}`));
    expect(words).toEqual(new Set(['arrival value', 'arrival day', 'arrival time']));
    expect(arrivals.every(({ ms, uniforms }) => ms === Date.UTC(2025, 0, 1) && uniforms.length === 1)).toBe(true);
  });
});
