/** What every generator keeps: its value is a function of its place, and of nothing else. */
import { defineAction, defineAdventure, defineJourney } from '../../dsl/define.ts';
import { chance } from '../../dsl/fields.ts';
import { repeat } from '../../dsl/verbs.ts';
import type { Fields, Generator } from '../../model/generator.ts';
import { fixture } from '../fixture.ts';
import type { Fixture, FixtureOptions } from '../types.ts';
import { mustHold } from './broken.ts';

/** Options of `generatorLaws`. */
export interface GeneratorLawsOptions extends Pick<
  FixtureOptions,
  'seed' | 'datasets' | 'preloadedDatasets' | 'persona'
> {
  /** Actors who draw, default 200. */
  readonly users?: number;
}

type Probe = Fixture;

/**
 * The laws of a generator: drawn again it gives the same, in whatever order actors draw; another field beside it, or
 * more draws after it, change nothing; what it gives is a JSON value or `Date`.
 *
 * @throws LawBroken the first law that does not hold; SynodeError the faults of the generator
 * @example it('skewed dice keep the laws', () => generatorLaws(dice.map((n) => n * n)))
 */
export function generatorLaws(generator: Generator<unknown>, options: GeneratorLawsOptions = {}): void {
  const { users = 200, ...rest } = options;
  const actors = Array.from({ length: users }, (_, i) => i);
  const probe = (fields: Fields, times = 1): Probe => fixture(drawing(fields, times), rest) as unknown as Probe;
  const alone = { value: generator };
  const first = valuesOf(probe(alone), actors);
  const compare = (law: string, other: Probe, order: readonly number[] = actors): void => {
    const again = valuesOf(other, order);
    for (const actor of actors) {
      const [was, is] = [first.get(actor)?.[0], again.get(actor)?.[0]];
      mustHold(was === is, law, () => `actor ${actor} got ${is} instead of ${was}`);
    }
  };
  compare('drawn twice it gives the same', probe(alone));
  compare('the order of actors does not matter', probe(alone), actors.toReversed());
  compare('a field before it changes nothing', probe({ before: chance(0.5), value: generator }));
  compare('a field behind it changes nothing', probe({ value: generator, behind: generator }));
  compare('later draws change nothing', probe(alone, 3));
  mustStay(valuesOf(probe(alone, 2), actors), valuesOf(probe(alone, 3), actors));
}

function drawing(fields: Fields, times: number): ReturnType<typeof defineJourney> {
  const draw = defineAction({ id: 'draw', fields });
  return defineJourney({
    id: 'law',
    adventures: [defineAdventure({ id: 'place', actions: times === 1 ? [draw] : [repeat(times, [draw])] })],
  });
}

/** What each actor drew, as text. */
function valuesOf(probe: Probe, actors: readonly number[]): ReadonlyMap<number, readonly string[]> {
  return new Map(
    actors.map((actor) => {
      const payloads = probe.build({ actor }).map(({ payload }) => payload as { readonly value?: unknown });
      return [actor, payloads.map(({ value }) => JSON.stringify(value) ?? 'nothing')];
    }),
  );
}

function mustStay(twice: ReadonlyMap<number, readonly string[]>, thrice: ReadonlyMap<number, readonly string[]>): void {
  for (const [actor, values] of twice) {
    const longer = thrice.get(actor) ?? [];
    const at = values.findIndex((value, i) => value !== longer[i]);
    mustHold(at === -1, 'a longer run keeps earlier draws', () => {
      return `draw ${at + 1} of actor ${actor} is ${longer[at]} instead of ${values[at]}`;
    });
  }
}
