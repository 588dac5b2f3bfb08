/** Exported rates as a reader of documents looks them up. */
import type { MasterTables } from '../../../src/index.ts';
import { numberOf, textOf, type Row } from './finding.ts';

const RATE9 = 1_000_000_000;

export class RateBook {
  readonly #masters: MasterTables;
  readonly #currencyOf: ReadonlyMap<string, string>;
  /** Currency → date → dollars, billionths; read when the first document asks. */
  readonly #rates = new Map<string, ReadonlyMap<string, number>>();
  /** What was judged last: many documents of a day have the same rate. */
  readonly #known = new Map<string, number>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
    this.#currencyOf = new Map(
      [...masters.rows('companies')].map((row) => [textOf(row, 'code'), textOf(row, 'currency')]),
    );
  }

  /** What is wrong with the rate of a document, '' where nothing is; undefined for what tells no rate of its own day. */
  judge(payload: Row): string | undefined {
    const { currency, rate9, rateDate, company } = payload;
    if (typeof rate9 !== 'number' || typeof rateDate !== 'string' || typeof currency !== 'string') return undefined;
    const local = this.#currencyOf.get(String(company));
    if (local === undefined) return `company ${String(company)} is no row of companies`;
    const key = `${currency}/${local}/${rateDate}`;
    let expected = this.#known.get(key);
    if (expected === undefined) this.#known.set(key, (expected = this.#quotient(currency, local, rateDate)));
    return rate9 === expected ? '' : `${key} is ${rate9}, the exported rates give ${expected}`;
  }

  /** Units of one currency for one of another, billionths; not a number where the tables do not say. */
  rate9(from: string, to: string, date: string): number {
    return this.#quotient(from, to, date);
  }

  #quotient(from: string, to: string, date: string): number {
    if (from === to) return RATE9;
    const [a, b] = [this.#dollars(from, date), this.#dollars(to, date)];
    if (!Number.isInteger(a) || !Number.isInteger(b)) return Number.NaN;
    return Number((2n * BigInt(a) * BigInt(RATE9) + BigInt(b)) / (2n * BigInt(b)));
  }

  #dollars(currency: string, date: string): number {
    if (currency === 'USD') return RATE9;
    let rates = this.#rates.get(currency);
    if (rates === undefined) {
      const rows = this.#masters.rows(`exchangeRates.${currency}`);
      rates = new Map(Array.from(rows, (row) => [textOf(row, 'date'), numberOf(row, 'rate9')]));
      this.#rates.set(currency, rates);
    }
    return rates.get(date) ?? Number.NaN;
  }
}
