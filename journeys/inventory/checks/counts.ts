/** M8: a count finds the books as the movements before it left them, and what differs is posted, no more and no less. */
import { FindingLog, lineAmount, type FileCheck, type Seen } from '../../../src/index.ts';
import { DAY_MS } from '../../world/dates.ts';
import { minorInCurrency } from '../../world/masters/draws.ts';
import type { PayloadOf } from '../documents.ts';
import { Store, STORED } from './store.ts';

/** A line that is being counted. */
interface Line {
  readonly materialId: string;
  readonly book: number;
  readonly unitCost: number;
  readonly uomScale: number;
  counted: number | undefined;
  recounted: number | undefined;
  posted: number;
}

interface Count {
  readonly at: number;
  readonly ms: number;
  readonly currency: string;
  readonly lines: ReadonlyMap<number, Line>;
}

const RECOUNT_SHARE = 0.05;
const RECOUNT_VALUE = 500;
const APPROVAL_VALUE = 1000;

const OWN = ['cycle_count.started', 'cycle_count.recorded', 'cycle_count.recounted'];

export function countsAreRight(): FileCheck {
  const check = new Counts();
  return {
    id: 'M8',
    name: 'counts-find-the-books-and-post-what-differs',
    of: [...STORED, ...OWN],
    log: check.log,
    see: (seen) => check.see(seen),
    end: () => check.end(),
  };
}

class Counts {
  readonly log = new FindingLog();
  readonly #store = new Store();
  readonly #open = new Map<string, Count>();
  #lastMs = 0;

  see(seen: Seen): void {
    const { at, event } = seen;
    const payload = event.payload as never;
    this.#lastMs = event.ms;
    if (event.name === 'cycle_count.started') return this.#start(seen, payload);
    if (event.name === 'cycle_count.recorded') return this.#record(at, payload, 'counted');
    if (event.name === 'cycle_count.recounted') return this.#record(at, payload, 'recounted');
    if (event.name === 'count_difference.posted') this.#post(at, payload);
    this.#store.see(event);
  }

  /** A count is over on its day: what began on the last one may go on. */
  end(): void {
    for (const [documentId, count] of this.#open) if (count.ms < this.#lastMs - DAY_MS) this.#close(documentId, count);
  }

  #start({ at, event: { ms } }: Seen, p: PayloadOf<'cycle_count.started'>): void {
    const lines = new Map(
      p.lines.map(({ line, materialId, bookQuantity: book, unitCost, uomScale }): readonly [number, Line] => {
        const held = this.#store.held(p.company, materialId);
        const holds = !this.#store.isOpened || held === book;
        this.#judge(at, p.documentId, holds, `${materialId}: the books are ${book}, movements come to ${held}`);
        return [line, { materialId, book, unitCost, uomScale, counted: undefined, recounted: undefined, posted: 0 }];
      }),
    );
    this.#open.set(p.documentId, { at, ms, currency: p.currency, lines });
  }

  #record(at: number, p: PayloadOf<'cycle_count.recorded'>, as: 'counted' | 'recounted'): void {
    for (const { line, countedQuantity } of p.lines) {
      const known = this.#open.get(p.documentId)?.lines.get(line);
      this.#judge(at, p.documentId, known !== undefined, `line ${line} is ${as}, and was never to be counted`);
      if (known !== undefined) known[as] = countedQuantity;
    }
  }

  #post(at: number, p: PayloadOf<'count_difference.posted'>): void {
    let value = 0;
    for (const line of p.lines) {
      value += line.value;
      const known = this.#open.get(line.reference.documentId)?.lines.get(line.reference.line);
      const worth = lineAmount({ quantity: line.quantity, unitPrice: line.unitCost, uomScale: line.uomScale });
      this.#judge(
        at,
        p.documentId,
        line.value === worth,
        `${line.materialId} is posted at ${line.value}, not ${worth}`,
      );
      this.#judge(at, p.documentId, known?.materialId === line.materialId, `${line.materialId} was not counted`);
      if (known !== undefined) known.posted += line.direction === 'in' ? line.quantity : -line.quantity;
    }
    const isMuch = value > minorInCurrency(APPROVAL_VALUE, p.currency);
    this.#judge(
      at,
      p.documentId,
      isMuch === (p.approvedBy !== undefined),
      `${value} ${isMuch ? 'needs' : 'has'} approval`,
    );
    for (const { documentId } of p.references) this.#end(documentId);
  }

  #end(documentId: string): void {
    const count = this.#open.get(documentId);
    if (count !== undefined) this.#close(documentId, count);
  }

  /** Each line was counted, twice where it differs much, and its difference is posted. */
  #close(documentId: string, { at, currency, lines }: Count): void {
    this.#open.delete(documentId);
    for (const { materialId, book, unitCost, uomScale, counted, recounted, posted } of lines.values()) {
      if (counted === undefined) {
        this.#judge(at, documentId, false, `${materialId} is never counted`);
        continue;
      }
      const difference = Math.abs(counted - book);
      const value = lineAmount({ quantity: difference, unitPrice: unitCost, uomScale });
      const isMuch = difference > RECOUNT_SHARE * book || value > minorInCurrency(RECOUNT_VALUE, currency);
      const found = (recounted ?? counted) - book;
      this.#judge(at, documentId, posted === found, `${materialId} differs by ${found}, posted is ${posted}`);
      this.#judge(
        at,
        documentId,
        (difference > 0 && isMuch) === (recounted !== undefined),
        `${materialId} is off by ${difference}, worth ${value}: counted ${recounted === undefined ? 'once' : 'twice'}`,
      );
    }
  }

  #judge(at: number, documentId: string, holds: boolean, message: string): void {
    this.log.rows++;
    if (!holds) this.log.add({ targets: [documentId], message: `line ${at}: ${documentId}: ${message}` });
  }
}
