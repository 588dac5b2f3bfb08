import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';

import { defineJourney, type Event } from '../../src/index.ts';
import { fixture } from '../../src/testing/index.ts';
import { withWorld } from '../../src/testing/vitest.ts';
import { exactInterval } from '../../src/testing/match/share.ts';
import { signUp, shop } from './shop.ts';

const world = fixture(shop).users(20);
const events = world.buildList().flat();
const one = world.build({ actor: 8 });

/** What a failing assertion says. */
function failure(assertion: () => unknown): string {
  try {
    assertion();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return 'it passed';
}

/** P(X ≤ k) of the binomial law, term by term. */
function atMost(k: number, n: number, p: number): number {
  let sum = 0;
  let ways = 1;
  for (let i = 0; i <= k; i++) {
    sum += ways * p ** i * (1 - p) ** (n - i);
    ways = (ways * (n - i)) / (i + 1);
  }
  return sum;
}

function handMade(name: string, at: string, id: string): Event {
  return { id, userId: 'u1', sessionId: 's', name, timestamp: new Date(at), payload: {} };
}

describe('toHaveEvent', () => {
  it('finds an event by name, by part of its payload, and by number', async () => {
    expect(one).toHaveEvent('payment.reminded');
    expect(one).toHaveEvent('order.placed', { sku: 'tea', amount: expect.any(Number) });
    expect(one).toHaveEvent('payment.reminded', { by: 'mail' }, { times: 1 });
    expect(failure(() => expect(one).toHaveEvent('order.paid', { at: expect.any(Date) }))).toContain(
      '{ at: Any<Date> }',
    );
    expect(one).toHaveEvent('order.placed', { sku: 'pot' }, { times: 0 });
    expect(await world.collect()).toHaveEvent('order.paid');
    expect(one).not.toHaveEvent('order.placed', { sku: 'pot' });
  });

  it('shows what there is instead of the payload', () => {
    expect(failure(() => expect(one).toHaveEvent('order.placed', { sku: 'pot' }))).toBe(
      `
expected an event 'order.placed' with { sku: 'pot' }, got 0; 1 of that name:

time                      actor   name          payload.sku
2025-01-01T00:43:50.057Z  user-8  order.placed  tea

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it('names what is near when the name is not there', () => {
    expect(failure(() => expect(one).toHaveEvent('order.plaid'))).toBe(
      `
expected an event 'order.plaid', got 0. Did you mean 'order.paid'?

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it('counts', () => {
    expect(failure(() => expect(one).toHaveEvent('order.paid', {}, { times: 2 }))).toBe(
      `
expected 2 times event 'order.paid' with {}, got 1

time                      actor   name
2025-01-08T00:43:50.057Z  user-8  order.paid

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it('negated, shows the event that should not be there', () => {
    expect(failure(() => expect(one).not.toHaveEvent('order.paid'))).toBe(
      `
expected no event 'order.paid', got 1

time                      actor   name
2025-01-08T00:43:50.057Z  user-8  order.paid

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });
});

describe('toHaveSequence', () => {
  const paid = world.pin('shop/buy/pay/@bounce', false).buildList().flat();

  it('finds an order for one actor and for every one', () => {
    expect(one).toHaveSequence(['order.placed', 'order.paid']);
    expect(paid).toHaveSequence(['order.placed', 'order.paid']);
    expect(events).toHaveSequence(['order.placed', 'payment.reminded', 'order.paid'], { user: 'user-8', strict: true });
    expect(one).not.toHaveSequence(['order.placed', 'order.paid'], { strict: true });
    expect(one).not.toHaveSequence(['order.paid', 'order.placed']);
  });

  it('names the actor who breaks it and where', () => {
    expect(failure(() => expect(paid).toHaveSequence(['order.placed', 'order.paid'], { strict: true }))).toBe(
      `
expected 'order.placed', then at once 'order.paid': 'user-8' has no 'order.paid' right after 'order.placed'

time                      name
2025-01-01T00:43:50.057Z  order.placed
2025-01-08T00:43:50.057Z  payment.reminded
2025-01-08T00:43:50.057Z  order.paid

seed 'test', actor 8
fixture(shop).seed('test').users(20).only({ actors: [8] }).pin('shop/buy/pay/@bounce', false)
`
        .trim()
        .replace('.users(20)', ''),
    );
  });

  it('is not fulfilled by nobody', () => {
    expect(failure(() => expect(one).toHaveSequence(['order.paid'], { user: 'user-1' }))).toBe(
      `
expected 'order.paid': 'user-1' has no events

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });
});

describe('toBeChronological', () => {
  const back = [handMade('b', '2025-01-02', 'e1'), handMade('a', '2025-01-01', 'e2')];

  it('is per actor', () => {
    expect(events).toBeChronological();
    expect([...back.slice(0, 1), { ...back[1], userId: 'u2' } as Event]).toBeChronological();
    expect(back).not.toBeChronological();
  });

  it('shows the step back', () => {
    expect(failure(() => expect(back).toBeChronological())).toBe(
      `
expected 'u1' not to go back in time

time                      name  id
2025-01-02T00:00:00.000Z  b     e1
2025-01-01T00:00:00.000Z  a     e2

actor u1; these events come from no fixture
`.trim(),
    );
  });
});

describe('toHaveUniqueIds', () => {
  it('is over all actors', () => {
    expect(events).toHaveUniqueIds();
    expect([...events, ...one]).not.toHaveUniqueIds();
  });

  it('shows the events that share an id', () => {
    const [first] = one;
    expect(failure(() => expect([...one, first as Event]).toHaveUniqueIds())).toBe(
      `
expected ids to be unique

id                    time                      actor   name
${first?.id}  2025-01-01T00:43:50.057Z  user-8  order.placed
${first?.id}  2025-01-01T00:43:50.057Z  user-8  order.placed

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });
});

describe('toMatchSchema', () => {
  const order = z.object({ amount: z.number(), sku: z.enum(['tea', 'mug', 'pot']) });

  it('judges every payload, by one schema or by name', () => {
    expect(events).toMatchSchema({ 'order.placed': order });
    expect(world.all('order.placed')).toMatchSchema(order);
    expect(events).not.toMatchSchema(order);
    expect(events).not.toMatchSchema({ 'order.shipped': order });
  });

  it('lists all failures', () => {
    const strict = z.object({ amount: z.number().max(1), sku: z.literal('cup') });

    expect(
      failure(() => expect(one.slice(0, 2)).toMatchSchema({ 'order.placed': strict, 'payment.reminded': strict })),
    ).toBe(
      `
expected 2 payloads to match their schema, 2 do not:
  ${one[0]?.id}  order.placed  amount: Too big: expected number to be <=1
  ${one[0]?.id}  order.placed  sku: Invalid input: expected "cup"
  ${one[1]?.id}  payment.reminded  amount: Invalid input: expected number, received undefined
  ${one[1]?.id}  payment.reminded  sku: Invalid input: expected "cup"

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it.each([
    [5, 'no schema, but 5'],
    [undefined, 'no schema, but undefined'],
    [[order], 'no schema, but'],
    [{ 'order.placed': 5 }, "no schema of event 'order.placed', but 5"],
    [{ 'order.placed': undefined }, "no schema of event 'order.placed', but undefined"],
  ] as const)('says what it was given instead of a schema: %o', (schema, words) => {
    const given = schema as unknown as z.ZodType;

    expect(failure(() => expect(one).toMatchSchema(given))).toContain(words);
    expect(failure(() => expect(one).not.toMatchSchema(given))).toContain(words);
  });

  it('refuses a schema that answers later', () => {
    const later = { '~standard': { version: 1 as const, vendor: 'x', validate: async () => ({ value: 1 }) } };

    expect(failure(() => expect(one).toMatchSchema(later))).toContain('EVENT_SCHEMA_ASYNC');
  });
});

describe('toHaveShare', () => {
  it('takes the share that the counts do not refute', async () => {
    const many = await fixture(shop).collect({ users: 400 });

    expect(many).toHaveShare('order.paid', 'order.placed', 0.7);
    expect(many).not.toHaveShare('order.paid', 'order.placed', 0.5);
    expect(many).toHaveShare('order.paid', 'order.placed', 0.7, { tolerance: 0.06 });
    expect(many).not.toHaveShare('order.paid', 'order.placed', 0.7, { tolerance: 0.0001 });
  });

  it('shows the counts and the interval', async () => {
    const many = await fixture(shop).collect({ users: 400 });
    const paid = many.byName['order.paid']?.length ?? 0;
    const [low, high] = exactInterval(paid, 400);

    expect(failure(() => expect(many).toHaveShare('order.paid', 'order.placed', 0.5))).toBe(
      `
expected a share of 0.5, got ${paid / 400} (${low.toFixed(4)} to ${high.toFixed(4)} at 99.9 %): ${paid} 'order.paid' of 400 'order.placed'

seed 'test', actors 0, 1, 2, 3, 4, … (400)
fixture(shop).seed('test').users(400)
`.trim(),
    );
  });

  it('shows the tolerance where one is given', () => {
    expect(failure(() => expect(one).toHaveShare('order.paid', 'order.placed', 0.5, { tolerance: 0.1 }))).toBe(
      `
expected a share of 0.5 ± 0.1, got 1: 1 'order.paid' of 1 'order.placed'

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it('fails where there is nothing to count against, or more than one each', () => {
    expect(failure(() => expect(one).toHaveShare('order.paid', 'order.sent', 0.5))).toContain(
      "expected a share of 0.5: there is no 'order.sent'",
    );
    expect(failure(() => expect([...one, ...one.slice(2)]).toHaveShare('order.paid', 'order.placed', 1))).toContain(
      "got more than one 'order.paid' per 'order.placed': 2 'order.paid' of 1 'order.placed'; give a tolerance",
    );
  });

  it.each([
    [0, 10],
    [10, 10],
    [5, 10],
    [3, 400],
  ])('the exact interval of %i of %i leaves a tail of 0.05 % beyond either end', (k, n) => {
    const [low, high] = exactInterval(k, n);

    if (k > 0) expect(1 - atMost(k - 1, n, low)).toBeCloseTo(0.0005, 10);
    if (k < n) expect(atMost(k, n, high)).toBeCloseTo(0.0005, 10);
    expect([low, high]).toEqual([k === 0 ? 0 : low, k === n ? 1 : high]);
  });
});

describe('toMatchEvents', () => {
  it('compares in the columns of the text, whatever its spacing', () => {
    expect(one).toMatchEvents(`
      time                      name              sku
      2025-01-01T00:43:50.057Z  order.placed      tea
      2025-01-08T00:43:50.057Z  payment.reminded  -
      2025-01-08T00:43:50.057Z  order.paid        -
    `);
    expect(one).not.toMatchEvents('name\norder.placed');
  });

  it('shows the first row that is different', () => {
    expect(
      failure(() =>
        expect(one).toMatchEvents(`
          actor   name              by
          user-8  order.placed      -
          user-8  payment.reminded  post
          user-8  order.paid        -
        `),
      ),
    ).toBe(
      `
expected the events of the table; row 2 is different
  columns:  actor  name  by
  expected: user-8  payment.reminded  post
  received: user-8  payment.reminded  mail

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it('notices rows that are missing', () => {
    const table = 'name\norder.placed\npayment.reminded\norder.paid\norder.sent';

    expect(failure(() => expect(one).toMatchEvents(table))).toContain(
      'row 4 is different\n  columns:  name\n  expected: order.sent\n  received: no further event',
    );
  });
});

describe('toEqualStream', () => {
  it('is about every event and every value', async () => {
    expect(events).toEqualStream(await world.collect());
    expect(events).not.toEqualStream(events.slice(1));
    expect(events).not.toEqualStream(world.seed(1).buildList().flat());
  });

  it.each([
    [
      'a field',
      world.pin('shop/buy/place/sku', 'pot'),
      `event 1 (user-8, 'order.placed') differs in payload.sku, decided at shop/buy/place/sku
  expected: "pot"
  received: "tea"`,
    ],
    [
      'a delay',
      world.pin('shop/buy/place/@delay', 0),
      `event 1 (user-8, 'order.placed') differs in timestamp, decided at shop/buy/place/@delay
  expected: "2025-01-01T00:00:00.000Z"
  received: "2025-01-01T00:43:50.057Z"`,
    ],
  ])('shows the first difference in %s and where it was decided', (_, other, difference) => {
    expect(failure(() => expect(one).toEqualStream(other.build({ actor: 8 })))).toBe(
      `
expected equal streams; ${difference}

seed 'test', actor 8
fixture(shop).seed('test').only({ actors: [8] })
`.trim(),
    );
  });

  it('says where one stream ends', () => {
    expect(failure(() => expect(one.slice(0, 2)).toEqualStream(one))).toContain(
      "event 3 (user-8, 'order.paid') is missing",
    );
    expect(failure(() => expect(one).toEqualStream(one.slice(0, 2)))).toContain(
      "event 3 (user-8, 'order.paid') is one too many",
    );
  });
});

describe('the line a failure ends with', () => {
  it('holds everything that makes the world', () => {
    const late = fixture([signUp, shop], { afterEnd: 'keep' })
      .seed(7)
      .at('2026-01-01')
      .until(new Date('2026-02-01T00:00:00Z'))
      .calendar('weekdays')
      .pin('shop/buy/place/sku', "o'clock")
      .only({ journeys: ['shop'] });

    expect(
      failure(() => expect(late.build({ actor: 3 })).toHaveEvent('x'))
        .split('\n')
        .at(-1),
    ).toBe(
      "fixture([signUp, shop], { afterEnd: 'keep' }).seed(7).at('2026-01-01').until(new Date('2026-02-01T00:00:00.000Z'))" +
        ".calendar('weekdays').only({ actors: [3], journeys: ['shop'] }).pin('shop/buy/place/sku', 'o\\'clock')",
    );
  });

  it('is there also when there is no event', () => {
    const idle = defineJourney({ id: 'idle-job', adventures: [] });

    expect(failure(() => expect(fixture(idle).build()).toHaveEvent('x'))).toBe(
      `
expected an event 'x', got 0: there are no events

seed 'test', actor 0
fixture(idleJob).seed('test').only({ actors: [0] })
`.trim(),
    );
  });

  it('survives filtering', () => {
    const placed = events.filter(({ name }) => name === 'order.placed').slice(3, 5);

    expect(failure(() => expect(placed).toHaveEvent('x'))).toContain('.only({ actors: [3, 4] })');
  });
});

it('what is no list of events is refused', () => {
  expect(failure(() => expect('events').toHaveUniqueIds())).toContain('toHaveUniqueIds looks at events');
});

describe('withWorld', () => {
  const it = test.extend(withWorld(fixture(shop).users(3)));

  it('gives each test the run of the fixture', ({ world: own }) => {
    expect(own.events).toEqual(fixture(shop).users(3).buildList().flat());
    (own.events as unknown[]).length = 0;
  });

  it('made for it alone', ({ world: own }) => {
    expect(own.byName['order.placed']).toHaveLength(3);
    expect(own.events.length).toBeGreaterThan(0);
  });

  it('and typed by its journeys', ({ world: own }) => {
    const [order] = own.byName['order.placed'] ?? [];
    const amount: number | undefined = order?.payload.amount;
    expect(amount).toBeGreaterThan(0);
  });
});
