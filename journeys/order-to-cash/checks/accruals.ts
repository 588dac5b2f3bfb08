/** O10: at the end of a period, goods that went out and are not billed are what the close accrued. */
import { lineAmount, type FileCheck, type FileEntry } from '../../../src/index.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import type { Payload } from '../documents.ts';
import { at, fileCheck } from './reading.ts';

/** How the close accrues: its rule, its event, and the role that is debited. */
const RULE = 'CL03';
const ACCRUED = 'unbilled_revenue.accrued';
const ROLE = 'contract.asset';

/** Of a company in one currency. */
interface Unbilled {
  readonly company: string;
  readonly currency: string;
  /** What goes out less what is billed, at order price, by date. */
  readonly byDate: Map<string, number>;
  /** By period. */
  readonly accrued: Map<number, { amount: number; at: number }>;
}

type Prices = ReadonlyMap<number, Pick<Payload<'sales_order.created'>['lines'][number], 'unitPrice' | 'uomScale'>>;

/** Says nothing until something was accrued: then every period from the first such to the last has to be right. */
export function accrualsAreWhole(masters = eventsAlone()): FileCheck {
  const orders = new Map<string, { readonly currency: string; readonly lines: Prices }>();
  const deliveries = new Map<string, { readonly amount: number; readonly of: Unbilled }>();
  const all = new Map<string, Unbilled>();
  const ends = new Map<string, Map<number, string>>();
  const unbilledOf = (company: string, currency: string): Unbilled =>
    at(all, `${company}/${currency}`, () => ({ company, currency, byDate: new Map(), accrued: new Map() }));
  const move = ({ byDate }: Unbilled, date: string, amount: number): void =>
    void byDate.set(date, (byDate.get(date) ?? 0) + amount);
  const check = fileCheck({ id: 'O10', name: 'goods-not-billed-are-accrued', masters }, (log) => ({
    'sales_order.created': ({ payload: { documentId, currency, lines } }) => {
      const priced = lines.map(({ line, unitPrice, uomScale }) => [line, { unitPrice, uomScale }] as const);
      orders.set(documentId, { currency, lines: new Map(priced) });
    },
    'delivery.goods_issued': ({ payload: { documentId, company, salesOrder, lines, goodsIssueDate } }) => {
      const order = orders.get(salesOrder);
      if (order === undefined) return;
      const amounts = lines.map(({ reference, quantity }) => {
        const { unitPrice = 0, uomScale = 0 } = order.lines.get(reference.line) ?? {};
        return lineAmount({ quantity, unitPrice, uomScale });
      });
      const of = unbilledOf(company, order.currency);
      const amount = amounts.reduce((sum, one) => sum + one, 0);
      deliveries.set(documentId, { amount, of });
      move(of, goodsIssueDate, amount);
    },
    'customer_invoice.posted': ({ payload: { references, postingDate } }) => {
      for (const { documentId } of references) {
        const delivery = deliveries.get(documentId);
        if (delivery !== undefined) move(delivery.of, postingDate, -delivery.amount);
        deliveries.delete(documentId);
      }
    },
    'sales_order.closed': ({ payload: { documentId } }) => void orders.delete(documentId),
    'sales_order.rejected': ({ payload: { documentId } }) => void orders.delete(documentId),
    'sales_order.cancelled': ({ payload: { documentId } }) => void orders.delete(documentId),
    entry: (entry, line) => {
      const periods = at(ends, entry.company, () => new Map<number, string>());
      const period = periodOf(entry);
      if ((periods.get(period) ?? '') < entry.postingDate) periods.set(period, entry.postingDate);
      if (entry.ruleId !== RULE || entry.sourceEvent !== ACCRUED) return;
      const accrued = at(unbilledOf(entry.company, entry.currency).accrued, period, () => ({ amount: 0, at: line }));
      accrued.amount += amountOf(entry);
    },
    end: () => {
      for (const [company, periods] of ends) {
        const own = [...all.values()].filter((one) => one.company === company);
        const told = own.flatMap(({ accrued }) => [...accrued.keys()]);
        const asked = [...periods].filter(([period]) => period >= Math.min(...told) && period <= Math.max(...told));
        for (const [period, date] of asked) {
          for (const unbilled of own) {
            log.rows++;
            const fault = faultOf(unbilled, period, date);
            if (fault !== '') log.add({ targets: [`${company}/${unbilled.currency}/${period}`], message: fault });
          }
        }
      }
    },
  }));
  return { ...check, missing: `nothing was accrued (${ACCRUED})` };
}

function faultOf({ company, currency, byDate, accrued }: Unbilled, period: number, date: string): string {
  let expected = 0;
  for (const [day, amount] of byDate) if (day <= date) expected += amount;
  const { amount = 0, at: line } = accrued.get(period) ?? {};
  if (amount === expected) return '';
  const where = line === undefined ? '' : `line ${line}: `;
  return `${where}${company}: ${amount} ${currency} accrued on ${date} for goods not billed, at order price it is ${expected}`;
}

function amountOf({ lines }: FileEntry): number {
  let sum = 0;
  for (const { role, side, amount } of lines) if (role === ROLE) sum += side === 'debit' ? amount : -amount;
  return sum;
}

function periodOf({ fiscalYear, fiscalPeriod }: FileEntry): number {
  return fiscalYear * 100 + fiscalPeriod;
}
