/** O2, O8, O12: prices that were agreed, and tax that adds up. */
import { lineAmount, partOf, type FileCheck, type MasterTables } from '../../../src/index.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import { DAY_MS } from '../../world/dates.ts';
import type { InvoiceLine, OrderLine, QuoteLine } from '../documents.ts';
import { PriceList, type Sale } from './price-list.ts';
import { at, fileCheck, judge, type Read } from './reading.ts';

/**
 * O2: what is offered and ordered has the price of the exported lists, what is billed that of its order, unless it is credited
 * whole. Without tables: one price a day for one customer's good.
 */
export function pricesAreAgreed(masters: MasterTables = eventsAlone()): FileCheck {
  const list = new PriceList(masters);
  const prices = new Map<string, number>();
  const orders = new Map<string, number>();
  const wrong = new Map<string, { readonly ms: number; readonly message: string }>();
  let lastMs = 0;
  return fileCheck({ id: 'O2', name: 'prices-are-those-agreed', masters }, (log) => ({
    'quote.created': (event) => {
      if (!list.isKnown) return;
      const { lines } = event.payload;
      judge(
        log,
        event,
        lines.map((line) => listFault(list, event.payload, line, line.listPrice)),
      );
    },
    'sales_order.created': (event) => {
      const { partner, documentDate, currency, lines, documentId } = event.payload;
      const faults = lines.map((ordered) => {
        const { line, materialId, unitPrice, priceSource } = ordered;
        orders.set(`${documentId}/${line}`, unitPrice);
        if (priceSource !== 'list') return false;
        if (list.isKnown) return listFault(list, event.payload, ordered, unitPrice);
        if (materialId === undefined) return false;
        const key = `${partner.id}/${materialId}/${quarterOf(documentDate)}/${currency}`;
        // In the customer's own currency the price moves with the rate of the day.
        const known = at(prices, event.payload.rate9 === ONE ? key : `${key}/${documentDate}`, () => unitPrice);
        return known !== unitPrice && `line ${line}: ${materialId} at ${unitPrice}, for this customer it is ${known}`;
      });
      judge(log, event, faults);
    },
    'customer_invoice.posted': ({ at: line, ms, payload }) => {
      lastMs = ms;
      if (payload.salesOrder === '') return;
      log.rows++;
      for (const { reference, unitPrice } of payload.lines) {
        const agreed = orders.get(`${reference.documentId}/${reference.line}`);
        if (agreed === unitPrice) continue;
        const message = `line ${line}: ${payload.documentId}: billed at ${unitPrice}, ordered at ${agreed ?? 'no price'}`;
        wrong.set(payload.documentId, { ms, message });
      }
    },
    // Somebody saw it: by then it is no longer a price that nobody agreed to.
    'customer_invoice.disputed': ({ payload }) => {
      if (payload.reason !== 'shortPayment') wrong.delete(payload.documentId);
    },
    end: () => {
      for (const [documentId, { ms, message }] of wrong) {
        if (ms < lastMs - UNSEEN_MS) log.add({ targets: [documentId], message });
      }
    },
  }));
}

function listFault(list: PriceList, sale: Sale, line: OrderLine | QuoteLine, unitPrice: number): string | false {
  const expected = list.priceOf(sale, line);
  const { materialId, serviceId } = line;
  if (unitPrice === expected) return false;
  return `line ${line.line}: ${materialId ?? serviceId ?? ''} at ${unitPrice}, the list of ${sale.documentDate} gives ${expected}`;
}

/** Invoices of the last days may be wrong without anybody having seen it. */
const UNSEEN_MS = 20 * DAY_MS;

const ONE = 1_000_000_000;

function quarterOf(date: string): string {
  return `${date.slice(0, 4)}Q${Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1}`;
}

type Priced = Pick<InvoiceLine, 'line' | 'quantity' | 'unitPrice' | 'uomScale' | 'net' | 'taxCode' | 'taxBp' | 'tax'>;
type Totals = { readonly net: number; readonly tax: number; readonly gross: number; readonly documentId: string };

/** O8: tax of a line from its net and its code's rate, one rate a code and day; heads are the sums of their lines. */
export function taxAddsUp(masters = eventsAlone()): FileCheck {
  const rates = new Map<string, number>();
  return fileCheck({ id: 'O8', name: 'tax-and-sums-add-up', masters }, (log) => {
    const check = (
      event: { readonly at: number; readonly payload: Totals & { readonly lines: readonly Priced[] } },
      { date, isPriced }: { readonly date: string; readonly isPriced: boolean },
    ): void => {
      const { lines, net, tax, gross } = event.payload;
      const faults = lines.flatMap((line) => {
        const rate = at(rates, `${line.taxCode}/${date}`, () => line.taxBp);
        const right = lineAmount({ quantity: line.quantity, unitPrice: line.unitPrice, uomScale: line.uomScale });
        return [
          rate !== line.taxBp && `line ${line.line}: ${line.taxCode} at ${line.taxBp}, that day it is ${rate}`,
          isPriced && line.net !== right && `line ${line.line}: net ${line.net}, quantity times price is ${right}`,
          isPriced && line.tax !== partOf(line.net, line.taxBp) && `line ${line.line}: tax ${line.tax} of ${line.net}`,
        ];
      });
      const sum = (key: 'net' | 'tax'): number => lines.reduce((total, line) => total + line[key], 0);
      judge(log, event, [
        ...faults,
        sum('net') !== net && `net ${net}, its lines sum to ${sum('net')}`,
        sum('tax') !== tax && `tax ${tax}, its lines sum to ${sum('tax')}`,
        net + tax !== gross && `gross ${gross} is not ${net} and ${tax}`,
      ]);
    };
    return {
      'sales_order.created': (event) => check(event, { date: event.payload.documentDate, isPriced: true }),
      'customer_invoice.posted': (event) => check(event, { date: event.payload.documentDate, isPriced: true }),
      // Money credited without goods is split as its invoice was, whatever the rates of today.
      'credit_memo.posted': (event) => {
        const isPriced = event.payload.lines.every(({ quantity }) => quantity > 0);
        check(event, { date: `${event.payload.invoice}`, isPriced });
      },
    };
  });
}

/** O12: a quote that is won names an order, with its lines at its prices. */
export function wonQuotesAreOrdered(masters = eventsAlone()): FileCheck {
  const quotes = new Map<string, readonly QuoteLine[]>();
  const won = new Map<string, { readonly event: Read<'quote.won'>; readonly lines: readonly QuoteLine[] }>();
  return fileCheck({ id: 'O12', name: 'won-quotes-are-ordered', masters }, (log) => ({
    'quote.created': ({ payload }) => void quotes.set(payload.documentId, payload.lines),
    'quote.lost': ({ payload }) => void quotes.delete(payload.documentId),
    'quote.expired': ({ payload }) => void quotes.delete(payload.documentId),
    'quote.won': (event) => {
      won.set(event.payload.wonOrder, { event, lines: quotes.get(event.payload.documentId) ?? [] });
      quotes.delete(event.payload.documentId);
    },
    'sales_order.created': (event) => {
      const { documentId, lines, references } = event.payload;
      const quoted = won.get(documentId);
      const named = references.find(({ documentType }) => documentType === 'QT')?.documentId;
      if (quoted === undefined && named === undefined) return;
      won.delete(documentId);
      judge(log, event, [
        quoted === undefined && `follows ${named ?? ''}, which was not won for it`,
        quoted !== undefined && differenceOf(quoted.lines, lines),
      ]);
    },
    end: () => {
      for (const [order, { event }] of won) judge(log, event, [`won as ${order}, which is not there`]);
    },
  }));
}

function differenceOf(quoted: readonly QuoteLine[], ordered: readonly OrderLine[]): string | false {
  const told = (lines: readonly (QuoteLine | OrderLine)[]): string =>
    lines
      .map(
        ({ materialId, serviceId, quantity, unitPrice }) =>
          `${materialId ?? serviceId ?? ''} ${quantity} at ${unitPrice}`,
      )
      .join(', ');
  return told(quoted) !== told(ordered) && `ordered ${told(ordered)}; offered ${told(quoted)}`;
}
