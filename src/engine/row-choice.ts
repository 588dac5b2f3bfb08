/** How a row is picked from a dataset: evenly, by weight, or by rank. Tables of weights are made once. */
import { describeValue, SynodeError } from '../errors.ts';
import type { DatasetRow, RandomRowOptions } from '../model/dataset.ts';
import { compileDistribution } from '../random/models/compile.ts';
import { cumulativeWeights, weightedIndex } from '../random/models/weights.ts';
import type { RandomStream } from '../random/keyed.ts';
import { refuseUnknownKeys } from './option-keys.ts';

type WeightFunction = Exclude<RandomRowOptions['weight'], string | undefined>;
/** u in (0, 1) → the index of a row. */
type Choose = (u: number) => number;

export class RowChoice {
  readonly #id: string;
  readonly #count: number;
  readonly #rows: () => readonly DatasetRow[];
  readonly #byField = new Map<string, Choose>();
  readonly #byRank = new Map<number, Choose>();
  // Held as long as their functions: those written inside a handler are new ones at each call.
  readonly #byFunction = new WeakMap<WeightFunction, Choose>();

  constructor(id: string, count: number, rows: () => readonly DatasetRow[]) {
    this.#id = id;
    this.#count = count;
    this.#rows = rows;
  }

  /** The index of a random row: one uniform. */
  index(stream: RandomStream, options: RandomRowOptions): number {
    refuseUnknownKeys('randomRow', options, ['weight', 'zipf', 'as']);
    if (this.#count === 0) throw this.#empty();
    const { weight, zipf } = options;
    if (weight === undefined && zipf === undefined) return stream.index(this.#count);
    if (weight !== undefined && zipf !== undefined) throw this.#both(weight);
    return this.#choose(weight, zipf)(stream.uniform());
  }

  #choose(weight: RandomRowOptions['weight'], zipf: number | undefined): Choose {
    if (zipf !== undefined) return remembered(this.#byRank, zipf, () => this.#ranks(zipf));
    if (typeof weight === 'string')
      return remembered(this.#byField, weight, () => this.#weigh((row) => row[weight], `field '${weight}'`));
    if (typeof weight === 'function')
      return remembered(this.#byFunction, weight, () => this.#weigh(weight, 'what weight gives'));
    throw this.#badOption('weight', 'the name of a numeric field, or a function of the row', weight);
  }

  #ranks(exponent: number): Choose {
    if (!(exponent > 0 && exponent <= Number.MAX_VALUE)) throw this.#badOption('zipf', 'an exponent above 0', exponent);
    const ranks = compileDistribution({ kind: 'zipf', n: this.#count, exponent });
    return (u) => ranks.quantile(u) - 1;
  }

  #weigh(of: (row: DatasetRow) => unknown, what: string): Choose {
    const cumulative = cumulativeWeights(this.#rows().map((row, i) => this.#weight(of(row), i, what)));
    if (cumulative[cumulative.length - 1] === 0) {
      throw this.#fault('INVALID_WEIGHTS', `all weights of dataset '${this.#id}' are 0`, {
        expected: 'at least one row of positive weight',
        received: `0 for all ${this.#count} rows`,
        suggestion: 'Give one row a positive weight.',
      });
    }
    return weightedIndex(cumulative);
  }

  #weight(weight: unknown, row: number, what: string): number {
    if (typeof weight === 'number' && weight >= 0 && Number.isFinite(weight)) return weight;
    throw this.#fault('INVALID_WEIGHTS', `${what} is ${describeValue(weight)} in row ${row} of dataset '${this.#id}'`, {
      expected: 'a finite number of 0 or more',
      received: describeValue(weight),
      suggestion: 'Name a numeric field, or give a function of the row.',
    });
  }

  #empty(): SynodeError {
    return this.#fault('DATASET_EMPTY', `dataset '${this.#id}' has no rows`, {
      expected: 'at least one row',
      received: 'none',
      suggestion: 'Raise its count, or do not draw from it.',
    });
  }

  #both(weight: unknown): SynodeError {
    return this.#fault('INVALID_OPTION', 'randomRow got both weight and zipf', {
      expected: 'one of the two',
      received: `weight ${describeValue(weight)} and zipf`,
      suggestion: 'Leave one out.',
    });
  }

  #badOption(option: string, expected: string, received: unknown): SynodeError {
    return this.#fault('INVALID_OPTION', `${option} of randomRow is ${describeValue(received)}`, {
      expected,
      received: describeValue(received),
      suggestion: `Give ${expected}.`,
    });
  }

  #fault(
    code: 'DATASET_EMPTY' | 'INVALID_OPTION' | 'INVALID_WEIGHTS',
    message: string,
    details: { readonly expected: string; readonly received: string; readonly suggestion: string },
  ): SynodeError {
    return new SynodeError(code, message, { path: [`dataset '${this.#id}'`], ...details });
  }
}

function remembered<K>(
  known: { get(key: K): Choose | undefined; set(key: K, choose: Choose): unknown },
  key: K,
  make: () => Choose,
): Choose {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
