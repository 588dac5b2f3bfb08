/** O4, O6: orders on credit, and what is given up. */
import {
  convertAmount,
  type FileCheck,
  type FileEntry,
  type FindingLog,
  type MasterTables,
} from '../../../src/index.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import { Staff } from '../../world/checks/staff.ts';
import { at, dayNumber, fileCheck, judge, type Handlers, type Read } from './reading.ts';
import { Limits } from './limits.ts';
import { Receivables } from './receivables.ts';

const MOST_OVERDUE_DAYS = 60;

/** An order not billed to its end. */
interface Unbilled {
  readonly customer: string;
  readonly currency: string;
  readonly rate9: number;
  readonly createdBy: string;
  gross: number;
  isBlocked: boolean;
  isChecked: boolean;
  isJudgedRightly: boolean;
  /** Made before the file begins: what became of its credit until then is not told. */
  readonly isOlder: boolean;
}

/** What a check of credit remembers. */
export class Exposures {
  readonly receivables: Receivables;
  readonly orders = new Map<string, Unbilled>();
  readonly limits: Limits;
  readonly #ordersOf = new Map<string, Set<string>>();

  constructor(receivables: Receivables, masters: MasterTables) {
    this.receivables = receivables;
    this.limits = new Limits(masters);
  }

  /** Whether an order is blocked exactly when it has to be. */
  isJudgedRightly(documentId: string): boolean {
    return this.orders.get(documentId)?.isJudgedRightly === true;
  }

  localOf({ currency, gross, rate9 }: Pick<Unbilled, 'currency' | 'gross' | 'rate9'>, own: string): number {
    return currency === own ? gross : convertAmount(gross, rate9, { from: currency, to: own });
  }

  /** What a customer owes and has ordered beside one order. */
  beside(documentId: string, customer: string, own: string): { readonly open: number; readonly undelivered: number } {
    let open = 0;
    for (const { localAmount } of this.receivables.of(customer)) open += localAmount;
    let undelivered = 0;
    for (const id of this.#ordersOf.get(customer) ?? []) {
      const order = id === documentId ? undefined : this.orders.get(id);
      if (order !== undefined) undelivered += this.localOf(order, own);
    }
    return { open, undelivered };
  }

  begin(documentId: string, order: Unbilled): void {
    this.orders.set(documentId, order);
    at(this.#ordersOf, order.customer, () => new Set<string>()).add(documentId);
  }

  end(documentId: string): void {
    this.#ordersOf.get(this.orders.get(documentId)?.customer ?? '')?.delete(documentId);
    this.orders.delete(documentId);
  }

  overdue(customer: string, date: string): number {
    const today = dayNumber(date);
    const days = this.receivables.of(customer).map(({ dueDate }) => today - dayNumber(dueDate));
    return Math.max(0, ...days);
  }
}

/**
 * O4: an order is blocked exactly when what is owed, ordered and asked for is above the limit, or an item is too old, all of
 * it recomputed; nothing blocked is delivered; who releases may do so up to this amount, and has not sold it.
 */
export function creditIsKept(known: Exposures, masters: MasterTables): FileCheck {
  const staff = Staff.of(masters);
  const dates = new Map<string, string>();
  return fileCheck({ id: 'O4', name: 'blocked-when-over-the-limit', masters, seesAll: true }, (log) => ({
    'sales_order.created': ({ payload }) => {
      const { documentId, partner, currency, rate9, gross, performedBy, documentDate } = payload;
      known.begin(documentId, {
        customer: partner.id,
        currency,
        rate9,
        createdBy: performedBy,
        gross,
        isBlocked: false,
        isChecked: false,
        isJudgedRightly: false,
        isOlder: false,
      });
      dates.set(documentId, documentDate);
    },
    'opening_document.recorded': ({ payload }) => {
      const { documentId, documentType, partner, currency, rate9, gross } = payload;
      if (documentType !== 'SO' || partner === undefined || gross === undefined) return;
      const order = { customer: partner.id, currency, rate9, createdBy: '', gross };
      known.begin(documentId, { ...order, isBlocked: false, isChecked: true, isJudgedRightly: true, isOlder: true });
    },
    'sales_order.credit_checked': (event) => {
      if (known.orders.get(event.payload.documentId)?.isOlder === true) return;
      const faults = creditFaults(event, { known, dates });
      judge(log, event, faults);
      const order = known.orders.get(event.payload.documentId);
      if (order === undefined) return;
      order.isJudgedRightly = faults.every((fault) => fault === false);
      order.isChecked = true;
      order.isBlocked = event.payload.creditStatus === 'blocked';
    },
    'sales_order.credit_released': (event) => {
      const order = known.orders.get(event.payload.documentId);
      if (order?.isOlder === true) return;
      judge(log, event, [
        order?.isBlocked !== true && 'released, but not blocked',
        order?.createdBy === event.payload.performedBy && `released by ${event.payload.performedBy}, who sold it`,
        order !== undefined && authorityFault(event, { order, known, staff }),
      ]);
      if (order !== undefined) order.isBlocked = false;
    },
    'sales_order.changed': ({ payload }) => {
      const order = known.orders.get(payload.documentId);
      if (order !== undefined) order.gross = payload.gross;
    },
    'delivery.goods_issued': (event) => {
      const order = known.orders.get(event.payload.salesOrder);
      judge(log, event, [
        order?.isBlocked === true && `delivered while ${event.payload.salesOrder} is blocked`,
        order?.isChecked === false && `delivered before the credit of ${event.payload.salesOrder} was checked`,
      ]);
    },
    'customer_invoice.posted': ({ payload }) => {
      const order = known.orders.get(payload.salesOrder);
      if (order !== undefined && payload.kind !== 'rebill') order.gross = Math.max(0, order.gross - payload.gross);
    },
    'sales_order.closed': ({ payload }) => known.end(payload.documentId),
    'sales_order.rejected': ({ payload }) => known.end(payload.documentId),
    'sales_order.cancelled': ({ payload }) => known.end(payload.documentId),
    ...limitHandlers(log, known),
    entry: (posted) => known.receivables.post(posted),
  }));
}

/** Limits that customers begin with, and changes of them, each from the limit in force. */
function limitHandlers(log: FindingLog, { limits }: Exposures): Handlers {
  return {
    'customer.onboarded': (event) => judge(log, event, [limits.faultOf(event.payload, event.payload.creditLimit)]),
    'customer.credit_limit_changed': (event) => {
      judge(log, event, [limits.faultOf(event.payload, event.payload.from)]);
      limits.change(event.payload, event.payload.to);
    },
  };
}

/** Who releases is a credit manager of that day with a limit that reaches so far, or signs with somebody above who has one. */
function authorityFault(
  { payload, ms }: Read<'sales_order.credit_released'>,
  { order, known, staff }: { readonly order: Unbilled; readonly known: Exposures; readonly staff: Staff },
): string | false {
  if (!staff.isKnown) return false;
  const { company, performedBy, approvedBy } = payload;
  const amount = known.localOf(order, staff.currencyOf(company));
  const date = staff.dateOf(company, ms);
  const fault = staff.limitFaultOf(performedBy, { company, pool: 'creditManager', date, amount, approvedBy });
  return fault !== '' && fault;
}

function creditFaults(
  { payload }: Read<'sales_order.credit_checked'>,
  { known, dates }: { readonly known: Exposures; readonly dates: Map<string, string> },
): readonly (string | false)[] {
  const {
    documentId,
    partner,
    openItems,
    undeliveredOrders,
    thisOrder,
    creditLimit,
    creditStatus,
    exposureCurrency: own,
  } = payload;
  const order = known.orders.get(documentId);
  if (order === undefined) return ['checked before it is created'];
  const { open, undelivered } = known.beside(documentId, partner.id, own);
  const overdue = known.overdue(partner.id, dates.get(documentId) ?? '');
  dates.delete(documentId);
  const limit = known.limits.of(payload, creditLimit);
  const local = known.localOf(order, own);
  const isOver = open + undelivered + local > limit || overdue > MOST_OVERDUE_DAYS;
  return [
    openItems !== open && `says open items of ${openItems}, the entries say ${open}`,
    undeliveredOrders !== undelivered && `says ${undeliveredOrders} ordered, the orders say ${undelivered}`,
    thisOrder !== local && `says ${thisOrder} for itself, it is ${local}`,
    creditLimit !== limit && `says a limit of ${creditLimit}, it is ${limit}`,
    payload.oldestOverdueDays !== overdue && `says ${payload.oldestOverdueDays} days overdue, it is ${overdue}`,
    isOver !== (creditStatus === 'blocked') &&
      `is ${creditStatus} with ${open} + ${undelivered} + ${local} against ${limit} and ${overdue} days overdue`,
  ];
}

const ALLOWANCE = 'receivables.allowance';

/**
 * O6: what is written off is the whole of an item, and nothing of it is open or cleared afterwards; once losses are provided
 * for, the allowance covers what is taken from it. `receivables`: followed by another check.
 */
export function lossesAreWhole(receivables: Receivables, masters = eventsAlone()): FileCheck {
  const given = new Map<string, string>();
  const allowances = new Map<string, { credit: number; isProvided: boolean }>();
  return fileCheck({ id: 'O6', name: 'written-off-items-are-gone', masters }, (log) => ({
    'receivable.written_off': (event) => {
      const faults = event.payload.clears.map(({ item, amount }) => {
        const open = receivables.items.get(item)?.amount ?? 0;
        given.set(item, event.payload.documentId);
        return open !== amount && `${amount} of item ${item} given up, ${open} are open`;
      });
      judge(log, event, faults);
    },
    entry: (posted, line) => {
      const fault = allowanceFault(posted, allowances);
      if (fault !== undefined) judge(log, { at: line, payload: posted }, [fault]);
      const later = posted.lines.flatMap(({ clears }) => clears ?? []);
      for (const { item } of later) {
        const by = given.get(item);
        if (by === undefined || posted.ruleId === 'OC14') continue;
        const { documentId, entryId } = posted;
        judge(log, { at: line, payload: { documentId } }, [`${entryId} clears item ${item}, which ${by} gave up`]);
      }
    },
  }));
}

/** What is wrong with the allowance after an entry, '' where nothing is; undefined where it is not judged. */
function allowanceFault(
  { company, ruleId, entryId, lines }: FileEntry,
  allowances: Map<string, { credit: number; isProvided: boolean }>,
): string | false | undefined {
  const own = lines.filter(({ role }) => role === ALLOWANCE);
  if (own.length === 0) return undefined;
  const allowance = at(allowances, company, () => ({ credit: 0, isProvided: false }));
  for (const { side, localAmount } of own) allowance.credit += side === 'credit' ? localAmount : -localAmount;
  allowance.isProvided ||= ruleId === 'CL04';
  if (!allowance.isProvided) return undefined;
  return allowance.credit < 0 && `${entryId} leaves a debit of ${-allowance.credit} on the allowance for losses`;
}
