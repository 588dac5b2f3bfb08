import { describe, expect, it } from 'vitest';

import * as synode from '../../src/index.ts';
import { compilePlan } from '../../src/plan/plan.ts';
import { worlds } from '../golden/worlds.ts';
import { chainOn } from '../scenario/chain.ts';

/** The way back to something that holds itself; `undefined` where nothing does. */
function cycleIn(value: unknown, above: readonly object[] = [], at = 'plan'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (above.includes(value)) return at;
  const inside = value instanceof Map || value instanceof Set ? [...value.entries()] : Object.entries(value);
  for (const [key, part] of inside) {
    const cycle = cycleIn(part, [...above, value], `${at}.${String(key)}`);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

describe('the steps of a plan', () => {
  const shop = worlds.shop();
  const plans = {
    journeys: compilePlan(shop.journeys, shop.options as never),
    scenario: compilePlan(chainOn(synode).chainOfFour(), {} as never),
  };

  it.each(Object.entries(plans))('are data and functions that nowhere lead back to themselves: of %s', (_of, plan) => {
    const journeys = plan.populations.flatMap((population) => population.journeys);
    const steps = journeys.flatMap((journey) => journey.steps);

    expect(steps.length).toBeGreaterThan(15);
    expect(cycleIn(journeys)).toBeUndefined();
    for (const step of steps) {
      // Where it goes on is a number, so that a copy of the list is a list as good.
      expect([step.to, ...(step.targets ?? [])].every(Number.isInteger)).toBe(true);
    }
  });

  it('would be told apart from what does', () => {
    const step: { next?: unknown } = {};
    step.next = [{ back: step }];

    expect(cycleIn({ steps: [step] })).toBe('plan.steps.0.next.0.back');
  });
});
