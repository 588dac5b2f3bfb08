/**
 * P10, the sum: what is bought of a material is what leaves stock and what stock grows by, which is less than a lot of each
 * source. Judged at every order of a source, over the weeks that fall to it.
 */
import type { MasterTables } from '../../../src/index.ts';
import { DAY_MS, dayOfDate } from '../../world/dates.ts';
import { numberOf, rowsOf, textOf, type Row } from '../../world/checks/finding.ts';
import type { Judge, Written } from './reading.ts';

/** Sums by week; weeks are numbered. */
type Weeks = Map<number, number>;

/** A line of goods that are kept, as it was ordered. */
interface Bought {
  readonly order: string;
  /** On which its goods are needed first. */
  readonly day: number;
  readonly quantity: number;
  /** The day of the order. */
  readonly ordered: number;
}

/** What of an order line has come. */
interface Kept {
  readonly key: string;
  ordered: number;
  kept: number;
}

/** What customers ask for is told so many days ahead at least; orders before the first of it follow a forecast. */
const TOLD_DAYS = 80;
/** Orders of the first weeks of a year may have the lot of the year before. */
const TURN_DAYS = 24;
const WEEK_DAYS = 7;

export const P10_SUM: Written = {
  id: 'P10',
  name: 'goods-bought-are-those-needed',
  // Orders of before are there too: what they were for is needed before the first of the file.
  seesAll: true,
  begin: (judge, masters) => {
    const book = new NeedBook(masters);
    return {
      on: {
        'purchase_order.created': ({ company, documentId, documentDate, partner, lines }) => {
          for (const { line, materialId, quantity, needDate } of lines) {
            if (materialId === undefined) continue;
            const bought = { order: documentId, day: dayOfDate(needDate), quantity, ordered: dayOfDate(documentDate) };
            book.buy(`${company}/${materialId}/${partner.id}`, `${documentId}/${line}`, bought);
          }
        },
        'purchase_order.changed': ({ documentId, line, field, from, to }) => {
          if (field === 'quantity') book.change(`${documentId}/${line}`, Number(to) - Number(from));
        },
        'goods_receipt.posted': ({ postingDate, lines }) => {
          for (const { reference, quantity } of lines)
            book.receive(`${reference.documentId}/${reference.line}`, quantity, dayOfDate(postingDate));
        },
        'vendor_return.posted': ({ postingDate, lines }) => {
          for (const { reference, quantity } of lines)
            book.receive(`${reference.documentId}/${reference.line}`, -quantity, dayOfDate(postingDate));
        },
        'purchase_order.closed': ({ documentId }) => book.close(documentId),
        'opening_document.recorded': ({ documentType }) => {
          if (documentType === 'PO') book.isBegun = true;
        },
        'delivery.goods_issued': ({ company, goodsIssueDate, lines }) =>
          book.need(company, dayOfDate(goodsIssueDate), lines),
        'customer_return.received': ({ company, lines }, { ms }) => book.bringBack(company, ms, lines),
        'count_difference.posted': ({ company, documentDate, lines }) => {
          book.isCounted = true;
          const missing = lines.filter(({ direction }) => direction === 'out');
          book.need(company, dayOfDate(documentDate), missing);
        },
      },
      end: () => book.judgeAll(judge),
    };
  },
};

interface Moved {
  readonly materialId?: string | undefined;
  readonly quantity: number;
}

class NeedBook {
  /** Whether orders stood open when the file began: what those have bought above need is not in it. */
  isBegun = false;
  /** Whether stock is counted: what a count was expected to find missing and did not is told by nobody. */
  isCounted = false;
  readonly #masters: MasterTables;
  readonly #materials = new Map<string, ReadonlyMap<string, Row>>();
  /** By `company/material/vendor`. */
  readonly #bought = new Map<string, Bought[]>();
  /** By `company/material`. */
  readonly #needed = new Map<string, Weeks>();
  readonly #returned = new Map<string, Weeks>();
  /** By `company/material/vendor`: ordered later, or delivered above the order. */
  readonly #more = new Map<string, Weeks>();
  readonly #lines = new Map<string, Kept>();
  readonly #firstNeed = new Map<string, number>();
  #today = -Infinity;

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  buy(key: string, line: string, bought: Bought): void {
    this.#today = Math.max(this.#today, bought.ordered);
    const known = this.#bought.get(key);
    if (known === undefined) this.#bought.set(key, [bought]);
    else known.push(bought);
    this.#lines.set(line, { key, ordered: bought.quantity, kept: 0 });
  }

  change(line: string, quantity: number): void {
    const known = this.#lines.get(line);
    if (known === undefined) return;
    known.ordered += quantity;
    add(this.#more, known.key, this.#today, quantity);
  }

  receive(line: string, quantity: number, day: number): void {
    this.#today = Math.max(this.#today, day);
    const known = this.#lines.get(line);
    if (known === undefined) return;
    const above = Math.max(0, known.kept - known.ordered);
    known.kept += quantity;
    add(this.#more, known.key, day, Math.max(0, known.kept - known.ordered) - above);
  }

  close(order: string): void {
    for (let line = 1; this.#lines.delete(`${order}/${line}`); line++);
  }

  need(company: string, day: number, lines: readonly Moved[]): void {
    this.#today = Math.max(this.#today, day);
    if (!this.#firstNeed.has(company)) this.#firstNeed.set(company, day);
    for (const { materialId, quantity } of lines) {
      if (materialId !== undefined) add(this.#needed, `${company}/${materialId}`, day, quantity);
    }
  }

  /** By the day of UTC: needs are told to the whole world. */
  bringBack(company: string, ms: number, lines: readonly Moved[]): void {
    const day = Math.floor(ms / DAY_MS);
    for (const { materialId, quantity } of lines) {
      if (materialId !== undefined) add(this.#returned, `${company}/${materialId}`, day, quantity);
    }
  }

  judgeAll(judge: Judge): void {
    for (const [key, all] of this.#bought) {
      const [company = '', materialId = '', vendorId = ''] = key.split('/');
      const firstNeed = this.#firstNeed.get(company);
      const material = this.#rowsOf(company).get(materialId);
      if (firstNeed === undefined || material === undefined) continue;
      // An order that takes longer to be approved is made later than one for later weeks.
      const told = all.filter(({ ordered }) => ordered >= firstNeed - TOLD_DAYS).sort((a, b) => a.day - b.day);
      const isWhole = !this.isBegun && told.length === all.length;
      this.#judgeSource({ key, company, material, vendorId, isWhole }, told, judge);
    }
  }

  /** Before each order but the first: what was bought until then, less what was needed, is less than a lot, and not below 0. */
  #judgeSource(supply: Supply, lines: readonly Bought[], judge: Judge): void {
    const { key, company, material, vendorId, isWhole } = supply;
    const own = sourceNumber(material, vendorId);
    const product = `${company}/${textOf(material, 'materialId')}`;
    const isOwn = (week: number): boolean => sourceOf(material, week) === own;
    const lots = lotsOf(lines);
    const from = weekOf(lines[0]?.day ?? 0);
    const needed = new RunningSum(this.#needed.get(product), (week) => week >= from && isOwn(week));
    const returned = new RunningSum(this.#returned.get(product), isOwn);
    const besides = new RunningSum(this.#more.get(key), () => true);
    let sum = 0;
    for (const [i, next] of lines.entries()) {
      const last = lines[i - 1];
      const before = weekOf(next.day);
      if (last !== undefined && before * WEEK_DAYS - 3 <= this.#today) {
        const growth = sum - needed.before(before);
        const more = besides.before(before + 1) + returned.before(before);
        const lot = lotAt(lots, last) * (this.isCounted ? 2 : 1);
        const isCovered = !isWhole || growth + more >= 0;
        judge(
          growth < lot && isCovered,
          [next.order, last.order],
          () =>
            `${key}: ${sum} bought before ${next.order}, ${sum - growth} needed; a lot is ${lot}, ${more} came besides`,
        );
      }
      sum += next.quantity;
    }
  }

  #rowsOf(company: string): ReadonlyMap<string, Row> {
    let rows = this.#materials.get(company);
    if (rows === undefined) {
      const all = Array.from(
        this.#masters.rows(`materials.${company}`),
        (row) => [textOf(row, 'materialId'), row] as const,
      );
      this.#materials.set(company, (rows = new Map(all)));
    }
    return rows;
  }
}

/** A material as one vendor supplies it. */
interface Supply {
  readonly key: string;
  readonly company: string;
  readonly material: Row;
  readonly vendorId: string;
  /** Whether nothing was bought before what is judged. */
  readonly isWhole: boolean;
}

function weekOf(day: number): number {
  return Math.floor((day + 3) / WEEK_DAYS);
}

function add(sums: Map<string, Weeks>, key: string, day: number, quantity: number): void {
  const week = weekOf(day);
  const weeks = sums.get(key);
  if (weeks === undefined) sums.set(key, new Map([[week, quantity]]));
  else weeks.set(week, (weeks.get(week) ?? 0) + quantity);
}

/** The sum of some weeks, asked for weeks that only go up. */
class RunningSum {
  readonly #weeks: readonly (readonly [number, number])[];
  #next = 0;
  #sum = 0;

  constructor(weeks: Weeks | undefined, isIn: (week: number) => boolean) {
    this.#weeks = [...(weeks ?? [])].filter(([week]) => isIn(week)).sort(([a], [b]) => a - b);
  }

  /** Up to a week, exclusive. */
  before(week: number): number {
    for (; ; this.#next++) {
      const [next, quantity] = this.#weeks[this.#next] ?? [Infinity, 0];
      if (next >= week) return this.#sum;
      this.#sum += quantity;
    }
  }
}

/** What all orders of a year are multiples of; those about the turn of a year say nothing. */
function lotsOf(lines: readonly Bought[]): ReadonlyMap<number, number> {
  const lots = new Map<number, number>();
  for (const { day, quantity } of lines) {
    const { year, dayOfYear } = placeOf(day);
    if (dayOfYear >= TURN_DAYS) lots.set(year, divisor(lots.get(year) ?? 0, quantity));
  }
  return lots;
}

/** The lot of an order; where its year does not say, what was ordered. */
function lotAt(lots: ReadonlyMap<number, number>, { day, quantity }: Bought): number {
  const { year, dayOfYear } = placeOf(day);
  const lot = lots.get(year) ?? quantity;
  return dayOfYear >= TURN_DAYS ? lot : Math.max(lot, lots.get(year - 1) ?? quantity);
}

function placeOf(day: number): { readonly year: number; readonly dayOfYear: number } {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  return { year, dayOfYear: day - dayOfDate(`${year}-01-01`) };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function sourceNumber(material: Row, vendorId: string): number {
  return rowsOf(material, 'sources').findIndex((one) => textOf(one, 'vendorId') === vendorId);
}

const SOURCE_KEY = 0x736f7572;

/** The source whose week it is: each has its quota of the number between 0 and 1 that lot and week come to (MurmurHash3's finalizer). */
function sourceOf(material: Row, week: number): number {
  const quotas = rowsOf(material, 'sources').map((one) => numberOf(one, 'quotaBp'));
  if (quotas.length < 2) return 0;
  let h = numberOf(material, 'lot') ^ SOURCE_KEY ^ Math.imul(week, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  const part = (((h ^ (h >>> 16)) >>> 0) + 0.5) / 4_294_967_296;
  let left = part * quotas.reduce((sum, quota) => sum + quota, 0);
  const found = quotas.findIndex((quota) => (left -= quota) < 0);
  return found === -1 ? quotas.length - 1 : found;
}
