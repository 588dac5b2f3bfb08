import { describe, expectTypeOf, it } from 'vitest';

import { defineJourney, definePopulation, type EventOf } from '../../src/index.ts';
import { fixture } from '../../src/testing/index.ts';
import { shop, signUp } from './shop.ts';

const world = fixture([shop, signUp]);

describe('events of a fixture are typed by its journeys', () => {
  it('in what build, collect and buildList give', () => {
    expectTypeOf(world.build()[0]).toEqualTypeOf<EventOf<typeof shop> | EventOf<typeof signUp> | undefined>();
    expectTypeOf(world.buildList(2)[0]?.[0]).toEqualTypeOf<EventOf<typeof shop> | EventOf<typeof signUp> | undefined>();
    expectTypeOf<Awaited<ReturnType<typeof world.collect>>['byName']['account.opened']>().toEqualTypeOf<
      readonly EventOf<typeof signUp>[] | undefined
    >();
  });

  it('by name in first, last, all and payload', () => {
    expectTypeOf(world.first('order.placed').payload.amount).toEqualTypeOf<number>();
    expectTypeOf(
      world.first('order.placed', ({ payload }) => payload.sku === 'mug').name,
    ).toEqualTypeOf<'order.placed'>();
    expectTypeOf(world.last('account.opened').payload.plan).toEqualTypeOf<'free' | 'pro'>();
    expectTypeOf(world.all('order.placed')).items.toHaveProperty('payload');
    expectTypeOf(world.payload('order.placed', { sku: 'pot' }).sku).toEqualTypeOf<'tea' | 'mug' | 'pot'>();
  });

  it('through every modifier, and from a population', () => {
    const changed = world
      .seed(1)
      .users(2)
      .at('2025-01-01')
      .until('2026-01-01')
      .pin('@x', 1)
      .only({})
      .calendar('weekdays');
    expectTypeOf(changed).toEqualTypeOf<typeof world>();
    const population = definePopulation({ id: 'buyers', size: 3, journeys: [shop] });
    expectTypeOf(fixture(population).first('order.placed').payload.express).toEqualTypeOf<boolean>();
  });

  it('and wrong names do not compile', () => {
    // @ts-expect-error no event has this name
    world.first('order.plced');
    // @ts-expect-error no such field
    void world.first('order.placed').payload.amout;
    // @ts-expect-error sku is one of three
    world.payload('order.placed', { sku: 'cup' });
  });

  it('any name is taken where the compiler knows none', () => {
    const unknown: ReturnType<typeof defineJourney> = shop;
    expectTypeOf(fixture(unknown).first('whatever').payload).toEqualTypeOf<object>();
  });
});
