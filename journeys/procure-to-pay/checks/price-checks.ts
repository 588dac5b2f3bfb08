/** P9, P10: what is paid for a thing is what was agreed, and goods are there when they are needed. */
import { convertAmount, mulDiv, share, type MasterTables } from '../../../src/index.ts';
import { textOf, type Row } from '../../world/checks/finding.ts';
import { RateBook } from '../../world/checks/rate-book.ts';
import type { InvoiceLine, PayloadOf, PurchaseOrderLine } from '../documents.ts';
import type { Judge, Written } from './reading.ts';

type Order = PayloadOf<'purchase_order.created'>;

interface Source {
  readonly vendorId: string;
  readonly from: string;
  readonly to: string;
  /** Of standard cost of the first year; 0 without an agreement. */
  readonly contractBp: number;
}

/** A vendor quotes at most this much above or below standard cost, basis points. */
const QUOTED_WITHIN_BP = 800;

export const P9: Written = {
  id: 'P9',
  name: 'prices-are-those-agreed',
  begin: (judge, masters) => {
    const prices = new Prices(masters);
    return {
      on: {
        'purchase_order.created': (order) => {
          for (const line of order.lines) prices.judgeLine(order, line, judge);
        },
        'vendor_invoice.posted': (invoice) => {
          for (const line of invoice.lines) prices.judgeContract(invoice, line, judge);
        },
      },
    };
  },
};

interface Quote {
  readonly line: PurchaseOrderLine;
  readonly cost: number;
  /** Currency of the company. */
  readonly own: string;
  readonly inDocument: (value: number) => number;
}

/** Prices as the exported tables give them. */
class Prices {
  readonly #masters: MasterTables;
  readonly #rates: RateBook;
  readonly #tables = new Map<string, ReadonlyMap<string, Row>>();
  /** What a vendor asked for a material in a quarter, company currency. */
  readonly #quoted = new Map<string, number>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
    this.#rates = RateBook.of(masters);
  }

  judgeLine(order: Order, line: PurchaseOrderLine, judge: Judge): void {
    const { company, documentDate: date, documentId, currency, partner } = order;
    const material = line.materialId === undefined ? undefined : this.#rows('materials', company).get(line.materialId);
    if (material === undefined) return;
    const own = this.#currencyOf(company);
    const inDocument = (value: number): number =>
      currency === own
        ? value
        : convertAmount(value, this.#rates.rate9(own, currency, date), { from: own, to: currency });
    const costs = material['standardCosts'] as Readonly<Record<string, number>>;
    const agreed = this.#agreedBp(material, partner.id, date);
    if (agreed === 0)
      return this.#judgeQuote(order, { line, cost: costs[date.slice(0, 4)] ?? 0, own, inDocument }, judge);
    const expected = inDocument(mulDiv(costs[this.#firstYear(company)] ?? 0, agreed, 10_000));
    judge(
      line.unitPrice === expected,
      [documentId],
      () =>
        `${documentId} line ${line.line} pays ${line.unitPrice} for ${line.materialId ?? ''}, ${expected} is agreed`,
    );
  }

  /** One price a quarter, near standard cost. */
  #judgeQuote({ company, partner, documentDate: date, documentId, currency }: Order, quote: Quote, judge: Judge): void {
    const { line, cost, own, inDocument } = quote;
    const { materialId = '', unitPrice } = line;
    const off = mulDiv(cost, QUOTED_WITHIN_BP, 10_000) + 1;
    const key = `${company}/${partner.id}/${materialId}/${date.slice(0, 4)}Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
    const before = currency === own ? (this.#quoted.get(key) ?? unitPrice) : unitPrice;
    if (currency === own) this.#quoted.set(key, before);
    const isNear = unitPrice >= inDocument(Math.max(0, cost - off)) - 1 && unitPrice <= inDocument(cost + off) + 1;
    judge(
      isNear && unitPrice === before,
      [documentId],
      () =>
        `${documentId} line ${line.line} pays ${unitPrice} for ${materialId}, quoted at ${before}, of standard cost ${cost}`,
    );
  }

  /** What is billed again and again is a part of the contract's year, or what was used at its tariff. */
  judgeContract({ documentId, company }: PayloadOf<'vendor_invoice.posted'>, line: InvoiceLine, judge: Judge): void {
    const { contractId, servicePeriod, consumption, net } = line;
    if (contractId === undefined || servicePeriod === undefined) return;
    const contract = this.#rows('contracts', company).get(contractId);
    if (contract === undefined) return;
    const expected =
      consumption === undefined
        ? billedPart(contract, servicePeriod)
        : mulDiv(consumption.kilowattHours, Number(contract['tariff10000']), 10_000);
    judge(net === expected, [documentId], () => `${documentId} bills ${net} of ${contractId}, ${expected} is agreed`);
  }

  #agreedBp(material: Row, vendorId: string, date: string): number {
    const source = (material['sources'] as readonly Source[]).find(
      (one) => one.vendorId === vendorId && one.from <= date && (one.to === '' || date <= one.to),
    );
    return source?.contractBp ?? 0;
  }

  #currencyOf(company: string): string {
    return textOf(this.#rows('companies', company).get(company) ?? {}, 'currency');
  }

  /** The year that agreements start from. */
  #firstYear(company: string): string {
    // Budgets are there wherever a company is; contracts need somebody to have them with.
    const [first] = this.#rows('budgets', company).values();
    const year = first?.['year'];
    return typeof year === 'number' || typeof year === 'string' ? String(year) : '';
  }

  #rows(kind: keyof typeof KEYS, company: string): ReadonlyMap<string, Row> {
    const table = kind === 'companies' ? kind : `${kind}.${company}`;
    let rows = this.#tables.get(table);
    if (rows === undefined) {
      rows = new Map(Array.from(this.#masters.rows(table), (row) => [String(row[KEYS[kind]]), row] as const));
      this.#tables.set(table, rows);
    }
    return rows;
  }
}

const KEYS = {
  companies: 'code',
  materials: 'materialId',
  contracts: 'contractId',
  budgets: 'budgetId',
} as const;

const PARTS: Readonly<Record<string, number>> = { monthlyArrears: 12, quarterly: 4, yearlyAdvance: 1 };

/** The part of a contract's year that a period is. */
function billedPart(contract: Row, { from }: { readonly from: string }): number {
  const total = (contract['yearAmounts'] as Readonly<Record<string, number>>)[from.slice(0, 4)] ?? 0;
  const parts = PARTS[String(contract['payment'])] ?? 1;
  const n = Math.floor(((Number(from.slice(5, 7)) - 1) * parts) / 12);
  return share(total, Array<number>(parts).fill(1))[n] ?? 0;
}

interface Needed {
  readonly needDate: string;
  ordered: number;
  kept: number;
  last: string;
}

export const P10: Written = {
  id: 'P10',
  name: 'goods-are-there-when-needed',
  begin: (judge) => {
    const lines = new Map<string, Needed>();
    let today = '';
    const judgeOrder = (documentId: string): void => {
      for (let line = 1; ; line++) {
        const key = `${documentId}/${line}`;
        const one = lines.get(key);
        if (one === undefined) return;
        lines.delete(key);
        judge(
          one.kept >= one.ordered && one.last <= one.needDate,
          [documentId],
          () => `order line ${key}, needed on ${one.needDate}, has ${one.kept} of ${one.ordered} on ${one.last}`,
        );
      }
    };
    return {
      on: {
        'purchase_order.created': ({ documentId, lines: all }) => {
          for (const { line, quantity, needDate, materialId } of all)
            if (materialId !== undefined)
              lines.set(`${documentId}/${line}`, { needDate, ordered: quantity, kept: 0, last: '' });
        },
        'purchase_order.changed': ({ documentId, line, field, to }) => {
          const one = lines.get(`${documentId}/${line}`);
          if (one !== undefined && field === 'quantity') one.ordered = Number(to);
        },
        'goods_receipt.posted': ({ postingDate, lines: all }) => {
          today = postingDate > today ? postingDate : today;
          for (const { reference, quantity } of all) {
            const one = lines.get(`${reference.documentId}/${reference.line}`);
            if (one === undefined) continue;
            one.kept += quantity;
            one.last = postingDate;
          }
        },
        'vendor_return.posted': ({ lines: all }) => {
          for (const { reference, quantity } of all) {
            const one = lines.get(`${reference.documentId}/${reference.line}`);
            if (one !== undefined) one.kept -= quantity;
          }
        },
        'purchase_order.closed': ({ documentId, reason }) => {
          if (reason === 'completed') judgeOrder(documentId);
          else for (let line = 1; lines.delete(`${documentId}/${line}`); line++);
        },
      },
      end: () => {
        for (const [key, { needDate, kept, ordered }] of lines) {
          if (needDate >= today) continue;
          judge(
            kept >= ordered,
            [key],
            () => `order line ${key}, needed on ${needDate}, has ${kept} of ${ordered} at the end`,
          );
        }
      },
    };
  },
};
