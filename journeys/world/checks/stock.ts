/**
 * B4: stock as a reader of documents keeps it, movement by movement. It is never below 0, worth its standard, and the
 * inventory accounts hold what it is worth.
 */
import { FindingLog, lineAmount, type FileCheck, type MasterTables, type Seen } from '../../../src/index.ts';
import { DAY_MS } from '../dates.ts';
import { numberOf, rowsOf, textOf, type Row } from './finding.ts';

/** What documents do to stock: in or out, by their lines. */
const DIRECTION: Readonly<Record<string, 1 | -1>> = Object.freeze({
  'goods_receipt.posted': 1,
  'vendor_return.posted': -1,
  'delivery.goods_issued': -1,
  'customer_return.received': 1,
  'customer_return.scrapped': -1,
});
/** What tells that somebody supplies what is sold. */
const SUPPLY: readonly string[] = ['requisition.created', 'purchase_order.created', 'goods_receipt.posted'];
const ROLES: readonly string[] = ['inventory.raw', 'inventory.semifinished', 'inventory.finished', 'inventory.trading'];
const ROLE_OF: Readonly<Record<string, string>> = Object.freeze({
  semi: 'inventory.semifinished',
  finished: 'inventory.finished',
  trading: 'inventory.trading',
});
const MISSING = 'nobody says what is in store on the first day, or nobody supplies it';

/** A material in store. */
interface Held {
  quantity: number;
  value: number;
  /** Amounts that were rounded: each may be off by half a minor unit where units are divided. */
  rounded: number;
  year: number;
}

/** A movement of one material, in above 0. */
interface Move {
  readonly company: string;
  readonly line: Row;
  readonly quantity: number;
  readonly year: number;
}

export function stockCheck(masters: MasterTables): FileCheck {
  const store = new Store(masters);
  return {
    id: 'B4',
    name: 'stock-is-never-negative-and-worth-its-standard',
    missing: MISSING,
    of: [
      ...Object.keys(DIRECTION),
      ...SUPPLY,
      'opening_item.recorded',
      'count_difference.posted',
      'standard_cost.revalued',
      'journal_entry.posted',
    ],
    log: store.told,
    see: (seen) => store.see(seen),
    end: () => store.compareAccounts(),
  };
}

class Store {
  readonly #masters: MasterTables;
  readonly #log = new FindingLog();
  readonly #held = new Map<string, Held>();
  /** By company: material → standard cost by fiscal year. */
  readonly #standards = new Map<string, ReadonlyMap<string, Row>>();
  /** By `company/role`: what documents and what entries come to. */
  readonly #documents = new Map<string, number>();
  readonly #accounts = new Map<string, number>();
  /** Companies and fiscal years in which somebody revalued stock. */
  readonly #revalued = new Set<string>();
  #isOpened = false;
  #isSupplied = false;
  #day = -Infinity;
  #at = 0;

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  /** Without an opening or anybody who supplies, stock may be what it likes. */
  get told(): FileCheck['log'] {
    const isJudged = (): boolean => this.#isOpened && this.#isSupplied;
    const log = this.#log;
    return {
      get rows() {
        return isJudged() ? log.rows : 0;
      },
      get findings() {
        return isJudged() ? log.findings : [];
      },
    };
  }

  see({ at, event, entry }: Seen): void {
    const day = Math.floor(event.ms / DAY_MS);
    if (day > this.#day) this.compareAccounts();
    [this.#day, this.#at] = [day, at];
    if (entry !== undefined) return this.#book(entry);
    const { name, payload } = event;
    if (SUPPLY.includes(name)) this.#isSupplied = true;
    if (name === 'opening_item.recorded') return this.#open(payload, event.id);
    if (name === 'standard_cost.revalued') return this.#revalue(payload, event.id);
    const sign = DIRECTION[name];
    if (name !== 'count_difference.posted' && sign === undefined) return;
    for (const line of rowsOf(payload, 'lines')) {
      if (textOf(line, 'materialId') === '') continue;
      const quantity = numberOf(line, 'quantity') * (sign ?? (textOf(line, 'direction') === 'out' ? -1 : 1));
      this.#move({ company: textOf(payload, 'company'), line, quantity, year: numberOf(payload, 'fiscalYear') }, event);
    }
  }

  /** What documents say each evening is what the accounts hold. */
  compareAccounts(): void {
    for (const key of new Set([...this.#documents.keys(), ...this.#accounts.keys()])) {
      this.#log.rows++;
      const [said, booked] = [this.#documents.get(key) ?? 0, this.#accounts.get(key) ?? 0];
      if (said !== booked) this.#find([], `${key}: movements come to ${said}, its accounts hold ${booked}`);
    }
  }

  #book({ company, lines }: NonNullable<Seen['entry']>): void {
    for (const { role, side, localAmount } of lines) {
      if (ROLES.includes(role))
        add(this.#accounts, `${company}/${role}`, side === 'debit' ? localAmount : -localAmount);
    }
  }

  #open(payload: Row, id: string): void {
    if (textOf(payload, 'role') !== 'inventory') return;
    this.#isOpened = true;
    const sign = textOf(payload, 'side') === 'credit' ? -1 : 1;
    const [company, year] = [textOf(payload, 'company'), numberOf(payload, 'fiscalYear')];
    this.#move({ company, line: payload, quantity: sign * numberOf(payload, 'quantity'), year }, { id, payload });
  }

  #move(
    { company, line, quantity, year: told }: Move,
    { id, payload }: { readonly id: string; readonly payload: Row },
  ): void {
    this.#log.rows++;
    const materialId = textOf(line, 'materialId');
    // What is scrapped was received a moment before.
    const year = Number.isNaN(told) ? (this.#held.get(`${company}/${materialId}`)?.year ?? UNKNOWN) : told;
    const held = this.#heldOf(company, materialId, year);
    const [unitCost, uomScale] = [numberOf(line, 'unitCost'), numberOf(line, 'uomScale')];
    const value = Math.sign(quantity) * lineAmount({ quantity: Math.abs(quantity), unitPrice: unitCost, uomScale });
    held.quantity += quantity;
    held.value += value;
    if (uomScale > 0) held.rounded++;
    add(this.#documents, `${company}/${ROLE_OF[textOf(line, 'materialType')] ?? 'inventory.raw'}`, value);
    const targets = [id, textOf(payload, 'documentId'), materialId];
    const standard = this.#standardOf(company, materialId, year) ?? unitCost;
    if (held.quantity < 0) this.#find(targets, `${materialId} falls to ${held.quantity}`);
    if (unitCost !== standard) this.#find(targets, `${materialId} moves at ${unitCost}, its standard is ${standard}`);
    this.#judgeValue({ materialId, held, standard, uomScale, targets });
  }

  #judgeValue({ materialId, held, standard, uomScale, targets }: Judged): void {
    const worth = lineAmount({ quantity: Math.abs(held.quantity), unitPrice: standard, uomScale });
    const off = Math.abs(held.value - Math.sign(held.quantity) * worth);
    // In a year in which nobody revalues stock, what is older is worth what it was.
    if (off > (held.rounded + 1) / 2 && held.year !== UNKNOWN) {
      this.#find(targets, `${materialId}: ${held.quantity} are worth ${held.value}, at standard ${worth}`);
    }
  }

  /** New standards change what is there by what was posted for it. */
  #revalue(payload: Row, id: string): void {
    const company = textOf(payload, 'company');
    const year = numberOf(payload, 'fiscalYear');
    this.#revalued.add(`${company}/${year}`);
    for (const line of rowsOf(payload, 'lines')) {
      this.#log.rows++;
      const materialId = textOf(line, 'materialId');
      const held = this.#heldOf(company, materialId, year);
      const amount = numberOf(line, 'amount') * (textOf(line, 'direction') === 'out' ? -1 : 1);
      held.value += amount;
      held.year = year;
      const uomScale = numberOf(line, 'uomScale');
      if (uomScale > 0) held.rounded++;
      add(this.#documents, `${company}/${ROLE_OF[textOf(line, 'materialType')] ?? 'inventory.raw'}`, amount);
      const standard = this.#standardOf(company, materialId, year) ?? numberOf(line, 'newCost');
      this.#judgeValue({ materialId, held, standard, uomScale, targets: [id, materialId] });
    }
  }

  #heldOf(company: string, materialId: string, year: number): Held {
    const key = `${company}/${materialId}`;
    let held = this.#held.get(key);
    if (held === undefined) this.#held.set(key, (held = { quantity: 0, value: 0, rounded: 0, year }));
    if (held.year !== UNKNOWN && held.year !== year) {
      held.year = this.#revalued.has(`${company}/${year}`)
        ? year
        : this.#sameCost(company, materialId, [held.year, year]);
    }
    return held;
  }

  /** The later year where both have one standard, or nothing was on hand between them. */
  #sameCost(company: string, materialId: string, [from, to]: readonly [number, number]): number {
    const held = this.#held.get(`${company}/${materialId}`);
    const isSame = this.#standardOf(company, materialId, from) === this.#standardOf(company, materialId, to);
    return isSame || held?.quantity === 0 ? to : UNKNOWN;
  }

  #standardOf(company: string, materialId: string, year: number): number | undefined {
    let known = this.#standards.get(company);
    if (known === undefined) {
      const rows = Array.from(this.#masters.rows(`materials.${company}`), (row): readonly [string, Row] => [
        textOf(row, 'materialId'),
        (row['standardCosts'] ?? {}) as Row,
      ]);
      this.#standards.set(company, (known = new Map(rows)));
    }
    const cost = known.get(materialId)?.[String(year)];
    return typeof cost === 'number' ? cost : undefined;
  }

  #find(targets: readonly string[], message: string): void {
    this.#log.add({ targets, message: `line ${this.#at}: ${message}` });
  }
}

interface Judged {
  readonly materialId: string;
  readonly held: Held;
  readonly standard: number;
  readonly uomScale: number;
  readonly targets: readonly string[];
}

/** Stock of several years at once: its value follows from no single standard. */
const UNKNOWN = -1;

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}
