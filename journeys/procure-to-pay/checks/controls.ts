/** K1 and K2 of procure to pay: large payments are released by two (C002), invoices matched before they are paid (C010). */
import type { FileCheck, FileEvent, MasterTables } from '../../../src/index.ts';
import { controlChecks, type Asked } from '../../world/checks/controls.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import { Staff } from '../../world/checks/staff.ts';
import { minorInCurrency } from '../../world/masters/draws.ts';
import type { PayloadOf } from '../documents.ts';
import { aboveOrder, dearestOf, mostOf, type Tolerances } from './tolerances.ts';

type Invoice = PayloadOf<'vendor_invoice.posted'>;
type Payment = PayloadOf<'vendor_payment.released'>;

/** From this on two people release, dollars at the anchor. */
const TWO_RELEASE = 10_000;

export function controlsOf(tolerances: Tolerances, masters: MasterTables = eventsAlone()): FileCheck {
  const staff = Staff.of(masters);
  return controlChecks(
    {
      controls: [
        { id: 'C002', on: 'vendor_payment.released', pool: 'controller', ask: (event) => askTwo(event, staff) },
        { id: 'C010', on: 'vendor_invoice.posted', ask: (event) => askMatch(event, tolerances) },
      ],
      follow: {},
    },
    masters,
  );
}

/** A releaser and the controller, two people, both there on the day. */
function askTwo({ payload, ms }: FileEvent, staff: Staff): Asked | undefined {
  const { documentId, company, amount, currency, performedBy, countersignedBy } = payload as unknown as Payment;
  if (amount < minorInCurrency(TWO_RELEASE, currency)) return undefined;
  const holds = (): boolean => {
    if (countersignedBy === undefined || countersignedBy === performedBy) return false;
    if (!staff.isKnown) return true;
    const day = { company, date: staff.dateOf(company, ms) };
    const faults = [
      staff.faultOf(performedBy, { ...day, pool: 'paymentReleaser' }),
      staff.faultOf(countersignedBy, { ...day, pool: 'controller' }),
    ];
    return faults.every((fault) => fault === '');
  };
  return { objectId: documentId, evidence: [performedBy], holds };
}

/** An invoice of an order: whether it says of itself what its own figures give. P3 has these from orders and receipts. */
function askMatch({ payload }: FileEvent, tolerances: Tolerances): Asked | undefined {
  const invoice = payload as unknown as Invoice;
  const orders = invoice.lines.flatMap(({ reference }) => (reference === undefined ? [] : [reference.documentId]));
  if (orders.length === 0) return undefined;
  const isRight = statusOf(invoice, tolerances) === invoice.matchStatus;
  return { objectId: invoice.documentId, evidence: [...new Set(orders)], holds: () => isRight };
}

function statusOf({ lines, currency, gross, statedGross }: Invoice, tolerances: Tolerances): string {
  const ordered = lines.filter(({ reference }) => reference !== undefined);
  if (ordered.some(({ grBased, received }) => grBased && received === 0)) return 'noReceipt';
  if (ordered.some((line) => line.invoiced > mostOf(boundsOf(line), tolerances))) return 'quantityBlocked';
  const isDear = ordered.some((line) => {
    const priced = { line, orderPrice: line.orderPrice, currency };
    return aboveOrder(priced) > dearestOf(priced, tolerances);
  });
  return isDear || gross !== statedGross ? 'priceBlocked' : 'matched';
}

function boundsOf({ grBased, received, ordered }: Invoice['lines'][number]) {
  return { grBased, kept: received, ordered };
}
