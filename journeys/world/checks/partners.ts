/** I2, of documents: nobody sells to or buys from a partner before it is one. */
import type { FileEvent, MasterTables } from '../../../src/index.ts';
import { textOf, type Row } from './finding.ts';

/** Tables of partners by the kind that documents name, and the id of their rows. */
const TABLES: Readonly<Record<string, readonly [string, string]>> = {
  vendor: ['vendors', 'vendorId'],
  customer: ['customers', 'customerId'],
};

export class Partners {
  readonly #masters: MasterTables;
  /** By table: since when each is a partner. */
  readonly #since = new Map<string, ReadonlyMap<string, string>>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  /** What speaks against a document; `''` where nothing does, `undefined` where it has no such partner or no date. */
  faultOf({ payload }: FileEvent): string | undefined {
    const { partner, documentDate, company } = payload as Row;
    if (typeof partner !== 'object' || partner === null || typeof documentDate !== 'string') return undefined;
    const [table, field] = TABLES[textOf(partner as Row, 'kind')] ?? [];
    if (table === undefined || field === undefined) return undefined;
    const id = textOf(partner as Row, 'id');
    const since = this.#sinceOf(`${table}.${String(company)}`, field).get(id);
    if (since === undefined) return `'${id}' is no row of ${table}`;
    return since <= documentDate ? '' : `is dated ${documentDate}, ${table} ${id} is there since ${since} only`;
  }

  #sinceOf(table: string, field: string): ReadonlyMap<string, string> {
    let known = this.#since.get(table);
    if (known === undefined) {
      known = new Map(Array.from(this.#masters.rows(table), (row) => [textOf(row, field), textOf(row, 'since')]));
      this.#since.set(table, known);
    }
    return known;
  }
}
