import { describe, expect, it } from 'vitest';

import { member, shopper, tradeCustomer } from '../../personas/index.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  dryRun,
  personaMix,
  type PersonaDefinition,
} from '../../src/index.ts';

/** A journey that tells who acts. */
const introduce = (names: readonly string[]) =>
  defineJourney({
    id: 'introduce',
    adventures: [
      defineAdventure({
        id: 'say',
        actions: [
          defineAction({
            id: 'hello',
            handler: (ctx) => [
              ctx.event('hello', {
                persona: ctx.actor.persona,
                ...Object.fromEntries(names.map((name) => [name, ctx.get(name)])),
              }),
            ],
          }),
        ],
      }),
    ],
  });

const people = (persona: PersonaDefinition) => dryRun(introduce(Object.keys(persona.attributes)), 200, { persona });

describe('the personas that come along', () => {
  it.each([shopper, tradeCustomer, member])('give every actor a value for each attribute: $id', async (persona) => {
    const events = await people(persona);

    for (const { payload } of events) {
      for (const name of Object.keys(persona.attributes)) expect(payload).toHaveProperty(name);
    }
    const told = events.map(({ payload }) => JSON.stringify(payload));
    expect(new Set(told).size).toBe(200);
  });

  it('speak the language of their locale', async () => {
    const events = await people(shopper);

    const locales = new Set(events.map(({ payload }) => (payload as unknown as { locale: string }).locale));
    expect(locales).toEqual(new Set(['en', 'de', 'fr', 'es']));
  });

  it('can be mixed', async () => {
    const events = await dryRun(introduce([]), 300, {
      persona: personaMix([
        [shopper, 0.8],
        [tradeCustomer, 0.2],
      ]),
    });

    const share = events.filter(({ payload }) => payload.persona === 'trade-customer').length / 300;
    // 0.2 ± 4 standard deviations of a share of 300.
    expect(Math.abs(share - 0.2)).toBeLessThan(0.093);
  });
});
