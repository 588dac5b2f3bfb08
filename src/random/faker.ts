/**
 * The one door to faker. One instance per locale and thread reads whatever keyed stream is current; making or seeding an
 * instance per actor costs 1,000 times more. Locales load on first use, synchronously, each by its own sub-path.
 */

import type { Faker, LocaleDefinition, Randomizer } from '@faker-js/faker';

import type { RandomStream } from './keyed.ts';

interface FakerModule {
  readonly faker: Faker;
}

/** Faker in all locales a thread has met, reading the stream given last. */
export class FakeText {
  readonly #stream: { current: RandomStream };
  readonly #byLocale = new Map<string, Faker>();
  readonly #now: { current: () => Date };

  constructor(stream: RandomStream) {
    this.#stream = { current: stream };
    this.#now = { current: () => new Date(0) };
  }

  /** Faker of a locale that reads `stream` from now on; its reference date is `now()`. */
  in(locale: string, stream: RandomStream, now: () => Date): Faker {
    this.#stream.current = stream;
    this.#now.current = now;
    const known = this.#byLocale.get(locale);
    if (known !== undefined) return known;
    const made = this.#make(locale);
    this.#byLocale.set(locale, made);
    return made;
  }

  /** Lends faker to one evaluation; whoever held it before goes on reading the stream it read. */
  lend<T>(
    locale: string,
    reading: { readonly stream: RandomStream; readonly now: () => Date },
    use: (faker: Faker) => T,
  ): T {
    const { current: stream } = this.#stream;
    const { current: now } = this.#now;
    try {
      return use(this.in(locale, reading.stream, reading.now));
    } finally {
      this.#stream.current = stream;
      this.#now.current = now;
    }
  }

  #make(locale: string): Faker {
    const base = loadLocale(locale);
    const stream = this.#stream;
    const randomizer: Randomizer = {
      // Called unbound since faker 10.5: a closure, never a method that uses `this`.
      next: () => stream.current.uniform(),
      seed: () => undefined,
    };
    const Class = base.constructor as new (options: { locale: LocaleDefinition[]; randomizer: Randomizer }) => Faker;
    const made = new Class({ locale: [base.rawDefinitions as LocaleDefinition], randomizer });
    const now = this.#now;
    made.setDefaultRefDate(() => now.current());
    return made;
  }
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
