import { readFileSync } from 'node:fs';

import { describe, expect, it, test } from 'vitest';

import { branch, defineAction, defineAdventure, defineJourney, int, lognormal, oneOf, repeat, wait } from 'synode';
import { expectDeterministic, fixture, generatorLaws, shrink } from 'synode/testing';
import 'synode/testing/vitest';
import { withWorld } from 'synode/testing/vitest';
import { signUp } from './shop.ts';

const pay = defineAction({ id: 'pay', name: 'order.paid' });
const remind = defineAction({ id: 'remind', name: 'payment.reminded' });

const shop = defineJourney({
  id: 'shop',
  adventures: [
    defineAdventure({
      id: 'buy',
      actions: [
        defineAction({
          id: 'place',
          name: 'order.placed',
          fields: { amount: lognormal({ median: 120, sigma: 0.6, decimals: 2 }), sku: oneOf(['tea', 'mug', 'pot']) },
          timeSpan: { min: '1m', max: '1h' },
        }),
        branch({
          smooth: { weight: 9, steps: [wait('2d'), pay] },
          slow: { weight: 1, steps: [repeat(int({ min: 1, max: 5 }), [wait('7d'), remind]), pay] },
        }),
      ],
    }),
  ],
});

describe('docs/testing.md', () => {
  it('takes events from a fixture', async () => {
    const world = fixture(shop);

    expect(world.build().map(({ name }) => name)).toEqual(['order.placed', 'order.paid']);
    expect(world.first('order.placed').payload.sku).toBe('tea');
    expect(world.payload('order.placed', { sku: 'mug' }).sku).toBe('mug');
    expect((await world.collect({ users: 50 })).byName['order.placed']).toHaveLength(50);
  });

  it('pins decisions', () => {
    const reminded = fixture(shop).pin('shop/buy/branch#0', 'slow').pin('shop/buy/branch#0/slow/repeat#0', 2);

    expect(reminded.pin('shop/buy/place/amount', 250).build()).toMatchEvents(`
      time                      name              amount
      2025-01-01T00:21:36.548Z  order.placed         250
      2025-01-08T00:21:36.548Z  payment.reminded       -
      2025-01-15T00:21:36.548Z  payment.reminded       -
      2025-01-15T00:21:36.548Z  order.paid             -
    `);
  });

  it('runs parts', () => {
    const company = fixture([signUp, shop]).users(20);

    expect(company.only({ actors: [7] }).build()).toEqual(company.build({ actor: 7 }));
    expect(company.only({ journeys: ['shop'] }).build()).toEqual(company.build().slice(1));
  });

  it('shows how a failure reads', () => {
    const fails = (): void => expect(fixture(shop).build()).toHaveEvent('order.placed', { sku: 'pot' });

    expect(fails).toThrow(textBlock("expected an event 'order.placed'"));
  });

  describe('with a world', () => {
    const it = test.extend(withWorld(fixture(shop).users(200)));

    it('nine in ten pay without a reminder', ({ world }) => {
      expect(world).toHaveShare('payment.reminded', 'order.placed', 0.1, { tolerance: 0.3 });
      expect(world).toHaveSequence(['order.placed', 'order.paid']);
    });
  });

  it('shrinks', async () => {
    const { events, code, stopped } = await shrink(fixture(shop).users(100), (all) => {
      expect(all.filter(({ name }) => name === 'payment.reminded').length).toBeLessThan(3);
    });

    expect(stopped).toBe('minimum');
    expect(events.map(({ name }) => name)).toEqual([
      'order.placed',
      'payment.reminded',
      'payment.reminded',
      'payment.reminded',
      'order.paid',
    ]);
    expect(code).toMatch(/^fixture\(shop\)\.seed\('test'\)\.only\(\{ actors: \[66\] \}\)\.pin\('shop\/buy\/place/);
  });

  it('states laws', async () => {
    await expectDeterministic([signUp, shop], { lanes: [1, 4], shards: [3], orders: ['user', 'time'] });
    generatorLaws(int({ min: 1, max: 6 }).map((eyes) => eyes * eyes));
  });

  it('says only what stands here', () => {
    const here = lines(readFileSync(new URL(import.meta.url), 'utf8'));

    for (const block of blocks('ts')) expect(here).toContain(lines(block));
  });
});

const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8');

function blocks(language: string): readonly string[] {
  return page
    .split('```')
    .flatMap((part, i) => (i % 2 === 1 && part.startsWith(`${language}\n`) ? [part.slice(language.length + 1)] : []));
}

function textBlock(start: string): string {
  return (
    blocks('text')
      .find((block) => block.startsWith(start))
      ?.trim() ?? 'there is no such block'
  );
}

/** Code without its indentation and empty lines. */
function lines(code: string): string {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
