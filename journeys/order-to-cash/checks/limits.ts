/** Credit limits as a file tells them: those of the table on the first day, from then on as events change them. */
import type { MasterTables } from '../../../src/index.ts';
import { numberOf, textOf } from '../../world/checks/finding.ts';

interface OfCustomer {
  readonly company: string;
  readonly partner: { readonly id: string };
}

export class Limits {
  readonly #masters: MasterTables;
  readonly #companies = new Set<string>();
  readonly #limits = new Map<string, number>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  /** The limit in force. Of a customer that no table knows it is the one said first. */
  of({ company, partner }: OfCustomer, said: number): number {
    this.#read(company);
    const limit = this.#limits.get(partner.id) ?? said;
    this.#limits.set(partner.id, limit);
    return limit;
  }

  change({ partner }: OfCustomer, to: number): void {
    this.#limits.set(partner.id, to);
  }

  /** What is wrong with a limit that a document says; false where nothing is. */
  faultOf(customer: OfCustomer, said: number): string | false {
    const limit = this.of(customer, said);
    return said !== limit && `says a limit of ${said}, it is ${limit}`;
  }

  #read(company: string): void {
    if (this.#companies.has(company)) return;
    this.#companies.add(company);
    for (const row of this.#masters.rows(`customers.${company}`))
      this.#limits.set(textOf(row, 'customerId'), numberOf(row, 'creditLimit'));
  }
}
