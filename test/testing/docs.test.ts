/** The fragments of `docs/testing.md` that need a test runner; its other examples run with those of all pages. */
import { readFileSync } from 'node:fs';

import { describe, expect, it, test } from 'vitest';

import { branch, defineAction, defineAdventure, defineJourney, int, lognormal, oneOf, repeat, wait } from 'synode';
import { fixture } from 'synode/testing';
import 'synode/testing/vitest';
import { withWorld } from 'synode/testing/vitest';
import { blocksOf } from '../docs/blocks.ts';

const page = blocksOf(readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8'));

const place = defineAction({
  id: 'place',
  name: 'order.placed',
  fields: { amount: lognormal({ median: 120, sigma: 0.6, decimals: 2 }), sku: oneOf(['tea', 'mug', 'pot']) },
  timeSpan: { min: '1m', max: '1h' },
});
const pay = defineAction({ id: 'pay', name: 'order.paid' });
const remind = defineAction({ id: 'remind', name: 'payment.reminded' });

const payment = branch({
  smooth: { weight: 9, steps: [wait('2d'), pay] },
  slow: { weight: 1, steps: [repeat(int({ min: 1, max: 5 }), [wait('7d'), remind]), pay] },
});

const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [place, payment] })] });

describe('docs/testing.md', () => {
  it('shows how a failure reads', () => {
    const shown = page.find(({ text }) => text.startsWith('expected an event'))?.text.trim() ?? 'no such block';

    expect(() => {
      expect(fixture(shop).build()).toHaveEvent('order.placed', { sku: 'pot' });
    }).toThrow(shown);
  });

  describe('with a world', () => {
    const it = test.extend(withWorld(fixture(shop).users(200)));

    it('most pay without a reminder', ({ world }) => {
      expect(world).toHaveShare('order.paid', 'order.placed', 1);
      expect(world).toHaveSequence(['order.placed', 'order.paid']);
    });
  });

  it('says nothing about matchers that does not stand here', () => {
    const here = lines(readFileSync(new URL(import.meta.url), 'utf8'));
    const fragments = page.filter(({ language }) => language === 'ts fragment');

    expect(fragments).toHaveLength(3);
    for (const { text } of fragments) expect(here).toContain(lines(text));
  });
});

/** Code without its indentation and empty lines. */
function lines(code: string): string {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
