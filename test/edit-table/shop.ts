/** The shop that every row of the edit table changes in one place, and the comparison of two runs of it. */
import { expect } from 'vitest';

import {
  branch,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePersona,
  fromDataset,
  generate,
  id,
  InMemoryAdapter,
  int,
  lognormal,
  maybe,
  never,
  oneOf,
  poissonProcess,
  repeat,
  sequence,
  uniform,
  wait,
  weighted,
  when,
  type AnyEvent,
  type Context,
  type Event,
  type EventMeta,
  type Fields,
  type Journey,
  type RunOptions,
} from '../../src/index.ts';

type Definition = Parameters<typeof defineAction>[0];
/** What an edit may put in place of a part of an action. */
export type ActionEdit = Partial<Definition>;
type Actions = Parameters<typeof defineAdventure>[0]['actions'];
type AdventureEdit = Partial<Omit<Parameters<typeof defineAdventure>[0], 'actions'>> & {
  readonly actions?: (actions: Actions) => Actions;
};

/** One edit: what is named is changed, all else stays as it is. */
export interface Edit {
  readonly register?: ActionEdit;
  readonly view?: ActionEdit;
  readonly basket?: ActionEdit;
  readonly pay?: ActionEdit;
  readonly ship?: ActionEdit;
  readonly sendBack?: ActionEdit;
  readonly join?: AdventureEdit;
  readonly browse?: AdventureEdit;
  readonly checkout?: AdventureEdit;
  readonly payWeight?: number;
  readonly visit?: Partial<Parameters<typeof defineJourney>[0]>;
  readonly journeys?: (journeys: readonly Journey[]) => readonly Journey[];
  readonly attributes?: (attributes: Fields) => Fields;
  readonly productFields?: (fields: Fields) => Fields;
  readonly products?: number;
  readonly options?: RunOptions<Event>;
}

export const VIEW: Fields = { page: oneOf(['/a', '/b', '/c']), seconds: lognormal({ median: 30, sigma: 0.8 }) };
export const PAY: Fields = {
  amount: uniform({ low: 10, high: 500, decimals: 2 }),
  method: weighted({ card: 6, iban: 3, cash: 1 }),
  sku: fromDataset('products', 'sku'),
  invoice: sequence({ prefix: 'R-' }),
  note: maybe(0.5, (ctx: Context) => ctx.random.int(1, 1000)),
};

export const SEND_BACK = { reason: oneOf(['size', 'colour', 'late']), weight: uniform({ low: 0, high: 9 }) };

/** An order is placed, a mail goes out five minutes later, and three in ten come back. */
export const payHandler = (ctx: Context, fields: Readonly<Record<string, unknown>>): Event[] => {
  if (ctx.draw('returns', weighted({ yes: 3, no: 7 })) === 'yes') ctx.start('return', { after: '3d' });
  ctx.set('paid', true, { scope: 'adventure' });
  return [ctx.event('order.placed', fields), ctx.event('mail.sent', { at: ctx.random.float() }, { after: '5m' })];
};

const USERS = 25;

/** The shop with an edit, as `generate` takes it. */
export function shop(edit: Edit = {}): { readonly journeys: readonly Journey[]; readonly options: RunOptions<Event> } {
  const register = defineAction({
    id: 'register',
    fields: { channel: weighted({ web: 3, app: 1 }) },
    ...edit.register,
  });
  const view = defineAction({ id: 'view', timeSpan: { min: '5s', max: '2m' }, fields: VIEW, ...edit.view });
  const basket = defineAction({
    id: 'basket',
    bounceChance: 0.2,
    fields: { items: int({ min: 1, max: 5 }) },
    ...edit.basket,
  });
  const pay = defineAction({
    id: 'pay',
    timeSpan: { min: '1m', max: '10m' },
    fields: PAY,
    handler: payHandler,
    ...edit.pay,
  });
  const ship = defineAction({
    id: 'ship',
    timeSpan: { min: '1d', max: '3d' },
    fields: { carrier: oneOf(['x', 'y']), tracking: id('trk') },
    ...edit.ship,
  });
  const sendBack = defineAction({
    id: 'send-back',
    timeSpan: { min: '1h', max: '2d' },
    fields: SEND_BACK,
    ...edit.sendBack,
  });

  const adventure = (base: { readonly id: string; readonly actions: Actions }, own: AdventureEdit = {}) => {
    const { actions = (same: Actions) => same, ...rest } = own;
    return defineAdventure({ ...base, ...rest, actions: actions(base.actions) });
  };
  const { payWeight = 8 } = edit;
  const join = adventure({ id: 'join', actions: [register, wait({ min: '1h', max: '5h' })] }, edit.join);
  const browse = adventure({ id: 'browse', actions: [repeat(int({ min: 1, max: 4 }), [view])] }, edit.browse);
  const checkout = adventure(
    {
      id: 'checkout',
      actions: [
        basket,
        branch({ pay: { weight: payWeight, steps: [pay] }, leave: { weight: 2, steps: [] } }),
        when((ctx) => ctx.get('paid') === true, [ship]),
      ],
    },
    { onBounce: 'skip', ...edit.checkout },
  );

  const signup = defineJourney({ id: 'signup', adventures: [join] });
  const survey = defineJourney({
    id: 'survey',
    adventures: [
      defineAdventure({
        id: 'ask',
        actions: [defineAction({ id: 'answer', fields: { score: int({ min: 0, max: 10 }) } })],
      }),
    ],
  });
  const visit = defineJourney({
    id: 'visit',
    arrivals: poissonProcess({ rate: 2, per: '7d', count: 8 }),
    bounceChance: 0.1,
    adventures: [browse, checkout],
    ...edit.visit,
  });
  const back = defineJourney({
    id: 'return',
    arrivals: never(),
    adventures: [defineAdventure({ id: 'parcel', actions: [sendBack] })],
  });

  const attributes = { age: int({ min: 18, max: 80 }), tier: weighted({ basic: 4, plus: 1 }) };
  const fields = { sku: sequence({ prefix: 'P-' }), price: int({ min: 1, max: 100 }), colour: oneOf(['red', 'blue']) };
  const persona = definePersona({ id: 'buyer', attributes: edit.attributes?.(attributes) ?? attributes });
  const products = defineDataset({
    id: 'products',
    count: edit.products ?? 10,
    fields: edit.productFields?.(fields) ?? fields,
  });
  const journeys = [signup, survey, visit, back];
  return {
    journeys: edit.journeys?.(journeys) ?? journeys,
    options: { users: USERS, persona, datasets: [products], meta: true, logger: false, ...edit.options },
  };
}

/** One event of a run, under the name that no edit elsewhere changes. */
export interface Entry {
  readonly key: string;
  readonly event: Event;
  readonly meta: EventMeta;
  /** Place among the events of its handler call. */
  readonly k: number;
}

export type Run = ReadonlyMap<string, Entry>;

/** Runs the shop with an edit. Events are named by user, instance, action, occurrence and place in their call. */
export async function run(edit: Edit = {}): Promise<Run> {
  const { journeys, options } = shop(edit);
  const sink = new InMemoryAdapter<AnyEvent>();
  await generate(journeys, { ...options, adapter: sink });
  return entriesOf(sink.events as readonly Event[]);
}

/** Events by name. Those of one call are told apart by what they say, in the order in which they were made. */
export function entriesOf(events: readonly Event[]): Run {
  const entries = new Map<string, Entry>();
  const calls = new Map<string, number>();
  for (const event of [...events].sort((a, b) => Number(a.meta?.sequence) - Number(b.meta?.sequence))) {
    const { meta } = event;
    if (meta === undefined) throw new Error('the edit table compares events with meta');
    const call = `${event.userId} ${meta.journey}:${meta.instance} ${meta.adventure}/${meta.action}#${meta.occurrence}`;
    const k = calls.get(call) ?? 0;
    calls.set(call, k + 1);
    const key = `${call}.${k}`;
    entries.set(key, { key, event, meta, k });
  }
  return entries;
}

/** What differs between two runs, each change by the name of its event. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** `<event> <payload key>`: another value, or a key that was not there or is no more. */
  readonly values: readonly string[];
  /** Events whose payload keys stand in another order. */
  readonly keyOrder: readonly string[];
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly sessions: readonly string[];
  readonly times: readonly string[];
  readonly sequences: readonly string[];
}

export function changes(before: Run, after: Run): Changes {
  const both = [...before.values()].flatMap((entry) => {
    const other = after.get(entry.key);
    return other === undefined ? [] : [[entry, other] as const];
  });
  const differing = (of: (entry: Entry) => unknown): readonly string[] =>
    both.flatMap(([a, b]) => (JSON.stringify(of(a)) === JSON.stringify(of(b)) ? [] : [a.key]));
  return {
    added: [...after.keys()].filter((key) => !before.has(key)),
    removed: [...before.keys()].filter((key) => !after.has(key)),
    values: both.flatMap(([a, b]) => changedKeys(a.event, b.event).map((name) => `${a.key} ${name}`)),
    keyOrder: both.flatMap(([a, b]) => (sameOrder(a.event, b.event) ? [] : [a.key])),
    names: differing(({ event }) => event.name),
    ids: differing(({ event }) => event.id),
    sessions: differing(({ event }) => event.sessionId),
    times: differing(({ event }) => event.timestamp),
    sequences: differing(({ meta }) => meta.sequence),
  };
}

const NOTHING: Changes = {
  added: [],
  removed: [],
  values: [],
  keyOrder: [],
  names: [],
  ids: [],
  sessions: [],
  times: [],
  sequences: [],
};

/** The changes are these and no others, whatever their order. */
export function expectChanges(found: Changes, expected: Partial<Changes>): void {
  const sorted = (all: Changes): Changes =>
    Object.fromEntries(
      Object.entries(all).map(([what, keys]) => [what, [...(keys as readonly string[])].sort()]),
    ) as never;
  expect(sorted(found)).toEqual(sorted({ ...NOTHING, ...expected }));
}

/** The changes without these kinds of them, which a test looks at on its own. */
export function except(found: Changes, ...kinds: readonly (keyof Changes)[]): Changes {
  return Object.fromEntries(
    Object.entries(found).map(([kind, keys]) => [kind, kinds.some((one) => one === kind) ? [] : keys]),
  ) as never;
}

function changedKeys(a: Event, b: Event): readonly string[] {
  const names = new Set([...Object.keys(a.payload), ...Object.keys(b.payload)]);
  return [...names].filter((name) => JSON.stringify(a.payload[name]) !== JSON.stringify(b.payload[name]));
}

/** Whether the keys both have stand in one order. */
function sameOrder(a: Event, b: Event): boolean {
  const shared = (of: Event, other: Event) => Object.keys(of.payload).filter((name) => name in other.payload);
  return shared(a, b).join() === shared(b, a).join();
}

/** Events of a run of these actions, in the order they were made; `k` picks one of each call. */
export function entries(run: Run, action: string, k?: number): readonly Entry[] {
  return [...run.values()].filter(({ meta, k: place }) => meta.action === action && (k === undefined || place === k));
}

export const keysOf = (list: readonly Entry[]): readonly string[] => list.map(({ key }) => key);

/** The words that key the draws of an event of a chain or of a schedule. */
export const wordsOf = ({ meta }: Entry): readonly number[] => [meta.actor, Number(meta.instance), meta.occurrence, 0];
