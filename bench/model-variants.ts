/** Variants of the model job: what a user's code adds to it, one thing at a time. */
import { branch, defineAction, defineAdventure, defineJourney, fake, fakePool, when } from '../src/index.ts';
import type { Context, Generator } from '../src/index.ts';
import type { Action, AnyEvent, Step } from '../src/index.ts';
import type { AnyJourney } from '../src/model/flow.ts';
import { ACTIONS, modelJob, NEVER } from './model-job.ts';

const PLAIN: readonly Action[] = ACTIONS;

function jobOf(actions: readonly Step<Action>[]): AnyJourney {
  return defineJourney({
    id: modelJob.id,
    bounceChance: NEVER,
    adventures: [defineAdventure({ id: 'case', actions })],
  });
}

/** Every handler returns a promise. */
export const asyncJob = jobOf(
  PLAIN.map((action) => defineAction({ ...action, handler: async (ctx) => action.handler(ctx) })),
);

/** Each event counts up a value of the action and sets one of the actor. */
function remembering(action: Action): Action {
  return changing(action, (ctx, event) => {
    ctx.set('made', (ctx.get<number>('made') ?? 0) + 1, { scope: 'action' });
    ctx.set('last', event.name);
    return event;
  });
}

/** Each event gets the name of a contact from faker: one call, and a payload spread. */
function withContact(action: Action): Action {
  return changing(action, (ctx, event) => ({
    ...event,
    payload: { ...event.payload, contact: ctx.faker.person.fullName() },
  }));
}

function changing(action: Action, change: (ctx: Context, event: AnyEvent) => AnyEvent): Action {
  const { handler } = action;
  return defineAction({
    ...action,
    handler: (ctx) => (handler(ctx) as readonly AnyEvent[]).map((event) => change(ctx, event)),
  });
}

/** Two conditions and a choice around an action; both arms lead to it. */
function branching(action: Action): Step<Action> {
  return when(
    (ctx) => ctx.nowMs > 0,
    [
      branch({
        usual: { weight: 0.9, steps: [when((ctx) => ctx.userId !== '', [action])] },
        rare: { weight: 0.1, steps: [action] },
      }),
    ],
  );
}

export const rememberingJob = jobOf(PLAIN.map(remembering));
export const branchingJob = jobOf(PLAIN.map(branching));
export const contactJob = jobOf(PLAIN.map(withContact));
/** All of it together. */
export const userJob = jobOf(PLAIN.map((action) => branching(withContact(remembering(action)))));

const FIELDS = 10;

/** Ten texts an event, from generators of one kind. */
function textJob(id: string, text: (i: number) => Generator<string>): AnyJourney {
  const fields = Object.fromEntries(Array.from({ length: FIELDS }, (_, i) => [`text${i}`, text(i)]));
  return defineJourney({
    id,
    adventures: [
      defineAdventure({
        id: 'case',
        actions: Array.from({ length: 48 }, (_, i) => defineAction({ id: `event-${i}`, fields })),
      }),
    ],
  });
}

/** What a record of a person and an order asks faker for. */
export const METHODS = [
  'person.fullName',
  'location.streetAddress',
  'location.city',
  'location.zipCode',
  'company.name',
  'commerce.productName',
  'finance.accountNumber',
  'internet.email',
  'phone.number',
  'lorem.sentence',
] as const;

/** The first part and the last of `'person.fullName'`, called on faker. */
export function callFaker(faker: Context['faker'], method: string): string {
  const [group = '', name = ''] = method.split('.');
  const functions = faker[group as 'person'] as unknown as Readonly<Record<string, () => string>>;
  return functions[name]?.() ?? '';
}

export const pooledJob = textJob('pooled', (i) => fakePool(METHODS[i] ?? METHODS[0]));
export const fakedJob = textJob('faked', (i) => {
  const method = METHODS[i] ?? METHODS[0];
  return fake((faker) => callFaker(faker, method));
});
