/** P8: duties that control each other are different people, who approves may, and works there on the day. */
import { convertAmount, partOf, type FileEvent, type MasterTables } from '../../../src/index.ts';
import { Staff } from '../../world/checks/staff.ts';
import type { PayloadOf } from '../documents.ts';
import type { Judge, Written } from './reading.ts';
import { aboveOrder } from './tolerances.ts';

type Handlers = ReturnType<Written['begin']>['on'];

export const P8: Written = {
  id: 'P8',
  name: 'duties-limits-and-employment',
  begin: (judge, masters) => ({
    on: together(dutiesApart(judge), limits(judge, masters), releases(judge, masters), employment(judge, masters)),
  }),
};

/** Handlers of several parts of a check, one after the other. */
function together(...parts: readonly Handlers[]): Handlers {
  const names = new Set(parts.flatMap((part) => Object.keys(part)));
  const of = (part: Handlers, name: string) =>
    (part as Readonly<Record<string, ((payload: unknown, event: FileEvent) => void) | undefined>>)[name];
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (payload: unknown, event: FileEvent) => {
        for (const part of parts) of(part, name)?.(payload, event);
      },
    ]),
  ) as Handlers;
}

type Kept = PayloadOf<'vendor.onboarded' | 'vendor.bank_details_changed' | 'vendor.address_changed'>;
type Paid = Pick<Kept, 'documentId' | 'partner' | 'company'>;

interface Duties {
  readonly buyer: string;
  receivers: readonly string[];
}

function dutiesApart(judge: Judge): Handlers {
  const orders = new Map<string, Duties>();
  const requesters = new Map<string, string>();
  const clerks = new Map<string, string>();
  const proposers = new Map<string, string>();
  const keepers = new Map<string, Set<string>>();
  const keep = ({ documentId, performedBy, confirmedBy, partner, company }: Kept): void => {
    const key = `${company}/${partner.id}`;
    keepers.set(key, (keepers.get(key) ?? new Set()).add(performedBy));
    apart(performedBy, confirmedBy, documentId, 'keeper and second pair of eyes');
  };
  const notKeeper = (by: string, { documentId, partner, company }: Paid): void => {
    const known = keepers.get(`${company}/${partner.id}`);
    if (known === undefined) return;
    judge(!known.has(by), [documentId], () => `${by} keeps the row of ${partner.id} and has a part in paying it`);
  };
  const apart = (a: string, b: string, id: string, what: string): void =>
    judge(a !== b, [id], () => `${a} is ${what} of ${id}`);
  const receive = ({
    documentId,
    performedBy,
    references,
  }: PayloadOf<'goods_receipt.posted' | 'service_entry.accepted'>) => {
    const order = orders.get(references[0]?.documentId ?? '');
    if (order === undefined) return;
    apart(order.buyer, performedBy, documentId, 'buyer and receiver');
    order.receivers = [...order.receivers, performedBy];
  };
  return {
    'requisition.created': ({ documentId, requester }) => void requesters.set(documentId, requester),
    'requisition.approved': ({ documentId, performedBy }) =>
      apart(requesters.get(documentId) ?? '', performedBy, documentId, 'requester and approver'),
    'requisition.sourced': ({ documentId }) => void requesters.delete(documentId),
    'requisition.rejected': ({ documentId }) => void requesters.delete(documentId),
    'purchase_order.created': ({ documentId, performedBy }) =>
      void orders.set(documentId, { buyer: performedBy, receivers: [] }),
    'purchase_order.approved': ({ documentId, performedBy }) =>
      apart(orders.get(documentId)?.buyer ?? '', performedBy, documentId, 'buyer and approver'),
    'goods_receipt.posted': receive,
    'service_entry.accepted': receive,
    'vendor_invoice.posted': ({ documentId, performedBy, references }) => {
      clerks.set(documentId, performedBy);
      for (const receiver of orders.get(references[0]?.documentId ?? '')?.receivers ?? [])
        apart(receiver, performedBy, documentId, 'receiver and invoice clerk');
    },
    'purchase_order.closed': ({ documentId }) => void orders.delete(documentId),
    'purchase_order.cancelled': ({ documentId }) => void orders.delete(documentId),
    'vendor.onboarded': keep,
    'vendor.bank_details_changed': keep,
    'vendor.address_changed': keep,
    'vendor_payment.proposed': (payload) => {
      const { documentId, performedBy, items } = payload;
      notKeeper(performedBy, payload);
      proposers.set(documentId, performedBy);
      for (const item of items) apart(clerks.get(item) ?? '', performedBy, documentId, 'invoice clerk and proposer');
    },
    'vendor_payment.released': (payload) => {
      const { documentId, performedBy, countersignedBy, items } = payload;
      notKeeper(performedBy, payload);
      apart(proposers.get(documentId) ?? '', performedBy, documentId, 'proposer and releaser');
      if (countersignedBy !== undefined) apart(countersignedBy, performedBy, documentId, 'both releasers');
      proposers.delete(documentId);
      for (const { invoice } of items) clerks.delete(invoice);
    },
  };
}

/** What is to be approved, and who did so far. */
interface Approving {
  readonly company: string;
  readonly currency: string;
  readonly rate9: number;
  /** Document currency. */
  net: number;
  approvers: readonly string[];
  /** Whether a change made it dearer than what was approved allows. */
  isDearer: boolean;
}

/** A change that costs more than this needs another approval, basis points. */
const DEARER_BP = 500;

function limits(judge: Judge, masters: MasterTables): Handlers {
  const staff = Staff.of(masters);
  const requisitions = new Map<string, Approving>();
  const orders = new Map<string, Approving>();
  const judgeChain = (id: string, one: Approving | undefined): void => {
    if (one === undefined) return;
    const amount = localOf(staff, one);
    judge(
      staff.mayApprove(one.company, one.approvers, amount),
      [id],
      () => `${id} of ${amount} is approved by ${one.approvers.join(', ') || 'nobody'}, none of whom may`,
    );
  };
  const receive = ({ references }: PayloadOf<'goods_receipt.posted' | 'service_entry.accepted'>): void => {
    const id = references[0]?.documentId ?? '';
    const order = orders.get(id);
    if (order?.isDearer !== true) return;
    order.isDearer = false;
    // The rate of the day of the change is not told: of another currency only that somebody approved.
    if (order.currency === ownCurrency(staff, order.company)) judgeChain(id, order);
    else judge(order.approvers.length > 0, [id], () => `${id} became dearer and nobody approved it again`);
  };
  return {
    'requisition.created': ({ documentId, company, currency, rate9, lines }) => {
      const net = lines.reduce((sum, { estimate = 0 }) => sum + estimate, 0);
      if (net > 0) requisitions.set(documentId, { company, currency, rate9, net, approvers: [], isDearer: false });
    },
    'requisition.approved': ({ documentId, performedBy }) => approve(requisitions, documentId, performedBy),
    'requisition.sourced': ({ documentId }) => {
      judgeChain(documentId, requisitions.get(documentId));
      requisitions.delete(documentId);
    },
    'requisition.rejected': ({ documentId }) => void requisitions.delete(documentId),
    'purchase_order.created': ({ documentId, company, currency, rate9, net }) =>
      void orders.set(documentId, { company, currency, rate9, net, approvers: [], isDearer: false }),
    'purchase_order.approved': ({ documentId, performedBy }) => approve(orders, documentId, performedBy),
    'purchase_order.sent': ({ documentId }) => judgeChain(documentId, orders.get(documentId)),
    'purchase_order.changed': ({ documentId, net }) => {
      const order = orders.get(documentId);
      if (order === undefined) return;
      if (net - order.net > partOf(order.net, DEARER_BP)) Object.assign(order, { isDearer: true, approvers: [] });
      order.net = net;
    },
    'goods_receipt.posted': receive,
    'service_entry.accepted': receive,
    'purchase_order.closed': ({ documentId }) => void orders.delete(documentId),
    'purchase_order.cancelled': ({ documentId }) => void orders.delete(documentId),
  };
}

type Valued = Pick<Approving, 'company' | 'currency' | 'rate9' | 'net'>;

/** Worth in the company's currency, where that is known. */
function localOf(staff: Staff, { company, currency, rate9, net }: Valued): number {
  const own = ownCurrency(staff, company);
  return own === undefined || own === currency ? net : convertAmount(net, rate9, { from: currency, to: own });
}

/** Who ends a block may accept what is asked above the order and not given back. */
function releases(judge: Judge, masters: MasterTables): Handlers {
  const staff = Staff.of(masters);
  const invoices = new Map<string, PayloadOf<'vendor_invoice.posted'>>();
  // What the vendor has given back of a blocked invoice, by its line.
  const credited = new Map<string, Map<number, Given>>();
  return {
    'vendor_invoice.posted': (invoice) => {
      if (invoice.blockReasons.length > 0) invoices.set(invoice.documentId, invoice);
    },
    'vendor_credit_memo.posted': ({ lines }) => {
      for (const { invoiceLine, kind, quantity, net } of lines) {
        if (invoiceLine === undefined || !invoices.has(invoiceLine.documentId)) continue;
        const given = credited.get(invoiceLine.documentId) ?? new Map<number, Given>();
        credited.set(invoiceLine.documentId, given);
        const { units, price } = given.get(invoiceLine.line) ?? NOTHING;
        const isPrice = kind === 'price';
        given.set(invoiceLine.line, { units: units + quantity, price: price + (isPrice ? net : 0) });
      }
    },
    'vendor_invoice.block_released': ({ documentId, company, performedBy }) => {
      const invoice = invoices.get(documentId);
      const given = credited.get(documentId);
      invoices.delete(documentId);
      credited.delete(documentId);
      if (invoice === undefined) return;
      const { currency, rate9 } = invoice;
      const amount = localOf(staff, { company, currency, rate9, net: dearerBy(invoice, given) });
      judge(
        staff.mayApprove(company, [performedBy], amount),
        [documentId],
        () => `${performedBy} releases ${documentId}, ${amount} dearer than ordered, and may not`,
      );
    },
  };
}

function approve(all: ReadonlyMap<string, Approving>, id: string, by: string): void {
  const one = all.get(id);
  if (one !== undefined) one.approvers = [...one.approvers, by];
}

/** Of an invoice line: units that were not kept, and what was given back of the price of the others. */
interface Given {
  readonly units: number;
  readonly price: number;
}

const NOTHING: Given = { units: 0, price: 0 };

/** What an invoice asks above the prices of its order and is not given back, document currency. */
function dearerBy(
  { lines }: PayloadOf<'vendor_invoice.posted'>,
  given: ReadonlyMap<number, Given> | undefined,
): number {
  const ordered = lines.filter(({ reference }) => reference !== undefined);
  return ordered.reduce((sum, line) => {
    const { units, price } = given?.get(line.line) ?? NOTHING;
    const left = Object.assign({}, line, { quantity: line.quantity - units });
    return sum + Math.max(0, aboveOrder({ line: left, orderPrice: line.orderPrice }) - price);
  }, 0);
}

/** The currency of a company's books, where its people are known. */
function ownCurrency(staff: Staff, company: string): string | undefined {
  return staff.knows(company) ? staff.currencyOf(company) : undefined;
}

/** Who approves or releases is there on the day. */
function employment(judge: Judge, masters: MasterTables): Handlers {
  const staff = Staff.of(masters);
  type Done = { readonly documentId: string; readonly company: string; readonly performedBy: string };
  const isThere = ({ documentId, company, performedBy }: Done, { ms }: FileEvent): void => {
    const isAsked = staff.knows(company) && !performedBy.startsWith('system:');
    const absence = isAsked ? staff.faultOf(performedBy, { company, pool: '', date: staff.dateOf(company, ms) }) : '';
    judge(absence === '', [documentId], () => `${documentId}: ${absence}`);
  };
  const bothThere = (payload: Kept, event: FileEvent): void => {
    isThere(payload, event);
    isThere({ ...payload, performedBy: payload.confirmedBy }, event);
  };
  return {
    'requisition.approved': isThere,
    'requisition.rejected': isThere,
    'purchase_order.approved': isThere,
    'vendor_invoice.block_released': isThere,
    'vendor.onboarded': bothThere,
    'vendor.bank_details_changed': bothThere,
    'vendor.address_changed': bothThere,
    'vendor_payment.released': (payload, event) => {
      isThere(payload, event);
      const { countersignedBy } = payload;
      if (countersignedBy !== undefined) isThere({ ...payload, performedBy: countersignedBy }, event);
    },
  };
}
