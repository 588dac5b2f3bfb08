/**
 * The one door to faker. An instance reads whatever keyed stream is current; making or seeding one per actor costs 1,000
 * times more. Locales load on first use, synchronously, each by its own sub-path.
 */

import type { Faker, LocaleDefinition, Randomizer } from '@faker-js/faker';

import { SynodeError } from '../errors.ts';
import type { RandomStream } from './keyed.ts';

interface FakerModule {
  readonly faker: Faker;
}

/** Faker in all locales a lane has met, reading one stream: for handlers, which may keep it while they await. */
export class FakeText {
  readonly #stream: RandomStream;
  readonly #now: () => Date;
  readonly #byLocale = new Map<string, Faker>();

  /** `now` gives the reference date of `faker.date`. */
  constructor(stream: RandomStream, now: () => Date) {
    this.#stream = stream;
    this.#now = now;
  }

  /** Faker of a locale. */
  in(locale: string): Faker {
    const known = this.#byLocale.get(locale);
    if (known !== undefined) return known;
    const stream = this.#stream;
    const made = makeFaker(locale, { next: () => stream.uniform(), now: this.#now });
    this.#byLocale.set(locale, made);
    return made;
  }
}

/**
 * Faker by locale for evaluations that end before anything else happens, one for all runs of a thread: every further
 * instance has methods of its own, for which V8 throws away what it has compiled for the others (bench
 * `text.faker-overhead`).
 */
const lentFakers = new Map<string, Faker>();
/** Who evaluates now: set for the length of a call and put back behind it, so that nothing is left of a run. */
let reading: RandomStream | undefined;
let readingAt = 0;

/**
 * Lends faker to one evaluation: it reads `stream`, its reference date is `nowMs`. Used later, behind an `await`, it
 * throws: by then its stream belongs to others.
 */
export function lendFaker<T>(locale: string, stream: RandomStream, nowMs: number, use: (faker: Faker) => T): T {
  const faker = lentFakers.get(locale) ?? addLentFaker(locale);
  const outer = reading;
  const outerAt = readingAt;
  reading = stream;
  readingAt = nowMs;
  try {
    return use(faker);
  } finally {
    reading = outer;
    readingAt = outerAt;
  }
}

function addLentFaker(locale: string): Faker {
  const next = (): number => (reading === undefined ? usedTooLate() : reading.uniform());
  const made = makeFaker(locale, { next, now: () => new Date(readingAt) });
  lentFakers.set(locale, made);
  return made;
}

function usedTooLate(): never {
  throw new SynodeError('INVALID_FIELD_VALUE', 'the faker of fake(…) was used after its function had returned', {
    expected: 'a text at once',
    received: 'a call behind an await',
    suggestion: 'Draw all texts before the first await, or use ctx.faker in a handler.',
  });
}

function makeFaker(locale: string, { next, now }: { readonly next: () => number; readonly now: () => Date }): Faker {
  const base = loadLocale(locale);
  // `next` is called unbound since faker 10.5: a closure, never a method that uses `this`.
  const randomizer: Randomizer = { next, seed: () => undefined };
  const Class = base.constructor as new (options: { locale: LocaleDefinition[]; randomizer: Randomizer }) => Faker;
  const made = new Class({ locale: [base.rawDefinitions as LocaleDefinition], randomizer });
  made.setDefaultRefDate(now);
  return made;
}

/** Faker of a locale as it comes, with a random source of its own: not to draw from. */
export function loadLocale(locale: string): Faker {
  return (fromHere()(`@faker-js/faker/locale/${locale}`) as FakerModule).faker;
}

/** What loads a package synchronously. Node's modules come with the first call: every test loads this file. */
function fromHere(): NodeJS.Require {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url);
}

/** The faker locale for `de`, `de_DE` or `de-DE`: the code itself, its base language, or undefined. */
export function resolveLocale(locale: string): string | undefined {
  const code = locale.replaceAll('-', '_');
  const known = locales();
  if (known.has(code)) return code;
  const language = code.split('_')[0] ?? '';
  return known.has(language) ? language : undefined;
}

let knownLocales: ReadonlySet<string> | undefined;

/** Codes of all locales of the installed faker. Read from its folder, so that no list of ours grows old. */
export function locales(): ReadonlySet<string> {
  if (knownLocales === undefined) {
    const english = fromHere().resolve('@faker-js/faker/locale/en');
    const files = process
      .getBuiltinModule('node:fs')
      .readdirSync(process.getBuiltinModule('node:path').dirname(english));
    knownLocales = new Set(files.flatMap((file) => (file.endsWith('.js') ? [file.slice(0, -3)] : [])));
  }
  return knownLocales;
}

/** The version that draws texts, as recorded in results. */
export function fakerVersion(): string {
  return (fromHere()('@faker-js/faker/package.json') as { readonly version: string }).version;
}
