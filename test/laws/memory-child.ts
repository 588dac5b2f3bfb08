/** Heap in use after collecting, at its highest, in one of the runs below; printed in bytes. */
import {
  generate,
  defineAction,
  defineAdventure,
  defineJourney,
  definePersona,
  oneOf,
  wait,
} from '../../dist/src/index.js';

const note = defineAction({
  id: 'note',
  handler: (ctx) => {
    ctx.set('notes', 1);
    return [ctx.event('note.taken', { text: 'milk, bread, eggs' })];
  },
});
const later = defineAction({ id: 'later', fields: { luck: oneOf([1, 2]) } });
const shopper = definePersona({
  id: 'shopper',
  attributes: { tier: oneOf(['x', 'y']), town: oneOf(['1', '2']), age: oneOf([1, 2, 3]) },
});

/** `wait` decides how many actors are alive at once. */
const journey = (pause: '2d' | '400d') =>
  defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [note, wait(pause), later] })] });

const [kind, usersText] = process.argv.slice(2);
const users = Number(usersText);
let seen = 0;
let peak = 0;
/** What the canary keeps, against the law. */
const kept: unknown[] = [];

function sample(): void {
  globalThis.gc?.();
  peak = Math.max(peak, process.memoryUsage().heapUsed);
}

const writeBatch = (events: readonly unknown[]): void => {
  if (kind === 'keeps') kept.push(...events);
  const before = seen;
  seen += events.length;
  // Twenty times a run; with everybody alive at the end of the starts.
  const every = kind === 'alive' ? users * 0.97 : users / 10;
  if (Math.floor(before / every) !== Math.floor(seen / every)) sample();
};

globalThis.gc?.();
await generate(journey(kind === 'alive' ? '400d' : '2d'), {
  users,
  persona: shopper,
  order: kind === 'user' || kind === 'keeps' ? 'user' : 'time',
  startDate: '2025-01-01',
  endDate: '2026-01-01',
  adapter: { write: () => undefined, writeBatch },
  logger: false,
});
process.stdout.write(String(peak));
