/** What a line ought to cost by the exported tables: list of the year, index of the quarter, discount of the customer, rate of the day. */
import { convertAmount, type MasterTables } from '../../../src/index.ts';
import { numberOf, textOf, type Row } from '../../world/checks/finding.ts';
import { RateBook } from '../../world/checks/rate-book.ts';

const ONE = 1_000_000_000n;

/** What a document says beside its lines. */
export interface Sale {
  readonly company: string;
  readonly currency: string;
  readonly rate9: number;
  readonly documentDate: string;
  readonly partner: { readonly id: string };
}

/** What a line says of what is sold. */
export interface SoldLine {
  readonly materialId?: string | undefined;
  readonly serviceId?: string | undefined;
}

interface Tables {
  readonly currency: string;
  /** Customer → discount, basis points. */
  readonly discounts: ReadonlyMap<string, number>;
  /** Material → year → minor units. */
  readonly lists: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Service → minor units. */
  readonly services: ReadonlyMap<string, number>;
}

export class PriceList {
  /** Whether there are tables to look prices up in. */
  readonly isKnown: boolean;
  readonly #masters: MasterTables;
  readonly #rates: RateBook;
  readonly #tables = new Map<string, Tables>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
    this.isKnown = masters.has('companies');
    this.#rates = RateBook.of(masters);
  }

  /** Minor units of the document's currency for a unit; not a number where the tables have no such row. */
  priceOf(sale: Sale, { materialId, serviceId }: SoldLine): number {
    const tables = this.#tablesOf(sale.company);
    const discount = tables.discounts.get(sale.partner.id) ?? Number.NaN;
    if (!Number.isInteger(discount)) return Number.NaN;
    const { currency, documentDate: date } = sale;
    const isOwn = currency === tables.currency;
    const to = { from: tables.currency, to: currency };
    if (materialId !== undefined) {
      const list = tables.lists.get(materialId)?.[date.slice(0, 4)] ?? Number.NaN;
      const quarter = Math.ceil(Number(date.slice(5, 7)) / 3);
      const net = rounded(list, BigInt(1000 + 5 * (quarter - 1)) * BigInt(10_000 - discount), 10_000_000n);
      return isOwn ? net : converted(net, this.#rates.rate9(tables.currency, currency, date), to);
    }
    const net = rounded(tables.services.get(serviceId ?? '') ?? Number.NaN, BigInt(10_000 - discount), 10_000n);
    // Services are turned by the rate of the document itself.
    return isOwn ? net : converted(net, rounded(1_000_000_000, ONE, BigInt(sale.rate9)), to);
  }

  #tablesOf(company: string): Tables {
    let tables = this.#tables.get(company);
    if (tables === undefined) this.#tables.set(company, (tables = this.#read(company)));
    return tables;
  }

  #read(company: string): Tables {
    const rows = (kind: string): Iterable<Row> => this.#masters.rows(`${kind}.${company}`);
    return {
      currency: this.#rates.currencyOf(company),
      discounts: new Map(
        Array.from(rows('customers'), (row) => [textOf(row, 'customerId'), numberOf(row, 'discountBp')]),
      ),
      lists: new Map(
        Array.from(rows('materials'), (row) => [
          textOf(row, 'materialId'),
          (row['listPrices'] ?? {}) as Readonly<Record<string, number>>,
        ]),
      ),
      services: new Map(Array.from(rows('services'), (row) => [textOf(row, 'serviceId'), numberOf(row, 'price')])),
    };
  }
}

/** value × factor ÷ divisor, half away from zero. */
function rounded(value: number, factor: bigint, divisor: bigint): number {
  if (!Number.isInteger(value)) return Number.NaN;
  return Number((2n * BigInt(value) * factor + divisor) / (2n * divisor));
}

function converted(net: number, rate9: number, to: { readonly from: string; readonly to: string }): number {
  return Number.isInteger(net) && Number.isInteger(rate9) ? convertAmount(net, rate9, to) : Number.NaN;
}
