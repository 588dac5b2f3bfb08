/** How order to cash is booked. Rules read the payload and the account table, and nothing else. */
import {
  bankPostings,
  credit,
  debit,
  definePostings,
  entry,
  lineAmount,
  type AccountChoice,
  type Accounts,
  type Clearing,
  type LineDetails,
  type LineDraft,
  type Partner,
  type Postings,
} from '../../src/index.ts';
import type { Payload, Told } from './documents.ts';

const RECEIVABLE = 'receivables.trade';
const UNAPPLIED = 'receipts.unapplied';
const INCOMING = 'cash.incoming';
const TAX = 'tax.charged';

type Transit = Payload<'customer_receipt.applied'>['transit'];

/** Whichever of bank and business comes first opens the item on its way, the other clears it. */
function transitDetails(transit: Transit): LineDetails {
  return 'opens' in transit ? { openItem: transit.opens } : { clears: transit.clears };
}

type Line = Payload<'customer_invoice.posted'>['lines'][number];
type Kind = Payload<'customer_invoice.posted'>['kind'];

function revenueRole({ serviceId }: Pick<Line, 'serviceId'>, kind: Kind): string {
  if (kind === 'subscription') return 'contract.liability';
  return serviceId === undefined ? 'revenue.product' : 'revenue.service';
}

/** Tax by code: one line each, with what it is charged on. */
function taxLines(
  a: Accounts,
  lines: readonly Pick<Line, 'taxCode' | 'net' | 'tax'>[],
  make: typeof credit,
): readonly LineDraft[] {
  const codes = [...new Set(lines.map(({ taxCode }) => taxCode))];
  return codes.map((taxCode) => {
    const own = lines.filter((line) => line.taxCode === taxCode);
    const sum = (key: 'net' | 'tax'): number => own.reduce((total, line) => total + line[key], 0);
    return make(a(TAX, { region: taxCode.slice(0, 2) }), sum('tax'), { taxCode, taxBase: sum('net') });
  });
}

/** A line for each item that is cleared, so that a reversal can mirror it. */
function clearedLines(
  account: AccountChoice,
  clears: readonly Clearing[],
  { partner, make }: { readonly partner: Partner; readonly make: typeof credit },
): readonly LineDraft[] {
  return clears.map((one) => make(account, one.amount, { partner, clears: [one] }));
}

/** Cost of goods at the standard they carry. */
function costLines(
  lines: Payload<'delivery.goods_issued'>['lines'],
  make: (line: (typeof lines)[number], cost: number) => readonly LineDraft[],
): readonly LineDraft[] {
  return lines.flatMap((line) => {
    const cost = lineAmount({ quantity: line.quantity, unitPrice: line.unitCost, uomScale: line.uomScale });
    return line.materialId === undefined ? [] : make(line, cost);
  });
}

/** What a receipt takes off beside the money. */
function allowances(a: Accounts, { remittance }: Payload<'customer_receipt.applied'>, make: typeof debit) {
  const sum = (key: 'discount' | 'discountTax' | 'tolerated'): number =>
    remittance.reduce((total, line) => total + line[key], 0);
  return [
    make(a('revenue.discount'), sum('discount') - sum('discountTax')),
    make(a('tax.output'), sum('discountTax')),
    make(a('revenue.returns'), sum('tolerated')),
  ];
}

const own = definePostings<Told>({
  OC01: {
    on: 'delivery.goods_issued',
    roles: ['cogs', 'inventory'],
    rule: ({ payload }, a) => [
      entry(
        'INV',
        costLines(payload.lines, (line, cost) => [debit(a('cogs', line), cost), credit(a('inventory', line), cost)]),
      ),
    ],
  },
  OC02: {
    on: 'customer_invoice.posted',
    roles: [RECEIVABLE, 'revenue.product', 'revenue.service', 'contract.liability', TAX],
    rule: ({ payload }, a) => {
      const { documentId, partner, partnerGroup, dueDate, discountDate, discountBp, gross, lines, kind } = payload;
      const discount = discountDate === undefined || discountBp === undefined ? {} : { discountDate, discountBp };
      return [
        entry('SAL', [
          debit(a(RECEIVABLE, { partnerGroup }), gross, {
            partner,
            openItem: { id: documentId, dueDate, ...discount },
          }),
          ...lines.map((line) => credit(a(revenueRole(line, kind), line), line.net)),
          ...taxLines(a, lines, credit),
        ]),
      ];
    },
  },
  OC03: {
    on: 'deferred_revenue.released',
    roles: ['contract.liability', 'revenue.service'],
    rule: ({ payload }, a) => [
      entry('SAL', [
        debit(a('contract.liability', payload), payload.amount),
        credit(a('revenue.service', payload), payload.amount),
      ]),
    ],
  },
  OC05: {
    on: 'customer_receipt.applied',
    roles: [INCOMING, 'revenue.discount', 'revenue.returns', 'tax.output', RECEIVABLE, UNAPPLIED],
    rule: ({ payload }, a) => {
      const { amount, partner, partnerGroup, remittance, unapplied, transit } = payload;
      const clears = remittance.map((line) => line.clears);
      const surplus =
        unapplied === undefined
          ? []
          : [credit(a(UNAPPLIED), unapplied.amount, { partner, openItem: { id: unapplied.item } })];
      return [
        entry('BNK', [
          debit(a(INCOMING), amount, transitDetails(transit)),
          ...allowances(a, payload, debit),
          ...clearedLines(a(RECEIVABLE, { partnerGroup }), clears, { partner, make: credit }),
          ...surplus,
        ]),
      ];
    },
  },
  OC06: {
    on: 'unapplied_receipt.applied',
    roles: [UNAPPLIED, RECEIVABLE],
    rule: ({ payload }, a) => {
      const { partner, partnerGroup, invoices, unapplied } = payload;
      return [
        entry('BNK', [
          ...clearedLines(a(UNAPPLIED), unapplied, { partner, make: debit }),
          ...clearedLines(a(RECEIVABLE, { partnerGroup }), invoices, { partner, make: credit }),
        ]),
      ];
    },
  },
  OC07: {
    on: 'customer_refund.released',
    roles: [UNAPPLIED, 'cash.outgoing'],
    rule: ({ payload }, a) => {
      const { partner, unapplied, amount, transit } = payload;
      return [
        entry('BNK', [
          ...clearedLines(a(UNAPPLIED), unapplied, { partner, make: debit }),
          credit(a('cash.outgoing'), amount, { partner, ...transitDetails(transit) }),
        ]),
      ];
    },
  },
  OC08: {
    on: 'customer_receipt.reversed',
    roles: [INCOMING, 'revenue.discount', 'revenue.returns', 'tax.output', RECEIVABLE],
    rule: ({ payload }, a) => {
      const { amount, partner, partnerGroup, reopened, transit, reversesEntry } = payload;
      const account = a(RECEIVABLE, { partnerGroup });
      return [
        entry(
          'BNK',
          [
            ...reopened.map(({ item, amount: part, dueDate }) =>
              debit(account, part, { partner, openItem: { id: item, dueDate } }),
            ),
            ...allowances(a, payload, credit),
            credit(a(INCOMING), amount, transitDetails(transit)),
          ],
          reversesEntry === undefined ? {} : { kind: 'reversal', reverses: reversesEntry },
        ),
      ];
    },
  },
  OC10: {
    on: 'customer_charge.posted',
    roles: [RECEIVABLE, 'other.income', 'interest.income'],
    rule: ({ payload }, a) => {
      const { documentId, partner, partnerGroup, dueDate, gross, charge, interest } = payload;
      return [
        entry('SAL', [
          debit(a(RECEIVABLE, { partnerGroup }), gross, { partner, openItem: { id: documentId, dueDate } }),
          credit(a('other.income'), charge),
          credit(a('interest.income'), interest),
        ]),
      ];
    },
  },
  OC11: {
    on: 'credit_memo.posted',
    roles: ['revenue.returns', TAX, RECEIVABLE, UNAPPLIED],
    rule: ({ payload }, a) => {
      const { partner, partnerGroup, lines, clears, surplus } = payload;
      const over =
        surplus === undefined
          ? []
          : [credit(a(UNAPPLIED), surplus.amount, { partner, openItem: { id: surplus.item } })];
      return [
        entry('SAL', [
          ...lines.map((line) => debit(a('revenue.returns', line), line.net)),
          ...taxLines(a, lines, debit),
          ...clearedLines(a(RECEIVABLE, { partnerGroup }), clears, { partner, make: credit }),
          ...over,
        ]),
      ];
    },
  },
  OC12: {
    on: 'customer_return.received',
    roles: ['cogs', 'inventory'],
    rule: ({ payload }, a) => [
      entry(
        'INV',
        costLines(payload.lines, (line, cost) => [debit(a('inventory', line), cost), credit(a('cogs', line), cost)]),
      ),
    ],
  },
  OC13: {
    on: 'customer_return.scrapped',
    roles: ['scrap', 'inventory'],
    rule: ({ payload }, a) => [
      entry(
        'INV',
        costLines(payload.lines, (line, cost) => [debit(a('scrap', line), cost), credit(a('inventory', line), cost)]),
      ),
    ],
  },
  OC14: {
    on: 'receivable.written_off',
    roles: ['receivables.allowance', RECEIVABLE],
    rule: ({ payload }, a) => {
      const { partner, partnerGroup, amount, clears } = payload;
      return [
        entry('SAL', [
          debit(a('receivables.allowance'), amount, { partner }),
          ...clearedLines(a(RECEIVABLE, { partnerGroup }), clears, { partner, make: credit }),
        ]),
      ];
    },
  },
  OC15: {
    on: 'receivable.recovered',
    roles: [INCOMING, 'credit.losses'],
    rule: ({ payload }, a) => [
      entry('BNK', [
        debit(a(INCOMING), payload.amount, transitDetails(payload.transit)),
        credit(a('credit.losses'), payload.amount),
      ]),
    ],
  },
  OC16: {
    on: 'outbound_freight.accrued',
    roles: ['freight.outbound', 'grir'],
    rule: ({ payload }, a) => [
      entry('INV', [
        debit(a('freight.outbound', payload), payload.amount),
        credit(a('grir'), payload.amount, {
          partner: { kind: 'vendor', id: payload.carrier },
          openItem: { id: payload.item },
        }),
      ]),
    ],
  },
});

/** Every rule of order to cash, those of the bank among them. */
export const postings: Postings = Object.freeze({
  ...own,
  BK01: bankPostings.BK01,
  BK02: bankPostings.BK02,
  BK04: bankPostings.BK04,
});
