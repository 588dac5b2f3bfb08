/** M9: as a fiscal year begins all that is on hand is revalued from the old standard to the new, each as its table says. */
import { FindingLog, lineAmount, type FileCheck, type MasterTables, type Seen } from '../../../src/index.ts';
import type { PayloadOf } from '../documents.ts';
import { Store, STORED } from './store.ts';

type Row = Readonly<Record<string, unknown>>;

const MOVES: readonly string[] = [
  'goods_receipt.posted',
  'delivery.goods_issued',
  'customer_return.received',
  'count_difference.posted',
];

export function standardsAreRight(
  masters: MasterTables = { firstDay: undefined, has: () => false, rows: () => [] },
): FileCheck {
  const check = new Standards(masters);
  const missing = masters.has('companies') ? {} : { missing: 'the output has no tables of a world (master/)' };
  return {
    id: 'M9',
    name: 'stock-is-revalued-to-new-standards',
    log: check.log,
    ...missing,
    of: [...STORED, 'standard_cost.revalued', 'material.standard_cost_released'],
    see: (seen) => check.see(seen),
  };
}

class Standards {
  readonly log = new FindingLog();
  readonly #masters: MasterTables;
  readonly #store = new Store();
  /** By company: material → its row. */
  readonly #materials = new Map<string, ReadonlyMap<string, Row>>();
  /** By `company/material`: the year whose standard its stock has. */
  readonly #years = new Map<string, number>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  see({ at, event }: Seen): void {
    if (!this.#masters.has('companies')) return;
    const { name, payload } = event;
    if (name === 'material.standard_cost_released') return this.#release(at, payload as never);
    if (name === 'standard_cost.revalued') return this.#revalue(at, payload as never);
    if (MOVES.includes(name) && this.#store.isOpened) this.#move(at, payload);
    this.#store.see(event);
  }

  /** Two people release what the table says. */
  #release(at: number, p: PayloadOf<'material.standard_cost_released'>): void {
    const [was, is] = [p.fiscalYear - 1, p.fiscalYear].map((year) => this.#costOf(p.company, p.materialId, year));
    const told = `${p.materialId} goes from ${p.oldCost} to ${p.newCost}`;
    this.#judge(at, p.materialId, p.oldCost === was && p.newCost === is, `${told}, its table says ${was} and ${is}`);
    this.#judge(at, p.materialId, p.performedBy !== p.approvedBy, `${told}: ${p.performedBy} approves it alone`);
  }

  #revalue(at: number, p: PayloadOf<'standard_cost.revalued'>): void {
    const seen = new Set<string>();
    for (const { materialId, quantity, oldCost, newCost, direction, amount, uomScale } of p.lines) {
      seen.add(materialId);
      const held = this.#store.held(p.company, materialId);
      const holds = !this.#store.isOpened || held === quantity;
      this.#judge(at, p.documentId, holds, `${materialId}: ${quantity} are revalued, ${held} are on hand`);
      const [was, is] = [p.fiscalYear - 1, p.fiscalYear].map((year) => this.#costOf(p.company, materialId, year));
      const costs = `${materialId} goes from ${oldCost} to ${newCost}, its table says ${was} and ${is}`;
      this.#judge(at, p.documentId, oldCost === was && newCost === is, costs);
      const change = lineAmount({ quantity, unitPrice: Math.abs(newCost - oldCost), uomScale });
      const isRight = amount === change && direction === (newCost > oldCost ? 'in' : 'out');
      this.#judge(at, p.documentId, isRight, `${materialId} changes by ${amount} (${direction}), not by ${change}`);
      this.#years.set(`${p.company}/${materialId}`, p.fiscalYear);
    }
    if (!this.#store.isOpened) return;
    for (const materialId of this.#store.onHand(p.company)) {
      if (!seen.has(materialId)) this.#judgeLeftOut(at, p, materialId);
    }
  }

  /** What is not revalued is kept elsewhere, or costs what it did. */
  #judgeLeftOut(at: number, p: PayloadOf<'standard_cost.revalued'>, materialId: string): void {
    const isHere = this.#materialsOf(p.company).get(materialId)?.['plant'] === p.plant;
    const [was, is] = [p.fiscalYear - 1, p.fiscalYear].map((year) => this.#costOf(p.company, materialId, year));
    if (isHere) this.#judge(at, p.documentId, was === is, `${materialId} is on hand and not revalued`);
  }

  /** What moves in a new year was revalued before, if it was there. */
  #move(at: number, payload: Row): void {
    const { company, fiscalYear: year, lines, documentId } = payload;
    if (typeof year !== 'number') return;
    for (const { materialId } of lines as readonly Row[]) {
      if (typeof materialId !== 'string') continue;
      const key = `${String(company)}/${materialId}`;
      const before: number = this.#years.get(key) ?? year;
      this.#years.set(key, year);
      if (before === year || this.#store.held(company, materialId) === 0) continue;
      const [was, is] = [before, year].map((one) => this.#costOf(String(company), materialId, one));
      this.#judge(
        at,
        String(documentId),
        was === is,
        `${materialId} of ${before} moves in ${year} and was not revalued`,
      );
    }
  }

  #costOf(company: string, materialId: string, year: number): number | undefined {
    const costs = (this.#materialsOf(company).get(materialId)?.['standardCosts'] ?? {}) as Readonly<
      Record<string, number>
    >;
    return costs[String(year)];
  }

  #materialsOf(company: string): ReadonlyMap<string, Row> {
    let known = this.#materials.get(company);
    if (known === undefined) {
      const rows = Array.from(this.#masters.rows(`materials.${company}`), (row): readonly [string, Row] => [
        String(row['materialId']),
        row,
      ]);
      this.#materials.set(company, (known = new Map(rows)));
    }
    return known;
  }

  #judge(at: number, target: string, holds: boolean, message: string): void {
    this.log.rows++;
    if (!holds) this.log.add({ targets: [target], message: `line ${at}: ${target}: ${message}` });
  }
}
