/** Terms of payment as tables and documents say them: what was agreed with a partner, and the dates that follow. */
import type { MasterTables } from '../../../src/index.ts';
import { textOf } from './finding.ts';
import { DAY_MS } from '../dates.ts';

/** Days until an invoice is due, days of its discount, and how much that is, by the code of its terms. */
const TERMS: Readonly<Record<string, readonly [due: number, discountDays: number, discountBp: number]>> = {
  IMM: [0, 0, 0],
  N15: [15, 0, 0],
  N30: [30, 0, 0],
  N60: [60, 0, 0],
  '2/10N30': [30, 10, 200],
};

/** What follows from terms for what is billed on a date. */
export function datesBy(
  terms: string,
  from: string,
): { readonly dueDate: string; readonly discountDate: string | undefined; readonly discountBp: number } {
  const [due, days, discountBp] = TERMS[terms] ?? [NaN, NaN, NaN];
  return {
    dueDate: plusDays(from, due),
    discountDate: discountBp === 0 ? undefined : plusDays(from, days),
    discountBp,
  };
}

function plusDays(date: string, days: number): string {
  const ms = Date.parse(date) + days * DAY_MS;
  return Number.isNaN(ms) ? 'a day nobody knows' : new Date(ms).toISOString().slice(0, 10);
}

const IDS = { customers: 'customerId', vendors: 'vendorId' } as const;

/** What a document says of its terms. */
interface OnTerms {
  readonly company: string;
  readonly partner: { readonly id: string };
  readonly terms: string;
}

/** The terms of partners, by company, as the exported tables say them. */
export class AgreedTerms {
  readonly #masters: MasterTables;
  readonly #kind: keyof typeof IDS;
  readonly #tables = new Map<string, ReadonlyMap<string, string>>();

  constructor(masters: MasterTables, kind: keyof typeof IDS) {
    this.#masters = masters;
    this.#kind = kind;
  }

  /** What is wrong with the terms of a document; false where nothing is, or where no table knows the partner. */
  faultOf({ company, partner, terms }: OnTerms): string | false {
    const agreed = this.#tableOf(company).get(partner.id);
    if (agreed === undefined || agreed === terms) return false;
    return `is on terms ${terms}, those of ${partner.id} are ${agreed}`;
  }

  #tableOf(company: string): ReadonlyMap<string, string> {
    let table = this.#tables.get(company);
    if (table === undefined) {
      const rows = this.#masters.rows(`${this.#kind}.${company}`);
      table = new Map(Array.from(rows, (row) => [textOf(row, IDS[this.#kind]), textOf(row, 'terms')]));
      this.#tables.set(company, table);
    }
    return table;
  }
}
