/** A company that opens its books, sells and buys: what is longer, or has more in it, leaves what was there byte for byte. */
import { beforeAll, describe, expect, it } from 'vitest';

import { opening } from '../../journeys/opening/index.ts';
import { o2c } from '../../journeys/order-to-cash/index.ts';
import { p2p } from '../../journeys/procure-to-pay/index.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import { world } from '../../journeys/world/world.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  generate,
  InMemoryAdapter,
  scenario,
  type Event,
  type Process,
} from '../../src/index.ts';

interface Setting {
  readonly world?: WorldOptions;
  readonly processes?: readonly unknown[];
  readonly end?: string;
  readonly runInDays?: number;
}

const ONE = { code: '1000', role: 'distributor', customers: 40 } as const;
const all = () => [opening(), o2c(), p2p()];

async function run({
  world: given = { companies: [ONE] },
  processes = all(),
  end = '2025-02-01',
  runInDays = 45,
}: Setting = {}) {
  const adapter = new InMemoryAdapter();
  const input = scenario({
    ...world(given),
    period: { start: '2025-01-01', end },
    seed: 'company',
    runInDays,
    processes: processes as readonly Process<Event>[],
  });
  await generate(input, { adapter });
  return adapter.events as unknown as readonly Event[];
}

/** Events as they are written, `meta` and all: every byte of theirs counts. */
const text = (events: readonly Event[]): readonly string[] => events.map((event) => JSON.stringify(event));
const payloadOf = ({ payload }: Event) => payload as Readonly<Record<string, unknown>>;
const ofCompany = (events: readonly Event[], code: string): readonly Event[] =>
  events.filter((event) => payloadOf(event)['company'] === code);
const emittedBy = (events: readonly Event[], names: readonly string[], rules: RegExp): readonly Event[] =>
  events.filter((event) => {
    const { ruleId, controlId } = payloadOf(event);
    if (event.name === 'control.performed') return rules.test(String(controlId));
    return event.name === 'journal_entry.posted' ? rules.test(String(ruleId)) : names.includes(event.name);
  });

const SELLING = /^OC|^C02/;
const ownOf = (process: { readonly emits: readonly string[] }): readonly string[] =>
  process.emits.filter((name) => !['payment.cleared', 'journal_entry.posted', 'control.performed'].includes(name));

describe('a company with all its processes', () => {
  let usual: readonly Event[];
  beforeAll(async () => {
    usual = await run();
  }, 60_000);

  it('emits each of its processes', () => {
    const names = new Set(usual.map(({ name }) => name));

    for (const name of ['opening_equity.recorded', 'customer_invoice.posted', 'purchase_order.sent']) {
      expect(names).toContain(name);
    }
  });

  it('begins a longer period as it begins a shorter one', async () => {
    const long = await run({ end: '2025-03-01' });
    const until = Date.parse('2025-02-01');

    expect(long.length).toBeGreaterThan(usual.length * 1.3);
    expect(text(long.slice(0, usual.length))).toEqual(text(usual));
    expect(long[usual.length]?.timestamp.getTime()).toBeGreaterThanOrEqual(until);
  });

  it('is the same beside another company', async () => {
    const beside = await run({
      world: { companies: [ONE, { code: '2000', region: 'DE', role: 'distributor', customers: 20 }] },
    });

    expect(ofCompany(beside, '2000').length).toBeGreaterThan(500);
    expect(text(ofCompany(beside, '1000'))).toEqual(text(usual));
  });

  it('is the same beside a process that nobody reads', async () => {
    const beside = await run({ processes: [...all(), watchman()] });

    expect(beside.filter(({ name }) => name === 'round.made').length).toBeGreaterThan(20);
    expect(text(beside.filter(({ name }) => name !== 'round.made'))).toEqual(text(usual));
  });

  it('sells the same whether or not it buys', async () => {
    const alone = await run({ processes: [opening(), o2c()] });
    const selling = emittedBy(usual, ownOf(o2c()), SELLING);

    expect(selling.length).toBeGreaterThan(500);
    expect(text(emittedBy(alone, ownOf(o2c()), SELLING))).toEqual(text(selling));
  });

  it('opens with the same whether or not it buys: nothing is open of it where nothing has run in', async () => {
    const [buying, without] = [await run({ runInDays: 0 }), await run({ processes: [opening(), o2c()], runInDays: 0 })];
    const opened = emittedBy(buying, ownOf(opening()), /^OP/);

    expect(opened.length).toBeGreaterThan(100);
    expect(text(emittedBy(without, ownOf(opening()), /^OP/))).toEqual(text(opened));
  });

  it('serves the customers it has as before when there is one more', async () => {
    const more = await run({ world: { companies: [{ ...ONE, customers: 41 }] } });
    const selling = emittedBy(usual, ownOf(o2c()), SELLING);
    const own = new Set(usual.map(({ userId }) => userId));
    const told = emittedBy(more, ownOf(o2c()), SELLING);

    expect(text(told.filter(({ userId }) => own.has(userId)))).toEqual(text(selling));
    expect(new Set(told.map(({ userId }) => userId)).size).toBeGreaterThanOrEqual(
      new Set(selling.map(({ userId }) => userId)).size,
    );
  });
});

/** Goes round every eight hours; reads nothing, and nobody reads it. */
function watchman() {
  const round = defineAction({ id: 'round', name: 'round.made' });
  const journey = defineJourney({
    id: 'rounds',
    arrivals: every('8h'),
    adventures: [defineAdventure({ id: 'go', actions: [round] })],
  });
  return defineProcess({
    id: 'watchman',
    emits: ['round.made'],
    populations: [definePopulation({ id: 'guard', size: 1, starts: 'together', journeys: [journey] })],
  })();
}
