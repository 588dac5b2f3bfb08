/** Exported rates as a reader of documents looks them up. */
import type { MasterTables } from '../../../src/index.ts';
import { numberOf, textOf, type Row } from './finding.ts';

const RATE9 = 1_000_000_000;

/** Tables of one reading are read once: rows do not change while it lasts. */
const books = new WeakMap<MasterTables, RateBook>();

export class RateBook {
  /** The rates of these tables. */
  static of(masters: MasterTables): RateBook {
    let book = books.get(masters);
    if (book === undefined) books.set(masters, (book = new RateBook(masters)));
    return book;
  }

  readonly #masters: MasterTables;
  readonly #currencyOf: ReadonlyMap<string, string>;
  /** Currency → date → dollars, billionths; read when the first document asks. */
  readonly #rates = new Map<string, ReadonlyMap<string, number>>();
  /** What was judged last: many documents of a day have the same rate. */
  readonly #known = new Map<string, number>();

  private constructor(masters: MasterTables) {
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
    const expected = this.rate9(currency, local, rateDate);
    return rate9 === expected
      ? ''
      : `${currency}/${local}/${rateDate} is ${rate9}, the exported rates give ${expected}`;
  }

  /** Currency of a company; '' for one that is not there. */
  currencyOf(company: string): string {
    return this.#currencyOf.get(company) ?? '';
  }

  /** So many of `to` for one of `from`, times 10⁹; not a number where no rate was published. */
  rate9(from: string, to: string, date: string): number {
    if (from === to) return RATE9;
    const key = `${from}/${to}/${date}`;
    let rate9 = this.#known.get(key);
    if (rate9 === undefined) this.#known.set(key, (rate9 = this.#quotient(from, to, date)));
    return rate9;
  }

  #quotient(from: string, to: string, date: string): number {
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
