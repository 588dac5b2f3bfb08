/* oxlint-disable unicorn/no-thenable -- `then` of a case is a distribution, never a function */
import { describe, expect, it } from 'vitest';

import {
  chance,
  conditional,
  correlate,
  lognormal,
  uniform,
  type CopulaSpec,
  type FieldGroup,
  type Fields,
} from '../../src/index.ts';
import { changes, entries, expectChanges, keysOf, PAY, run } from './shop.ts';

const fields: Fields = { ...PAY, weight: lognormal({ median: 2, sigma: 0.5 }), days: uniform({ low: 1, high: 30 }) };
const correlated = (copula: CopulaSpec, names = ['amount', 'days'], id = 'size'): FieldGroup =>
  correlate({ id, fields: names, copula });
const tau: CopulaSpec = { family: 'gaussian', tau: 0.5 };
const byMethod = conditional({
  field: 'weight',
  given: 'method',
  cases: [{ when: ['iban'], then: uniform({ low: 50, high: 60 }) }],
  otherwise: 'base',
});

const base = run({ pay: { fields } });
const grouped = run({ pay: { fields, groups: [correlated(tau)] } });

/** The payload keys that differ, of the orders placed. */
const changedKeys = (found: ReturnType<typeof changes>): ReadonlySet<string> =>
  new Set(found.values.map((value) => value.split(' ').at(-1) ?? ''));

describe('adding a group', () => {
  it('changes its fields alone, in every one of their events', async () => {
    const before = await base;

    const found = changes(before, await grouped);

    const orders = keysOf(entries(before, 'pay', 0));
    expectChanges(found, { values: orders.flatMap((key) => [`${key} amount`, `${key} days`]) });
  });

  it('of a condition changes its field alone, where another case holds', async () => {
    const before = await base;

    const found = changes(before, await run({ pay: { fields, groups: [byMethod] } }));

    const byIban = entries(before, 'pay', 0).filter(({ event }) => event.payload['method'] === 'iban');
    expect(byIban.length).toBeGreaterThan(5);
    expectChanges(found, { values: keysOf(byIban).map((key) => `${key} weight`) });
  });
});

describe('what stands beside a group', () => {
  it('does not change it: a field, a condition, another group', async () => {
    const before = await grouped;

    const field = changes(
      before,
      await run({ pay: { fields: { coupon: chance(0.5), ...fields }, groups: [correlated(tau)] } }),
    );
    const condition = changes(before, await run({ pay: { fields, groups: [byMethod, correlated(tau)] } }));

    expectChanges(field, { values: keysOf(entries(before, 'pay', 0)).map((key) => `${key} coupon`) });
    expect(changedKeys(condition)).toEqual(new Set(['weight']));
  });

  it('does not change with its strength: other fields keep their draws', async () => {
    const found = changes(
      await grouped,
      await run({ pay: { fields, groups: [correlated({ family: 'gaussian', tau: 0.51 })] } }),
    );

    expect(changedKeys(found)).toEqual(new Set(['days']));
  });

  it('does not change with another place of its fields in the payload', async () => {
    const { amount, ...rest } = fields;

    const found = changes(
      await grouped,
      await run({ pay: { fields: { ...rest, amount }, groups: [correlated(tau)] } }),
    );

    expect(found.values).toEqual([]);
  });

  it('draws anew under another id', async () => {
    const found = changes(
      await grouped,
      await run({ pay: { fields, groups: [correlated(tau, ['amount', 'days'], 'other')] } }),
    );

    expect(changedKeys(found)).toEqual(new Set(['amount', 'days']));
  });
});
