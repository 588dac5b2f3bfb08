import { describe, expect, it } from 'vitest';

import { repeat, when } from '../../src/index.ts';
import { action, adventure, expectEvents, failureOf, flow, journey, look, simulate, uniformAt } from './world.ts';

const always = { bounceChance: 1 } as const;
/** Shows whether a journey counts as complete. */
const after = flow('after', [look('seen', (ctx) => ({ complete: ctx.hasCompletedJourney('shop') }))]);

describe('a bounce', () => {
  it('of the journey yields nothing, and the journey is not complete', async () => {
    const shop = flow('shop', [action('view')], always);

    const { events, result } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      time            name  complete
      01-01 00:00:00  seen  false
      `,
    );
    expect(result.counts.journeys.byId['shop']).toMatchObject({ started: 1, bounced: 1, completed: 0 });
  });

  it('of an adventure stops its journey by default', async () => {
    const shop = journey('shop', [
      adventure('browse', [action('view')]),
      adventure('buy', [action('pay')], always),
      adventure('rate', [action('review')]),
    ]);

    const { events, result } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      name  complete
      view  -
      seen  false
      `,
    );
    expect(result.counts.adventures).toEqual({ started: 3, bounced: 1 });
  });

  it('of an adventure with skip goes on to the next, and the journey is complete at its end', async () => {
    const shop = journey('shop', [
      adventure('browse', [action('view')]),
      adventure('buy', [action('pay')], { ...always, onBounce: 'skip' }),
      adventure('rate', [action('review')]),
    ]);

    const { events } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      name    complete
      view    -
      review  -
      seen    true
      `,
    );
  });

  it('of every adventure with skip still completes the journey', async () => {
    const skipped = { ...always, onBounce: 'skip' } as const;
    const shop = journey('shop', [
      adventure('browse', [action('view')], skipped),
      adventure('buy', [action('pay')], skipped),
    ]);

    const { events, result } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      name  complete
      seen  true
      `,
    );
    expect(result.counts.journeys.byId['shop']).toMatchObject({ completed: 1, bounced: 0 });
  });

  it('of an action leaves its adventure and stops the journey', async () => {
    const shop = journey('shop', [
      adventure('buy', [action('view'), action('pay', always), action('thank')]),
      adventure('rate', [action('review')]),
    ]);

    const { events, result } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      name  complete
      view  -
      seen  false
      `,
    );
    expect(result.counts.actions).toEqual({ executed: 2, bounced: 1 });
    expect(result.counts.journeys.byId['shop']).toMatchObject({ started: 1, bounced: 1 });
  });

  it('of an action in an adventure with skip leaves that adventure alone', async () => {
    const shop = journey('shop', [
      adventure('buy', [action('view'), action('pay', always), action('thank')], { onBounce: 'skip' }),
      adventure('rate', [action('review')]),
    ]);

    const { events } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      name    complete
      view    -
      review  -
      seen    true
      `,
    );
  });

  it('with skip inside a repeat leaves the whole adventure', async () => {
    const shop = journey('shop', [
      adventure(
        'buy',
        [
          repeat(3, [
            action('view'),
            // The second visit is one too many.
            look('pay', (ctx) => (ctx.set('paid', true), {}), {
              bounceChance: (ctx) => (ctx.get('paid') === true ? 1 : 0),
            }),
          ]),
          action('thank'),
        ],
        { onBounce: 'skip' },
      ),
      adventure('rate', [action('review')]),
    ]);

    const { events } = await simulate(shop);

    expectEvents(
      events,
      `
      name
      view
      pay
      view
      review
      `,
    );
  });

  it('with skip of an adventure inside a repeat goes on with the next round', async () => {
    const shop = journey('shop', [
      repeat(2, [adventure('buy', [action('view'), action('pay', always)], { onBounce: 'skip' })]),
      adventure('rate', [action('review')]),
    ]);

    const { events, result } = await simulate(shop);

    expectEvents(
      events,
      `
      name
      view
      view
      review
      `,
    );
    expect(result.counts.adventures.started).toBe(3);
  });

  it('with stop inside a condition ends the journey', async () => {
    const shop = journey('shop', [
      adventure('buy', [when(() => true, [action('pay', always)], []), action('thank')]),
      adventure('rate', [action('review')]),
    ]);

    const { events } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      name  complete
      seen  false
      `,
    );
  });

  it('is drawn before the delay, so it costs no time', async () => {
    const shop = journey(
      'shop',
      [
        adventure('browse', [action('view')]),
        adventure('buy', [action('pay', { ...always, timeSpan: '3d' })], { timeSpan: '1h' }),
      ],
      {},
    );

    const { events } = await simulate([shop, after]);

    expectEvents(
      events,
      `
      time            name
      01-01 00:00:00  view
      01-01 00:00:00  seen
      `,
    );
  });

  it('never happens at chance 0 and always at chance 1, whatever is drawn', async () => {
    const never = flow('never', [action('stays', { bounceChance: 0 })], { bounceChance: 0 });
    const gone = flow('gone', [action('leaves')], always);

    const { result } = await simulate([never, gone], { users: 500 });

    expect(result.counts.journeys.byId['never']).toMatchObject({ started: 500, completed: 500 });
    expect(result.counts.journeys.byId['gone']).toMatchObject({ started: 500, bounced: 500 });
  });

  it('follows the draw of its level: journey, adventure and action each have their own', async () => {
    const shop = journey(
      'shop',
      [adventure('buy', [action('pay', { bounceChance: 0.5 })], { bounceChance: 0.5, onBounce: 'stop' })],
      { bounceChance: 0.5 },
    );

    const { events } = await simulate(shop, { users: 64 });

    const own = ['user', 'journey', 'shop'];
    const expected = Array.from({ length: 64 }, (_, i) => i).filter(
      (i) =>
        uniformAt([...own, '@bounce'], [i]) >= 0.5 &&
        uniformAt([...own, 'adventure', 'buy', '@bounce'], [i]) >= 0.5 &&
        uniformAt([...own, 'adventure', 'buy', 'action', 'pay', '@bounce'], [i]) >= 0.5,
    );
    expect(events.map(({ userId }) => userId)).toEqual(expected.map((i) => `user-${i}`));
    expect(expected.length).toBeGreaterThan(0);
  });

  it('may depend on what happened: its chance is a function of the context', async () => {
    const shop = flow('shop', [
      look('view', (ctx) => (ctx.set('tired', true), {})),
      action('pay', { bounceChance: (ctx) => (ctx.get('tired') === true ? 1 : 0) }),
    ]);

    const { events } = await simulate(shop);

    expectEvents(events, 'name\nview');
  });

  it.each([Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY])('cannot have the chance %d', async (bounceChance) => {
    const error = await failureOf(simulate(flow('shop', [action('pay', { bounceChance })])));

    expect(error).toMatchObject({ code: 'INVALID_BOUNCE_CHANCE', received: String(bounceChance) });
  });

  it('whose computed chance is no probability fails where it stands', async () => {
    const shop = flow('shop', [action('pay', { bounceChance: () => 15 })]);

    const error = await failureOf(simulate(shop));

    expect(error).toMatchObject({
      code: 'INVALID_BOUNCE_CHANCE',
      received: '15',
      path: ["journey 'shop'", "adventure 'main'", "action 'pay'", "'bounceChance'"],
    });
  });
});
