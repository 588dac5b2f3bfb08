/**
 * What a generator may not ask its surroundings for, and what to use instead (`house/no-ambient`,
 * `house/no-ambient-date`). `group` is the name under which a folder may be exempt in `.oxlintrc.json`.
 */

const KEYED = 'a keyed stream: ctx.random, ctx.draw(name, generator), or src/random';
const CLOCK = 'ctx.now() for simulated time; src/run/clock.ts is the one wall clock';
const UTC = 'the UTC form: getUTC…, setUTC…, Date.UTC(…), toISOString()';
const PLAIN = 'code-unit comparison and own formatting: the text may not follow the locale of the machine';
const OPTION = 'an option handed in by the caller; only src/cli reads the environment';
const EXIT = 'process.exitCode and let the loop end: process.exit() may hang on Node 24';

/** Reads of a global object: `object.member`; `*` is every member. */
export const MEMBERS = [
  { object: 'Math', member: 'random', group: 'random', instead: KEYED },
  { object: 'crypto', member: 'randomUUID', group: 'random', instead: KEYED },
  { object: 'crypto', member: 'getRandomValues', group: 'random', instead: KEYED },
  { object: 'process', member: 'env', group: 'environment', instead: OPTION },
  { object: 'process', member: 'exit', group: 'exit', instead: EXIT },
  { object: 'Intl', member: '*', group: 'locale', instead: PLAIN },
  { object: 'Date', member: 'now', group: 'date', instead: CLOCK },
  { object: 'performance', member: '*', group: 'date', instead: CLOCK },
  { object: 'process', member: 'hrtime', group: 'date', instead: CLOCK },
  { object: 'process', member: 'uptime', group: 'date', instead: CLOCK },
];

const CLOCK_PART = 'FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds|Year';

/** Methods whose answer follows the locale or the time zone of the machine, on any object. */
export const METHODS = [
  { pattern: /^toLocale[A-Z]|^localeCompare$/, group: 'locale', instead: PLAIN },
  {
    pattern: new RegExp(`^[gs]et(${CLOCK_PART})$|^getTimezoneOffset$|^to(Date|Time)String$`),
    group: 'date',
    instead: UTC,
  },
];

/** Names imported from a module; `sources` names the module and everything below it. */
export const IMPORTS = [
  {
    sources: ['node:crypto', 'crypto'],
    names: ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'randomFill', 'getRandomValues', 'webcrypto'],
    group: 'random',
    instead: KEYED,
  },
  { sources: ['nanoid'], names: ['nanoid'], group: 'random', instead: 'customRandom over a keyed stream, or ids.…()' },
  { sources: ['@faker-js/faker'], names: ['faker'], group: 'random', instead: 'ctx.faker or fake(…)' },
  { sources: ['node:process', 'process'], names: ['env'], group: 'environment', instead: OPTION },
  { sources: ['node:process', 'process'], names: ['exit'], group: 'exit', instead: EXIT },
  { sources: ['node:process', 'process'], names: ['hrtime', 'uptime'], group: 'date', instead: CLOCK },
  { sources: ['node:perf_hooks', 'perf_hooks'], names: ['performance'], group: 'date', instead: CLOCK },
];

export const NEW_DATE = { text: 'new Date() without an argument', group: 'date', instead: CLOCK };
export const LOCAL_DATE = { text: 'new Date(year, month, …)', group: 'date', instead: UTC };
