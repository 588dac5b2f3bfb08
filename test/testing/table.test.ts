import { describe, expect, it } from 'vitest';

import { defineAction, defineAdventure, defineJourney } from '../../src/index.ts';
import { fixture, toTable } from '../../src/testing/index.ts';
import { shop } from './shop.ts';

describe('a table of events', () => {
  it('shows time, actor, name and the columns asked for, aligned', () => {
    const events = fixture(shop).build({ actor: 8 });

    expect(events.table(['amount', 'sku', 'by'])).toBe(
      `
time                      actor   name              amount  sku  by
2025-01-01T00:43:50.057Z  user-8  order.placed      149.17  tea  -
2025-01-08T00:43:50.057Z  user-8  payment.reminded       -  -    mail
2025-01-08T00:43:50.057Z  user-8  order.paid             -  -    -
`.trim(),
    );
    expect(toTable(events, ['amount', 'sku', 'by'])).toBe(events.table(['amount', 'sku', 'by']));
  });

  it('tells values apart that look alike', () => {
    const values = [
      '5',
      5,
      'true',
      true,
      '',
      '-',
      undefined,
      null,
      'null',
      ' x',
      'a  b',
      'two words',
      ['a', 1],
      { b: new Date(0) },
    ];
    const show = defineAction({
      id: 'show',
      handler: (ctx) => values.map((value) => ctx.event('shown', { value })),
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [show] })] });

    const cells = fixture(job)
      .build()
      .table(['value'])
      .split('\n')
      .slice(1)
      .map((row) => row.slice(row.indexOf('shown') + 'shown  '.length));

    expect(cells).toEqual([
      '"5"',
      '5',
      '"true"',
      'true',
      '""',
      '"-"',
      '-',
      'null',
      '"null"',
      '" x"',
      '"a  b"',
      'two words',
      '["a",1]',
      '{"b":"1970-01-01T00:00:00.000Z"}',
    ]);
  });

  it('finds nested values, sessions, ids, and fields that are called like a column', () => {
    const show = defineAction({
      id: 'show',
      handler: (ctx) => [ctx.event('shown', { name: 'Ann', address: { city: 'Bern' }, 'a.b': 1 }, { id: 'e1' })],
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [show] })] });

    expect(fixture(job).build().table(['session', 'id', 'payload.name', 'address.city', 'a.b', 'address.zip'])).toBe(
      `
time                      actor   name   session       id  payload.name  address.city  a.b  address.zip
2025-01-01T00:00:00.000Z  user-0  shown  user-0:job:0  e1  Ann           Bern            1  -
`.trim(),
    );
  });
});
