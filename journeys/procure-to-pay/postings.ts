/** How procure to pay is booked: PP rules over documents, and those of the bank for payments. */
import {
  bankPostings,
  credit,
  debit,
  definePostings,
  entry,
  signed,
  type Accounts,
  type LineDraft,
  type OpenItem,
} from '../../src/index.ts';
import type { CreditLine, InvoiceLine, P2pEvent, PayloadOf } from './documents.ts';
import { groupOf, PAID_ROLES, payables, paymentLines, voidedLines } from './payment-lines.ts';

interface Units {
  readonly cleared?:
    | { readonly item: string; readonly quantity: number; readonly amount: number; readonly localAmount: number }
    | undefined;
  readonly opened?: { readonly item: string; readonly quantity: number; readonly amount: number } | undefined;
}

/** What a line is for, as its accounts are chosen by it. */
interface For {
  readonly materialId?: string | undefined;
  readonly spendCategory?: string | undefined;
  readonly assetId?: string | undefined;
}

/** Units between receipt and invoice: what the other side has built up is cleared first, the rest opens. */
function units(a: Accounts, side: typeof debit, { cleared, opened }: Units, line: For): readonly LineDraft[] {
  const lines: LineDraft[] = [];
  const role = line.assetId === undefined ? 'grir' : 'grir.capex';
  if (cleared !== undefined) {
    const { item, quantity, amount, localAmount } = cleared;
    lines.push(side(a(role, line), amount, { quantity, clears: [{ item, amount, localAmount }] }));
  }
  if (opened !== undefined) {
    const { item, quantity, amount } = opened;
    lines.push(side(a(role, line), amount, { quantity, openItem: { id: item } }));
  }
  return lines;
}

/** Value on the account between receipt and invoice, in the currency of the entry. */
export function unitsValue({ cleared, opened }: Units): number {
  return (cleared?.amount ?? 0) + (opened?.amount ?? 0);
}

/** Where the cost of what is not kept belongs, and of goods what they cost above standard. */
function costRole({ spendCategory, assetId }: For): string {
  if (assetId !== undefined) return 'asset.construction';
  return spendCategory === undefined ? 'variance.price' : 'expense';
}

/** Where what an invoice asks above the value of its units belongs. */
function differenceRole(line: InvoiceLine): string {
  if (line.kind === 'carrier') return 'freight.outbound';
  return line.kind === 'freight' && line.assetId === undefined ? 'freight.inbound' : costRole(line);
}

/** What an invoice line is booked to beside its units: differences of price, freight, and tax that nobody gives back. */
function invoiceLines(a: Accounts, line: InvoiceLine): readonly LineDraft[] {
  const { accrued } = line;
  return [
    ...units(a, debit, line, line),
    ...(accrued === undefined ? [] : [debit(a('grir'), accrued.amount, { clears: [accrued] })]),
    ...costLines(a, line),
  ];
}

/** What a line costs above the value of its units, and its taxes. */
function costLines(a: Accounts, line: InvoiceLine): readonly LineDraft[] {
  const own = line.deductible ? 0 : line.tax + line.selfAssessed;
  const difference = line.net - unitsValue(line) - (line.accrued?.amount ?? 0) + own;
  return [signed(a(differenceRole(line), line), difference, flowOf(line)), ...taxLines(a, line)];
}

/** What is put to use is acquired. */
function flowOf({ assetId }: For): { readonly flow?: 'acquisition' } {
  return assetId === undefined ? {} : { flow: 'acquisition' };
}

function mirrored(lines: readonly LineDraft[]): readonly LineDraft[] {
  return lines.map((line) => Object.assign({}, line, { side: line.side === 'debit' ? 'credit' : 'debit' }));
}

/** Whether an order stands behind an invoice, or what was accrued for a carrier. */
function isOrdered({ references, lines }: PayloadOf<'vendor_invoice.posted'>): boolean {
  return references.length > 0 || lines.some(({ accrued }) => accrued !== undefined);
}

/** What is paid for more than a month is an expense of later. */
function contractLines(a: Accounts, line: InvoiceLine): readonly LineDraft[] {
  const own = line.deductible ? 0 : line.tax + line.selfAssessed;
  const { from = '', to = '' } = line.servicePeriod ?? {};
  const role = from.slice(0, 7) === to.slice(0, 7) ? 'expense' : 'prepaid';
  return [debit(a(role, line), line.net + own), ...taxLines(a, line)];
}

/** Tax that comes back, and what the buyer assesses itself. */
function taxLines(a: Accounts, line: InvoiceLine): readonly LineDraft[] {
  const tax = { taxCode: line.taxCode, taxBase: line.net };
  const assessed = credit(a('tax.charged', { region: line.taxCode.slice(0, 2) }), line.selfAssessed, tax);
  return [
    debit(a('tax.input'), line.deductible ? line.tax + line.selfAssessed : 0, tax),
    ...(line.selfAssessed === 0 ? [] : [assessed]),
  ];
}

/** A credit line takes back what the invoice line booked: units at their value, the rest as a difference of price. */
function creditLines(a: Accounts, line: CreditLine): readonly LineDraft[] {
  const all = line.tax + line.selfAssessed;
  const tax = { taxCode: line.taxCode, taxBase: line.net };
  const own = line.deductible ? 0 : all;
  return [
    ...units(a, credit, line, line),
    signed(a(costRole(line), line), unitsValue(line) - line.net - own),
    credit(a('tax.input'), line.deductible ? all : 0, tax),
    ...(line.selfAssessed === 0
      ? []
      : [debit(a('tax.charged', { region: line.taxCode.slice(0, 2) }), line.selfAssessed, tax)]),
  ];
}

function payable(p: PayloadOf<'vendor_invoice.posted'>): OpenItem {
  const { documentId, dueDate, discountDate, discountBp } = p;
  if (discountDate === undefined) return { id: documentId, dueDate };
  return { id: documentId, dueDate, discountDate, discountBp };
}

const COST_ROLES = ['grir', 'grir.capex', 'variance.price', 'expense', 'asset.construction'];

/** Whether a receipt is of goods that are kept. */
function isKept({ lines: [first] }: PayloadOf<'goods_receipt.posted'>): boolean {
  return first?.materialId !== undefined;
}

/** What is used up or put to use, at the price of its order. */
function usedLines(
  a: Accounts,
  lines: readonly (Units & For & { readonly orderValue: number })[],
): readonly LineDraft[] {
  return lines.flatMap((line) => [
    debit(a(costRole(line), line), line.orderValue, flowOf(line)),
    ...units(a, credit, line, line),
  ]);
}

export const postings = definePostings<P2pEvent>({
  PP01: {
    on: 'goods_receipt.posted',
    when: ({ payload }) => isKept(payload),
    roles: ['inventory', 'grir', 'variance.price'],
    rule: ({ payload: p }, a) => [
      entry(
        'INV',
        p.lines.flatMap((line) => [
          debit(a('inventory', line), line.standardValue),
          ...units(a, credit, line, line),
          signed(a('variance.price', line), line.orderValue - line.standardValue),
        ]),
      ),
    ],
  },
  PP02: {
    on: 'goods_receipt.posted',
    when: ({ payload }) => !isKept(payload),
    roles: ['expense', 'asset.construction', 'grir', 'grir.capex'],
    rule: ({ payload: p }, a) => [entry('INV', usedLines(a, p.lines))],
  },
  PP03: {
    on: 'service_entry.accepted',
    roles: ['expense', 'grir'],
    rule: ({ payload: p }, a) => [entry('INV', usedLines(a, p.lines))],
  },
  PP04: {
    on: 'vendor_return.posted',
    roles: ['inventory', 'grir', 'variance.price'],
    rule: ({ payload: p }, a) => [
      entry(
        'INV',
        p.lines.flatMap((line) => [
          ...units(a, debit, line, line),
          credit(a('inventory', line), line.standardValue),
          signed(a('variance.price', line), line.standardValue - line.orderValue),
        ]),
      ),
    ],
  },
  PP05: {
    on: 'vendor_invoice.posted',
    when: ({ payload }) => isOrdered(payload),
    roles: [
      ...COST_ROLES,
      'freight.inbound',
      'freight.outbound',
      'tax.input',
      'tax.charged',
      'payables.trade',
      'payables.capex',
    ],
    rule: ({ payload: p }, a) => [
      entry('PUR', [
        ...p.lines.flatMap((line) => invoiceLines(a, line)),
        credit(a(payables(p), groupOf(p)), p.gross, { partner: p.partner, openItem: payable(p) }),
      ]),
    ],
  },
  PP06: {
    on: 'vendor_invoice.posted',
    when: ({ payload }) => !isOrdered(payload),
    roles: ['expense', 'prepaid', 'tax.input', 'tax.charged', 'payables.trade', 'payables.capex'],
    rule: ({ payload: p }, a) => [
      entry('PUR', [
        ...p.lines.flatMap((line) => contractLines(a, line)),
        credit(a(payables(p), groupOf(p)), p.gross, { partner: p.partner, openItem: payable(p) }),
      ]),
    ],
  },
  PP07: {
    on: 'vendor_credit_memo.posted',
    roles: [...COST_ROLES, 'tax.input', 'tax.charged', 'payables.trade', 'payables.capex'],
    rule: ({ payload: p }, a) => [
      entry('PUR', [
        debit(a(payables(p), groupOf(p)), p.gross, { partner: p.partner, openItem: { id: p.documentId } }),
        ...p.lines.flatMap((line) => creditLines(a, line)),
      ]),
    ],
  },
  PP08: {
    on: 'down_payment.released',
    roles: ['advances.vendors', 'cash.outgoing'],
    rule: ({ payload: p }, a) => [
      entry('BNK', [
        debit(a('advances.vendors'), p.amount, { partner: p.partner, openItem: p.opens }),
        credit(a('cash.outgoing'), p.amount, { openItem: { id: p.documentId } }),
      ]),
    ],
  },
  PP09: {
    on: 'down_payment.cleared',
    roles: ['payables.trade', 'payables.capex', 'advances.vendors'],
    rule: ({ payload: p }, a) => [
      entry('PUR', [
        debit(a(payables(p), groupOf(p)), p.amount, { partner: p.partner, clears: [p.invoiceClears] }),
        credit(a('advances.vendors'), p.amount, { partner: p.partner, clears: [p.advanceClears] }),
      ]),
    ],
  },
  PP10: {
    on: 'vendor_payment.released',
    roles: PAID_ROLES,
    rule: ({ payload: p }, a) => [entry('BNK', paymentLines(a, p))],
  },
  PP11: {
    on: 'grir_balance.written_off',
    roles: COST_ROLES,
    rule: ({ payload: p }, a) => [
      entry(
        'INV',
        p.lines.flatMap((line) => {
          const isCredit = line.side === 'credit';
          const [own, other] = isCredit ? [debit, credit] : [credit, debit];
          return [...units(a, own, line, line), other(a(costRole(line), line), line.cleared.amount)];
        }),
      ),
    ],
  },
  PP12: {
    on: 'vendor_invoice.reversed',
    roles: [...COST_ROLES, 'freight.inbound', 'tax.input', 'tax.charged', 'payables.trade', 'payables.capex'],
    rule: ({ payload: p }, a) => [
      entry(
        'PUR',
        [
          debit(a(payables(p), groupOf(p)), p.gross, { partner: p.partner, clears: [p.clears] }),
          ...p.lines.flatMap((line) => [...units(a, credit, line, line), ...mirrored(costLines(a, line))]),
        ],
        { kind: 'reversal', reverses: p.reverses },
      ),
    ],
  },
  PP13: {
    on: 'vendor_payment.voided',
    roles: PAID_ROLES,
    rule: ({ payload: p }, a) => [entry('BNK', voidedLines(a, p), { kind: 'reversal', reverses: p.reverses })],
  },
});

/** Every rule of this process. */
export const allPostings = Object.freeze({ ...postings, BK01: bankPostings.BK01, BK03: bankPostings.BK03 });
