/** What each check of order to cash asks, one thing after the other, over a few documents written by hand. */
import { describe, expect, it } from 'vitest';

import { creditIsKept, Exposures, lossesAreWhole } from '../../journeys/order-to-cash/checks/credit.ts';
import { datesFollow, receiptsAddUp, remindersFollow } from '../../journeys/order-to-cash/checks/money.ts';
import { pricesAreAgreed, taxAddsUp, wonQuotesAreOrdered } from '../../journeys/order-to-cash/checks/prices.ts';
import {
  costAtStandard,
  quantitiesFollow,
  returnsAreConsistent,
} from '../../journeys/order-to-cash/checks/quantities.ts';
import { Receivables } from '../../journeys/order-to-cash/checks/receivables.ts';
import { termsAreKept } from '../../journeys/order-to-cash/checks/terms.ts';
import { options } from '../../journeys/order-to-cash/options.ts';
import type { FileCheck, FileCheckMaker, MasterTables } from '../../src/index.ts';
import { earlier, found, saysOf, tablesOf, told, type Story, type Telling } from '../verify/stories.ts';

const of = (documentId: string, line = 1) => ({ documentId, line });
const defaults = options.parse({});

/** A check that looks at open items, which entries tell. */
function withItems(make: (items: Receivables, masters: MasterTables) => FileCheck): FileCheckMaker {
  return (masters) => {
    const items = new Receivables();
    const check = make(items, masters as MasterTables);
    return {
      ...check,
      of: [...(check.of ?? []), 'journal_entry.posted'],
      see: (seen) => {
        if (check.of?.includes(seen.event.name) === true) check.see(seen);
        if (seen.entry !== undefined) items.post(seen.entry);
      },
    };
  };
}

/** An entry that opens or clears an item of customer C1. */
const item = (id: string, amount: number, details: object = {}) => ({
  entryId: `N-${id}`,
  documentId: id.split('/')[0],
  company: '1000',
  ruleId: 'OC02',
  lines: [
    {
      role: 'receivables.trade',
      side: 'debit',
      partner: { kind: 'customer', id: 'C1' },
      amount,
      localAmount: amount,
      openItem: { id, dueDate: '2025-03-10', ...details },
    },
  ],
});

describe('O1: quantities follow the order', () => {
  const course: Story = {
    order: ['sales_order.created', { documentId: 'SO', lines: [{ line: 1, quantity: 8 }] }],
    changed: ['sales_order.changed', { documentId: 'SO', lines: [{ line: 1, quantity: 10 }] }],
    sent: [
      'delivery.goods_issued',
      { documentId: 'DL', salesOrder: 'SO', lines: [{ line: 1, reference: of('SO'), quantity: 10 }] },
    ],
    invoice: [
      'customer_invoice.posted',
      { documentId: 'CI', salesOrder: 'SO', lines: [{ line: 1, reference: of('SO'), quantity: 10 }] },
    ],
    back: ['customer_return.received', { documentId: 'RT', lines: [{ reference: of('DL'), quantity: 2 }] }],
    credit: ['credit_memo.posted', { documentId: 'CM', lines: [{ reference: of('CI'), quantity: 2 }] }],
    disputed: ['customer_invoice.disputed', { documentId: 'CI', reason: 'price' }],
    resolved: ['customer_invoice.dispute_resolved', { documentId: 'CI' }],
    closed: ['sales_order.closed', { documentId: 'SO' }],
    later: [
      'delivery.goods_issued',
      { documentId: 'D2', salesOrder: 'S2', lines: [], happens: '2025-05-20T12:00:00.000Z' },
    ],
  };
  const unsettled = /^line 6: SO: line 1: 10 billed and not credited, 8 delivered and kept$/;

  it.each<Telling>([
    ['what came back is credited', {}, ''],
    ['more leaves than was ordered', { changed: null }, /^line 2: DL: 10 delivered of line 1 of SO, 8 ordered$/m],
    [
      'what came back is not credited',
      { credit: null, disputed: null, resolved: null },
      /SO: line 1: 10 billed and not/,
    ],
    ['nothing comes back and some is credited', { back: null }, /SO: line 1: 8 billed and not credited, 10 delivered/],
    ['an invoice is missing', { invoice: null }, /SO: line 1: 0 billed and not credited, 8 delivered and kept/],
    ['it is not closed', { credit: null, closed: null }, ''],
    ['it may still be credited when the file ends', { credit: null, later: null }, ''],
    ['somebody says that the bill is wrong', { credit: null, resolved: null }, ''],
    ['nobody does any more', { credit: null }, /SO: line 1: 10 billed and not credited, 8 delivered and kept/],
    [
      'somebody has paid too little',
      { credit: null, resolved: null, disputed: { reason: 'shortPayment' } },
      /10 billed/,
    ],
  ])('where %s', (_what, otherwise, says) => saysOf(quantitiesFollow, told(course, otherwise), says));

  it('names the last line in which something of the order moved', () => {
    const story = told(course, { credit: null, disputed: null, resolved: null });

    expect(found(quantitiesFollow, told(story, { changed: { lines: [{ line: 1, quantity: 12 }] } })).says[0]).toMatch(
      new RegExp(unsettled.source.replace('line 6', 'line 5')),
    );
  });
});

describe('O2: prices are those agreed', () => {
  const tables = tablesOf({
    companies: [{ code: '1000', currency: 'USD' }],
    'customers.1000': [{ customerId: 'C1', discountBp: 500 }],
    'materials.1000': [{ materialId: 'M1', listPrices: { 2025: 1000 } }],
    'services.1000': [{ serviceId: 'S1', price: 12_000 }],
    'exchangeRates.EUR': [{ date: '2025-05-10', rate9: 1_100_000_000 }],
  });
  const sale = { company: '1000', partner: { id: 'C1' }, documentDate: '2025-05-10', currency: 'USD', rate9: 1e9 };
  const goods = { line: 1, materialId: 'M1', unitPrice: 955, listPrice: 955, priceSource: 'list' };
  const hours = { line: 2, serviceId: 'S1', unitPrice: 11_400, listPrice: 11_400, priceSource: 'list' };
  const course: Story = {
    // 10.00 × 1.005 in the second quarter, less 5 %: 9.5475.
    quote: ['quote.created', { documentId: 'QT', ...sale, lines: [goods, hours] }],
    order: ['sales_order.created', { documentId: 'SO', ...sale, lines: [goods, hours] }],
    invoice: [
      'customer_invoice.posted',
      {
        documentId: 'CI',
        salesOrder: 'SO',
        lines: [{ reference: of('SO'), unitPrice: 955 }],
      },
    ],
    later: [
      'customer_invoice.posted',
      { documentId: 'C2', salesOrder: 'SO', lines: [], happens: '2025-04-01T12:00:00.000Z' },
    ],
  };

  it.each<Telling>([
    ['list, index, discount', {}, ''],
    [
      'an offer a cent above',
      { quote: { lines: [{ ...goods, listPrice: 956 }] } },
      /QT: line 1: M1 at 956, the list of 2025-05-10 gives 955/,
    ],
    [
      'an order a cent below',
      { order: { lines: [{ ...goods, unitPrice: 954 }] } },
      /SO: line 1: M1 at 954, .* gives 955/,
    ],
    [
      'hours at another price',
      { order: { lines: [goods, { ...hours, unitPrice: 12_000 }] } },
      /line 2: S1 at 12000, .* gives 11400/,
    ],
    ['another quarter', { order: { documentDate: '2025-03-31' } }, /M1 at 955, the list of 2025-03-31 gives 950/],
    [
      'what was agreed otherwise',
      { order: { lines: [{ ...goods, unitPrice: 900, priceSource: 'quote' }] }, invoice: null },
      '',
    ],
    [
      'a bill at another price',
      { invoice: { lines: [{ reference: of('SO'), unitPrice: 950 }] } },
      /^line 3: CI: billed at 950, ordered at 955$/,
    ],
    [
      'a bill of what nobody ordered',
      { invoice: { lines: [{ reference: of('SO', 9), unitPrice: 1 }] } },
      /ordered at no price/,
    ],
    [
      'a bill that is too young to have been seen',
      { invoice: { lines: [{ reference: of('SO'), unitPrice: 950 }] }, later: null },
      '',
    ],
  ])('%s', (_what, otherwise, says) => saysOf(pricesAreAgreed, told(course, otherwise), says, tables));

  it('in another currency, goods at the rate of the day, hours at the rate of the document', () => {
    const euro = { currency: 'EUR', rate9: 1_100_000_000 };
    const lines = [
      { ...goods, unitPrice: 868 },
      { ...hours, unitPrice: 10_364 },
    ];
    const order = (change: object) =>
      told(course, { quote: null, invoice: null, order: { ...euro, lines, ...change } });

    saysOf(pricesAreAgreed, order({}), '', tables);
    saysOf(pricesAreAgreed, order({ rate9: 1_000_000_000 }), /S1 at 10364, the list of 2025-05-10 gives 11400/, tables);
    saysOf(
      pricesAreAgreed,
      order({ documentDate: '2025-05-11' }),
      /M1 at 868, the list of 2025-05-11 gives NaN/,
      tables,
    );
  });

  it('a bill that somebody has disputed is seen; one that is paid too little is not', () => {
    const wrong = (reason: string): Story => ({
      order: course['order'] as Story[string],
      invoice: [
        'customer_invoice.posted',
        { documentId: 'CI', salesOrder: 'SO', lines: [{ reference: of('SO'), unitPrice: 1 }] },
      ],
      disputed: ['customer_invoice.disputed', { documentId: 'CI', reason }],
      later: course['later'] as Story[string],
    });

    saysOf(pricesAreAgreed, wrong('price'), '', tables);
    saysOf(pricesAreAgreed, wrong('shortPayment'), /CI: billed at 1, ordered at 955/, tables);
  });

  it('without tables it is one price a quarter for a customer, in another currency one a day', () => {
    const twice = (change: object, first: object = {}): Story => ({
      one: ['sales_order.created', { documentId: 'S1', ...sale, lines: [goods], ...first }],
      other: ['sales_order.created', { documentId: 'S2', ...sale, lines: [{ ...goods, unitPrice: 960 }], ...change }],
    });
    const euro = { currency: 'EUR', rate9: 1_100_000_000 };

    saysOf(pricesAreAgreed, twice({}), /S2: line 1: M1 at 960, for this customer it is 955/);
    saysOf(pricesAreAgreed, twice({ documentDate: '2025-06-30' }), /for this customer it is 955/);
    saysOf(pricesAreAgreed, twice({ documentDate: '2025-07-01' }), '');
    saysOf(pricesAreAgreed, twice({ partner: { id: 'C2' } }), '');
    saysOf(pricesAreAgreed, twice(euro, euro), /for this customer it is 955/);
    saysOf(pricesAreAgreed, twice({ ...euro, documentDate: '2025-05-11' }, euro), '');
  });
});

describe('O3: goods leave at standard', () => {
  const line = (materialId: string | undefined, quantity: number, unitCost: number) => ({
    line: 1,
    uomScale: 0,
    quantity,
    unitCost,
    ...(materialId === undefined ? {} : { materialId }),
  });
  const booked = (ruleId: string, sourceId: string, side: string, amount: number) => ({
    ruleId,
    sourceId,
    entryId: `${sourceId}-1`,
    documentId: 'DL',
    lines: [{ role: 'cogs', side, amount }],
  });
  const course: Story = {
    sent: [
      'delivery.goods_issued',
      { documentId: 'DL', company: '1000', fiscalYear: 2025, lines: [line('M1', 3, 200)] },
    ],
    cost: ['journal_entry.posted', booked('OC01', 'E1', 'debit', 600)],
    back: [
      'customer_return.received',
      { documentId: 'RT', company: '1000', fiscalYear: 2025, lines: [line('M1', 1, 200)] },
    ],
    taken: ['journal_entry.posted', booked('OC12', 'E3', 'credit', 200)],
  };

  it.each<Telling>([
    ['and come back at it', {}, ''],
    [
      'at another one in the year',
      { back: { lines: [line('M1', 1, 201)] } },
      /RT: line 1: M1 at 201, the standard of 2025 is 200/,
    ],
    ['at another one in another year', { back: { fiscalYear: 2026, lines: [line('M1', 1, 210)] }, taken: null }, ''],
    ['at another one of another material', { back: { lines: [line('M2', 1, 210)] }, taken: null }, ''],
    ['and hours cost nothing', { back: { lines: [line(undefined, 1, 5)] } }, /RT: line 1: a service has no stock/],
    [
      'booked at another cost',
      { cost: booked('OC01', 'E1', 'debit', 601) },
      /E1-1 books 601 as cost of sales, .* are 600/,
    ],
    [
      'booked on the other side',
      { taken: booked('OC12', 'E3', 'debit', 200) },
      /E3-1 books -200 as cost of sales, .* are 200/,
    ],
    ['booked of nothing that left', { taken: booked('OC12', 'E9', 'credit', 200) }, /E9-1 books 200 .* are not told/],
    ['booked by a rule that moves no goods', { taken: booked('OC05', 'E3', 'credit', 7) }, ''],
  ])('%s', (_what, otherwise, says) => saysOf(costAtStandard, told(course, otherwise), says));
});

describe('O4: blocked when over the limit', () => {
  // Of these it follows the items itself.
  const check: FileCheckMaker = (masters) => {
    const tables = masters ?? tablesOf({});
    return creditIsKept(new Exposures(new Receivables(), tables), tables);
  };
  const order = { partner: { id: 'C1' }, company: '1000', currency: 'USD', rate9: 1e9, performedBy: 'E1' };
  const limits = tablesOf({ 'customers.1000': [{ customerId: 'C1', creditLimit: 10_000 }] });
  const course: Story = {
    owed: [
      'journal_entry.posted',
      { ...item('CI', 1000), lines: [...item('CI', 1000).lines, ...item('CJ', 2000).lines] },
    ],
    charge: ['journal_entry.posted', item('CH-1', 500)],
    before: ['sales_order.created', { ...order, documentId: 'S1', gross: 2000, documentDate: '2025-04-01' }],
    seen: [
      'sales_order.credit_checked',
      {
        ...order,
        documentId: 'S1',
        openItems: 3000,
        undeliveredOrders: 0,
        thisOrder: 2000,
        creditLimit: 10_000,
        oldestOverdueDays: 22,
        creditStatus: 'released',
        exposureCurrency: 'USD',
      },
    ],
    order: ['sales_order.created', { ...order, documentId: 'SO', gross: 5000, documentDate: '2025-05-09' }],
    checked: [
      'sales_order.credit_checked',
      {
        ...order,
        documentId: 'SO',
        openItems: 3000,
        undeliveredOrders: 2000,
        thisOrder: 5000,
        creditLimit: 10_000,
        oldestOverdueDays: 60,
        creditStatus: 'released',
        exposureCurrency: 'USD',
      },
    ],
    sent: ['delivery.goods_issued', { documentId: 'DL', salesOrder: 'SO' }],
  };

  it.each<Telling>([
    ['exactly at the limit, and sixty days late', {}, ''],
    [
      'a cent above',
      { order: { gross: 5001 }, checked: { thisOrder: 5001 } },
      /SO: is released with 3000 \+ 2000 \+ 5001 against 10000/,
    ],
    [
      'blocked at the limit',
      { checked: { creditStatus: 'blocked' } },
      /SO: is blocked with 3000 \+ 2000 \+ 5000 against 10000/,
    ],
    [
      'sixty-one days late',
      { order: { documentDate: '2025-05-10' }, checked: { oldestOverdueDays: 61 } },
      /and 61 days overdue/,
    ],
    ['days that are not so many', { checked: { oldestOverdueDays: 59 } }, /SO: says 59 days overdue, it is 60/],
    ['items that are not open', { checked: { openItems: 3500 } }, /SO: says open items of 3500, the entries say 3000/],
    ['orders that are not there', { checked: { undeliveredOrders: 0 } }, /SO: says 0 ordered, the orders say 2000/],
    ['another worth', { checked: { thisOrder: 4999 } }, /SO: says 4999 for itself, it is 5000/],
    ['another limit', { checked: { creditLimit: 11_000 } }, /SO: says a limit of 11000, it is 10000/],
    ['checked without an order', { order: null }, /^line 5: SO: checked before it is created$/m],
    ['delivered unchecked', { checked: null }, /^line 6: DL: delivered before the credit of SO was checked$/m],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says, limits));

  it('counts an order less what is billed of it, and no more once it is over', () => {
    const billed = (gross: number, kind: string, undeliveredOrders: number): Story => {
      const { owed, charge, before, seen, ...rest } = course;
      const step: Story = { billed: ['customer_invoice.posted', { documentId: 'C9', salesOrder: 'S1', kind, gross }] };
      return told({ owed, charge, before, seen, ...step, ...rest } as Story, { checked: { undeliveredOrders } });
    };
    const over = (name: string): Story => {
      const { owed, charge, before, seen, ...rest } = course;
      const step: Story = { over: [name, { documentId: 'S1' }] };
      return told({ owed, charge, before, seen, ...step, ...rest } as Story, { checked: { undeliveredOrders: 0 } });
    };

    saysOf(check, billed(1500, 'delivery', 500), '', limits);
    saysOf(check, billed(2500, 'delivery', 0), '', limits);
    saysOf(check, billed(1500, 'rebill', 2000), '', limits);
    for (const name of ['sales_order.closed', 'sales_order.rejected', 'sales_order.cancelled']) {
      saysOf(check, over(name), '', limits);
    }
    const { owed, charge, before, seen, ...rest } = course;
    const changed: Story = { changed: ['sales_order.changed', { documentId: 'S1', gross: 1000 }] };
    saysOf(
      check,
      told({ owed, charge, before, seen, ...changed, ...rest } as Story, { checked: { undeliveredOrders: 1000 } }),
      '',
      limits,
    );
  });

  it('a blocked order is released by somebody else than who sold it, before anything leaves', () => {
    const { sent, ...until } = told(course, {
      order: { gross: 6000 },
      checked: { thisOrder: 6000, creditStatus: 'blocked' },
    });
    const released = (performedBy: string): Story => ({
      ...until,
      released: ['sales_order.credit_released', { ...order, documentId: 'SO', performedBy }],
      sent: sent as Story[string],
    });

    saysOf(check, released('E2'), '', limits);
    saysOf(check, released('E1'), /SO: released by E1, who sold it/, limits);
    saysOf(check, { ...until, sent: sent as Story[string] }, /DL: delivered while SO is blocked/, limits);
    saysOf(
      check,
      told(released('E2'), { checked: { creditStatus: 'released' }, order: { gross: 1 } }),
      /SO: released, but not blocked/,
      limits,
    );
  });

  it('a customer whom no table knows has the limit that is said first', () => {
    saysOf(check, course, '');
    saysOf(check, told(course, { checked: { creditLimit: 10_500 } }), /SO: says a limit of 10500, it is 10000/);
  });

  it('a limit changes from the one in force', () => {
    const change = (from: number): Story => ({
      changed: ['customer.credit_limit_changed', { ...order, documentId: 'LC', from, to: 12_000 }],
      ...told(course, { seen: { creditLimit: 12_000 }, checked: { creditLimit: 12_000 } }),
    });

    saysOf(check, change(10_000), '', limits);
    saysOf(check, change(9000), /LC: says a limit of 9000, it is 10000/, limits);
  });
});

describe('O5: what comes back was sent', () => {
  const back = { line: 1, reference: of('CI'), quantity: 2, unitPrice: 1000, uomScale: 0, net: 2000, tax: 165 };
  const course: Story = {
    sent: ['delivery.goods_issued', { documentId: 'DL', lines: [{ line: 1, quantity: 2 }] }],
    invoice: ['customer_invoice.posted', { documentId: 'CI', lines: [{ line: 1, unitPrice: 1000, taxBp: 825 }] }],
    received: ['customer_return.received', { documentId: 'RT', lines: [{ reference: of('DL'), quantity: 2 }] }],
    credit: [
      'credit_memo.posted',
      { documentId: 'CM', reason: 'return', references: [{ documentId: 'RT', documentType: 'RT' }], lines: [back] },
    ],
  };
  const credited = (change: object) => ({ credit: { lines: [{ ...back, ...change }] } });

  it.each<Telling>([
    ['and is credited as it was billed', {}, ''],
    [
      'one more',
      { received: { lines: [{ reference: of('DL'), quantity: 3 }] } },
      /RT: 3 come back of DL\/1, of which 2 were sent/,
    ],
    [
      'of another delivery',
      { received: { lines: [{ reference: of('D9'), quantity: 2 }] } },
      /of D9\/1, of which 0 were sent/,
    ],
    ['at another price', credited({ unitPrice: 999, net: 1998 }), /CM: line 1: credited at 999, billed at 1000/],
    ['for another net', credited({ net: 1999 }), /CM: line 1: net 1999, quantity times price of the invoice is 2000/],
    ['with another tax', credited({ tax: 166 }), /CM: line 1: tax 166 is not that of its net/],
    ['of another quantity', credited({ quantity: 1, net: 1000, tax: 83 }), /CM: line 1: 1 credited, 2 came back/],
    ['for another reason', { credit: { reason: 'price', lines: [{ ...back, unitPrice: 1 }] } }, ''],
  ])('%s', (_what, otherwise, says) => saysOf(returnsAreConsistent, told(course, otherwise), says));
});

describe('O6: what is given up is gone', () => {
  const check = withItems((items, masters) => lossesAreWhole(items, masters));
  const clearing = (ruleId: string, documentId: string) => ({
    entryId: `N-${documentId}`,
    documentId,
    company: '1000',
    ruleId,
    lines: [
      {
        role: 'receivables.trade',
        side: 'credit',
        partner: { kind: 'customer', id: 'C1' },
        amount: 3000,
        localAmount: 3000,
        clears: [{ item: 'CI', amount: 3000, localAmount: 3000 }],
      },
    ],
  });
  const course: Story = {
    owed: ['journal_entry.posted', item('CI', 3000)],
    off: ['receivable.written_off', { documentId: 'WO', clears: [{ item: 'CI', amount: 3000 }] }],
    entry: ['journal_entry.posted', clearing('OC14', 'WO')],
    later: ['journal_entry.posted', clearing('OC05', 'CR')],
  };

  it.each<Telling>([
    ['whole', { later: null }, ''],
    [
      'a part',
      { later: null, off: { clears: [{ item: 'CI', amount: 2999 }] } },
      /WO: 2999 of item CI given up, 3000 are open/,
    ],
    ['what is not open', { later: null, owed: null }, /WO: 3000 of item CI given up, 0 are open/],
    ['and paid', {}, /CR: N-CR clears item CI, which WO gave up/],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));
});

describe('O7: reminders', () => {
  const dunning = { ...defaults.dunning, days: [14, 28, 42, 60], interestBp: 900, charge: 25 };
  const check = withItems((items, masters) => remindersFollow({ ...defaults, dunning }, items, masters));
  const notice = (documentId: string, documentDate: string, change: object) => ({
    documentId,
    documentDate,
    currency: 'USD',
    charge: 0,
    interest: 0,
    level: 1,
    ...change,
  });
  const late = (daysOverdue: number, amount = 100_000) => [{ invoice: 'CI', item: 'CI', daysOverdue, amount }];
  const course: Story = {
    invoice: ['customer_invoice.posted', { documentId: 'CI', dueDate: '2025-03-12' }],
    owed: ['journal_entry.posted', item('CI', 100_000)],
    // Wednesdays, 14 and 28 days later. 9 % of 1,000.00 for 14 days are 3.45.
    first: ['dunning_notice.sent', notice('N1', '2025-03-26', { items: late(14), interest: 345 })],
    second: [
      'dunning_notice.sent',
      notice('N2', '2025-04-09', { items: late(28), interest: 345, level: 2, charge: 2500 }),
    ],
  };

  it.each<Telling>([
    ['rise level by level', {}, ''],
    [
      'a week too soon',
      { second: null, first: { documentDate: '2025-03-19', items: late(7), interest: 173 } },
      /N1: CI: reminded after 7 days/,
    ],
    ['with other days', { second: null, first: { items: late(15) } }, /N1: CI: says 15 days overdue, it is 14/],
    [
      'of another amount',
      { second: null, first: { items: late(14, 99_999) } },
      /N1: CI: reminded of 99999, 100000 are open/,
    ],
    ['of what is paid', { second: null, owed: null }, /N1: CI: reminded of 100000, 0 are open/],
    [
      'on a Thursday',
      { second: null, first: { documentDate: '2025-03-27', items: late(15), interest: 370 } },
      /no Wednesday/,
    ],
    [
      'of a level above',
      { second: null, first: { level: 2, charge: 2500 } },
      /N1: is of level 2, its highest item of 1/,
    ],
    ['with another interest', { second: { interest: 690 } }, /N2: asks for 690 of interest, the formula gives 345/],
    ['without the charge', { second: { charge: 0 } }, /N2: charges 0, at level 2 it is 2500/],
    ['with a charge from the first', { first: { charge: 2500 } }, /N1: charges 2500, at level 1 it is 0/],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('an item that a bounced payment opens again goes on where it was', () => {
    const again: Story = {
      ...told(course, { second: null }),
      bounced: ['customer_receipt.reversed', { documentId: 'RR', reopened: [{ item: 'CI/2', of: 'CI' }] }],
      reopened: ['journal_entry.posted', item('CI/2', 100_000)],
      second: [
        'dunning_notice.sent',
        notice('N2', '2025-04-09', {
          items: [{ ...late(28)[0], item: 'CI/2' }],
          interest: 345,
          level: 2,
          charge: 2500,
        }),
      ],
    };

    saysOf(check, again, '');
    saysOf(check, told(again, { bounced: null }), /N2: is of level 2, its highest item of 1/);
  });
});

describe('O8: tax and sums', () => {
  const line = { line: 1, quantity: 3, unitPrice: 333, uomScale: 0, net: 999, taxCode: 'US-CA', taxBp: 825, tax: 82 };
  const sums = { net: 999, tax: 82, gross: 1081 };
  const course: Story = {
    order: ['sales_order.created', { documentId: 'SO', documentDate: '2025-03-01', lines: [line], ...sums }],
    invoice: ['customer_invoice.posted', { documentId: 'CI', documentDate: '2025-03-01', lines: [line], ...sums }],
    credit: [
      'credit_memo.posted',
      { documentId: 'CM', invoice: 'CI', lines: [{ ...line, quantity: 0, tax: 80 }], net: 999, tax: 80, gross: 1079 },
    ],
  };
  const lined = (change: object) => ({ lines: [{ ...line, ...change }] });

  it.each<Telling>([
    ['quantity at price, tax of that; of money without goods only the sums', {}, ''],
    [
      'another net',
      { order: { ...lined({ net: 1000 }), net: 1000, gross: 1082 } },
      /SO: line 1: net 1000, quantity times price is 999/,
    ],
    ['another tax', { invoice: { ...lined({ tax: 83 }), tax: 83, gross: 1082 } }, /CI: line 1: tax 83 of 999/],
    [
      'another rate that day',
      { invoice: { ...lined({ taxBp: 800, tax: 80 }), tax: 80, gross: 1079 } },
      /CI: line 1: US-CA at 800, that day it is 825/,
    ],
    [
      'another rate another day',
      { invoice: { documentDate: '2025-03-02', ...lined({ taxBp: 800, tax: 80 }), tax: 80, gross: 1079 } },
      '',
    ],
    ['a net that is no sum', { invoice: { net: 998, gross: 1080 } }, /CI: net 998, its lines sum to 999/],
    ['a tax that is no sum', { invoice: { tax: 81, gross: 1080 } }, /CI: tax 81, its lines sum to 82/],
    ['a gross that is neither', { order: { gross: 1080 } }, /SO: gross 1080 is not 999 and 82/],
    ['goods credited with another tax', { credit: { lines: [{ ...line, tax: 80 }] } }, /CM: line 1: tax 80 of 999/],
  ])('%s', (_what, otherwise, says) => saysOf(taxAddsUp, told(course, otherwise), says));
});

describe('O9: receipts add up', () => {
  const check: FileCheckMaker = (masters) =>
    receiptsAddUp({ ...defaults, shortPaymentTolerance: { bp: 100, max: 25 } }, masters as MasterTables);
  const paid = (change: object = {}) => ({
    invoice: 'CI',
    item: 'CI',
    amount: 98_000,
    discount: 2000,
    discountTax: 319,
    tolerated: 0,
    clears: { amount: 100_000 },
    ...change,
  });
  const course: Story = {
    invoice: [
      'customer_invoice.posted',
      { documentId: 'CI', discountDate: '2025-03-20', discountBp: 200, tax: 15_966, gross: 100_000 },
    ],
    banked: ['receipt.banked', { documentId: 'CR', amount: 98_500 }],
    applied: [
      'customer_receipt.applied',
      {
        documentId: 'CR',
        amount: 98_500,
        valueDate: '2025-03-20',
        currency: 'USD',
        remittance: [paid()],
        unapplied: { amount: 500 },
      },
    ],
  };
  const applied = (change: object, amount = 98_500) => ({
    applied: { remittance: [paid(change)], amount },
    banked: { amount },
  });

  it.each<Telling>([
    ['lines and rest, a discount on its last day and the tax in it', {}, ''],
    ['a discount without its tax', applied({ discountTax: 0 }), ''],
    ['another tax in it', applied({ discountTax: 320 }), /CI: 320 of tax in a discount of 2000, its part is 319/],
    [
      'a rest that is not told',
      { applied: { unapplied: undefined } },
      /CR: receives 98500, its lines and its rest sum to 98000/,
    ],
    ['parts that clear more', applied({ clears: { amount: 100_001 } }), /CI: clears 100001, its parts sum to 100000/],
    ['a day late', { applied: { valueDate: '2025-03-21' } }, /CI: a discount on 2025-03-21, it ended 2025-03-20/],
    ['none agreed', { invoice: { discountDate: undefined, discountBp: undefined } }, /it ended never began/],
    [
      'a larger discount',
      applied({ amount: 97_000, discount: 3000, discountTax: 0 }, 97_500),
      /CI: a discount of 3000/,
    ],
    ['the bank says less', { banked: { amount: 98_499 } }, /CR: applies 98500, the bank says 98499/],
    [
      'one per cent forgiven, not above 25 dollars',
      applied({ amount: 97_500, discount: 0, discountTax: 0, tolerated: 2500 }, 98_000),
      /CI: 2500 forgiven, at most 1000/,
    ],
    ['one per cent forgiven', applied({ amount: 99_000, discount: 0, discountTax: 0, tolerated: 1000 }, 99_500), ''],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('forgives 25 dollars and no cent more, in dollars alone', () => {
    const large = (tolerated: number, currency = 'USD') =>
      told(course, {
        invoice: { gross: 1_000_000 },
        banked: null,
        applied: {
          currency,
          unapplied: undefined,
          amount: 1_000_000 - tolerated,
          remittance: [
            paid({
              amount: 1_000_000 - tolerated,
              discount: 0,
              discountTax: 0,
              tolerated,
              clears: { amount: 1_000_000 },
            }),
          ],
        },
      });

    saysOf(check, large(2500), '');
    saysOf(check, large(2501), /CI: 2501 forgiven/);
    saysOf(check, large(2501, 'EUR'), '');
  });

  it('a check is banked after it is applied', () => {
    const later = earlier(course, 'applied', 'banked');

    saysOf(check, later, '');
    saysOf(check, told(later, { banked: { amount: 1 } }), /CR: the bank says 1, 98500 was applied/);
  });

  it('terms and dates are those agreed', () => {
    const agreed = tablesOf({ 'customers.1000': [{ customerId: 'C1', terms: '2/10N30' }] });
    const on = { company: '1000', partner: { id: 'C1' }, terms: '2/10N30' };
    const dated: Story = {
      order: ['sales_order.created', { documentId: 'SO', ...on }],
      invoice: [
        'customer_invoice.posted',
        {
          documentId: 'CI',
          ...on,
          billingDate: '2025-01-31',
          documentDate: '2025-01-31',
          dueDate: '2025-03-02',
          discountDate: '2025-02-10',
          discountBp: 200,
        },
      ],
    };
    const tellings: readonly Telling[] = [
      ['', {}, ''],
      ['', { order: { terms: 'N30' } }, /SO: is on terms N30, those of C1 are 2\/10N30/],
      ['', { invoice: { terms: 'N60', dueDate: '2025-04-01' } }, /CI: is on terms N60, those of C1 are/],
      ['', { invoice: { documentDate: '2025-02-01' } }, /CI: is billed on 2025-01-31 and dated 2025-02-01/],
      ['', { invoice: { dueDate: '2025-03-01' } }, /is due on 2025-03-01, not 2025-03-02/],
      ['', { invoice: { discountDate: '2025-02-11' } }, /has a discount of 200 until 2025-02-11/],
      ['', { invoice: { discountBp: 100 } }, /has a discount of 100 until 2025-02-10/],
      ['', { invoice: { discountDate: undefined, discountBp: undefined } }, /has a discount of 0 until never/],
    ];

    for (const [, otherwise, says] of tellings) saysOf(termsAreKept, told(dated, otherwise), says, agreed);
  });
});

describe('O11: documents follow one another', () => {
  const course: Story = {
    quote: ['quote.created', { documentId: 'QT' }],
    order: ['sales_order.created', { documentId: 'SO', references: [{ documentId: 'QT' }] }],
    sent: ['delivery.goods_issued', { documentId: 'DL', salesOrder: 'SO' }],
    proof: ['delivery.proof_received', { documentId: 'DL' }],
    invoice: [
      'customer_invoice.posted',
      {
        documentId: 'CI',
        references: [
          { documentId: 'DL', documentType: 'DL' },
          { documentId: 'SO', documentType: 'SO' },
        ],
      },
    ],
    charge: ['customer_charge.posted', { documentId: 'CH' }],
    paid: ['customer_receipt.applied', { documentId: 'CR', remittance: [{ invoice: 'CI' }, { invoice: 'CH' }] }],
  };

  it.each<Telling>([
    ['as they do', {}, ''],
    ['an order of no quote', { quote: null }, /SO: the order follows QT, which has not happened/],
    ['goods of no order', { order: null }, /DL: the goods issue follows SO, which has not happened/],
    ['a proof of no goods', { sent: null }, /DL: the proof follows DL, which has not happened/],
    ['a bill of no goods', { sent: null }, /CI: the invoice follows DL, which has not happened/],
    ['money of no bill', { invoice: null }, /CR: the application follows CI, which has not happened/],
    ['money of no charge', { charge: null }, /CR: the application follows CH, which has not happened/],
    [
      'goods of a later hour',
      { sent: { happens: '2025-03-09T12:00:00.000Z' } },
      /CI: the invoice is before the goods issue of DL/,
    ],
  ])('%s', (_what, otherwise, says) => saysOf(datesFollow, told(course, otherwise), says));
});

describe('O12: won quotes are ordered', () => {
  const lines = [{ materialId: 'M1', quantity: 2, unitPrice: 900 }];
  const course: Story = {
    quote: ['quote.created', { documentId: 'QT', lines }],
    won: ['quote.won', { documentId: 'QT', wonOrder: 'SO' }],
    order: ['sales_order.created', { documentId: 'SO', lines, references: [{ documentId: 'QT', documentType: 'QT' }] }],
  };

  it.each<Telling>([
    ['with their lines', {}, ''],
    [
      'at another price',
      { order: { lines: [{ ...lines[0], unitPrice: 901 }] } },
      /SO: ordered M1 2 at 901; offered M1 2 at 900/,
    ],
    [
      'in another quantity',
      { order: { lines: [{ ...lines[0], quantity: 3 }] } },
      /SO: ordered M1 3 at 900; offered M1 2 at 900/,
    ],
    [
      'another good',
      { order: { lines: [{ serviceId: 'S1', quantity: 2, unitPrice: 900 }] } },
      /SO: ordered S1 2 at 900; offered/,
    ],
    ['never', { order: null }, /^line 2: QT: won as SO, which is not there$/],
    ['without having been won', { won: null }, /SO: follows QT, which was not won for it/],
    ['though no quote is named', { order: { references: [] } }, ''],
  ])('%s', (_what, otherwise, says) => saysOf(wonQuotesAreOrdered, told(course, otherwise), says));

  it('nothing is asked of what was lost or has run out', () => {
    for (const name of ['quote.lost', 'quote.expired']) {
      const gone: Story = { ...told(course, { won: null, order: null }), gone: [name, { documentId: 'QT' }] };
      expect(found(wonQuotesAreOrdered, gone)).toMatchObject({ rows: 0, says: [] });
    }
  });
});
