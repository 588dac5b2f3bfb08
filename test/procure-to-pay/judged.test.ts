/** What each check of procure to pay asks, one thing after the other, over a few documents written by hand. */
import { describe, expect, it } from 'vitest';

import { P9_AMOUNTS } from '../../journeys/procure-to-pay/checks/amount-checks.ts';
import { P5 } from '../../journeys/procure-to-pay/checks/grir-check.ts';
import { P12, P3, P7 } from '../../journeys/procure-to-pay/checks/invoice-checks.ts';
import { P1, P2 } from '../../journeys/procure-to-pay/checks/order-checks.ts';
import { P11, P4, P6 } from '../../journeys/procure-to-pay/checks/payment-checks.ts';
import { P10 } from '../../journeys/procure-to-pay/checks/price-checks.ts';
import { fileCheck } from '../../journeys/procure-to-pay/checks/reading.ts';
import { P4_TERMS } from '../../journeys/procure-to-pay/checks/term-checks.ts';
import { datesBy } from '../../journeys/world/checks/terms.ts';
import { earlier, found, saysOf, tablesOf, told, type Otherwise, type Story, type Telling } from '../verify/stories.ts';

const of = (documentId: string, line = 1) => ({ documentId, line });

describe('P1: an order takes its course', () => {
  const check = fileCheck(P1);
  const course: Story = {
    asked: ['requisition.created', { documentId: 'PR' }],
    granted: ['requisition.approved', { documentId: 'PR' }],
    sourced: ['requisition.sourced', { documentId: 'PR' }],
    order: [
      'purchase_order.created',
      { documentId: 'PO', references: [{ documentId: 'PR' }], invoicePolicy: 'afterReceipt' },
    ],
    approved: ['purchase_order.approved', { documentId: 'PO' }],
    sent: ['purchase_order.sent', { documentId: 'PO' }],
    receipt: ['goods_receipt.posted', { documentId: 'GR', lines: [{ reference: of('PO') }] }],
    // A Friday and the Wednesday after: three business days.
    invoice: [
      'vendor_invoice.posted',
      {
        documentId: 'VI',
        receivedDate: '2025-01-10',
        postingDate: '2025-01-15',
        // Freight has no line of the order.
        lines: [{ reference: of('PO'), taxCode: 'US-CA' }, { taxCode: 'US-CA' }],
      },
    ],
    proposed: ['vendor_payment.proposed', { documentId: 'PY', items: ['VI'] }],
    paid: ['vendor_payment.released', { documentId: 'PY', postingDate: '2025-02-04', valueDate: '2025-02-05' }],
    closed: ['purchase_order.closed', { documentId: 'PO' }],
  };

  it.each<Telling>([
    ['as it is', {}, ''],
    ['granted by nobody', { granted: null }, /^line 2: requisition PR is sourced before it is approved$/m],
    ['never asked for', { asked: null }, /requisition PR is approved before it is created/],
    ['given to no source', { sourced: null }, /order PO follows no sourced requisition/],
    ['without a requisition', { order: { references: [] } }, /order PO follows no sourced requisition/],
    ['approved by nobody', { approved: null }, /order PO is sent before it is approved/],
    ['not sent', { sent: null }, /GR receives order PO, which was not sent/],
    ['of another order', { receipt: { lines: [{ reference: of('P2') }] } }, /GR receives order P2, which was not sent/],
    ['billed without a receipt', { receipt: null }, /VI bills order PO line 1 before its time/],
    [
      'received on another line',
      { receipt: { lines: [{ reference: of('PO', 2) }] } },
      /VI bills order PO line 1 before its time/,
    ],
    [
      'entered a day later',
      { invoice: { postingDate: '2025-01-16' } },
      /VI was received on 2025-01-10 and posted 4 bus/,
    ],
    ['entered before it came', { invoice: { postingDate: '2025-01-09' } }, /VI was received on 2025-01-10 and posted/],
    ['paid without a proposal', { proposed: null }, /payment PY is released before it is proposed/],
    ['proposed without an invoice', { invoice: null }, /payment PY is proposed for VI, which is not posted/],
    [
      'of a value date before its own',
      { paid: { valueDate: '2025-02-03' } },
      /PY of 2025-02-04 has the value date 2025-0/,
    ],
    ['of value on its own day', { paid: { valueDate: '2025-02-04' } }, ''],
    // A payment that was voided is proposed again under the number of what it owes again.
    ['paid again', { proposed: { items: ['VI/2'] } }, ''],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('may be billed once it is sent where nobody waits for the receipt, and not before', () => {
    const ahead = told(course, {
      order: { references: [{ documentId: 'PR' }], invoicePolicy: 'beforeReceipt' },
      receipt: null,
    });

    saysOf(check, ahead, '');
    saysOf(check, earlier(ahead, 'invoice', 'sent'), /VI bills order PO line 1 before its time/);
  });

  it('is one for a requisition', () => {
    const twice: Story = { ...told(course, { closed: null }), again: course['order'] as Story[string] };

    saysOf(check, twice, /^line 11: order PO follows no sourced requisition$/);
  });

  it('is approved by one leader after the other, refused by any of them, and not after it has a source', () => {
    const begin = { asked: course['asked'], granted: course['granted'] } as Story;
    const again: Story = { ...begin, once: ['requisition.approved', { documentId: 'PR' }] };
    const refused: Story = { ...begin, refused: ['requisition.rejected', { documentId: 'PR' }] };
    const late: Story = { ...begin, sourced: course['sourced'], refused: refused['refused'] } as Story;

    saysOf(check, again, '');
    saysOf(check, refused, '');
    saysOf(check, late, /requisition PR is rejected before it is created/);
  });

  it('takes an invoice back once, and one that is there', () => {
    const reversed: Story = {
      invoice: course['invoice'],
      back: ['vendor_invoice.reversed', { documentId: 'VI' }],
    } as Story;
    const twice: Story = { ...reversed, again: ['vendor_invoice.reversed', { documentId: 'VI' }] };

    expect(found(check, reversed).says.join()).not.toMatch(/reversed/);
    expect(found(check, twice).says.join()).toMatch(/line 3: VI is reversed and was not posted/);
  });
});

describe('P2: quantities against the order', () => {
  const check = fileCheck(P2(1000));
  const course: Story = {
    order: [
      'purchase_order.created',
      { documentId: 'PO', lines: [{ line: 1, quantity: 100, unitPrice: 500, grBased: true }] },
    ],
    changed: ['purchase_order.changed', { documentId: 'PO', line: 1, field: 'quantity', from: 100, to: 200 }],
    receipt: ['goods_receipt.posted', { documentId: 'GR', lines: [{ reference: of('PO'), quantity: 150 }] }],
    back: ['vendor_return.posted', { documentId: 'RV', lines: [{ reference: of('PO'), quantity: 10 }] }],
    rest: ['goods_receipt.posted', { documentId: 'G2', lines: [{ reference: of('PO'), quantity: 80 }] }],
    invoice: ['vendor_invoice.posted', { documentId: 'VI', lines: [{ reference: of('PO'), quantity: 240 }] }],
    reversed: ['vendor_invoice.reversed', { documentId: 'VI', lines: [{ reference: of('PO'), quantity: 240 }] }],
    again: ['vendor_invoice.posted', { documentId: 'V2', lines: [{ reference: of('PO'), quantity: 225 }] }],
    credit: ['vendor_credit_memo.posted', { documentId: 'VC', lines: [{ reference: of('PO'), quantity: 5 }] }],
    closed: ['purchase_order.closed', { documentId: 'PO', reason: 'completed' }],
  };

  it.each<Telling>([
    ['a tenth above the order, no more', {}, ''],
    [
      'a piece more than a tenth above it',
      { rest: { lines: [{ reference: of('PO'), quantity: 81 }] } },
      /^line 5: G2 brings order PO line 1 to 221 of 200 ordered$/,
    ],
    ['the order as it was before its change', { changed: null }, /GR brings order PO line 1 to 150 of 100 ordered/],
    ['what went back still counted', { back: null }, /G2 brings order PO line 1 to 230 of 200 ordered/],
    ['less credited than was not kept', { credit: null }, /order PO line 1 is closed with 225 billed of 220 kept/],
    ['what was taken back still billed', { reversed: null }, /is closed with 460 billed of 220 kept/],
    [
      'one billed above what is kept',
      { again: { lines: [{ reference: of('PO'), quantity: 226 }] } },
      /221 billed of 220/,
    ],
    ['an order that is called off', { again: null, credit: null, reversed: null, closed: { reason: 'cancelled' } }, ''],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('asks nothing of what may be billed without a receipt, once it is closed', () => {
    const lines = [{ line: 1, quantity: 200, unitPrice: 500, grBased: false }];

    saysOf(check, told(course, { order: { lines }, credit: null }), '');
  });

  it('asks the same of work that is accepted', () => {
    const work: Story = {
      order: course['order'] as Story[string],
      entry: ['service_entry.accepted', { documentId: 'SE', lines: [{ reference: of('PO'), quantity: 111 }] }],
    };

    saysOf(check, work, /SE brings order PO line 1 to 111 of 100 ordered/);
  });
});

describe('P3: the three-way match', () => {
  const check = fileCheck(P3({ priceBp: 500, priceMax: 500, quantityBp: 200, overDeliveryBp: 1000 }));
  const line = { line: 1, quantity: 100, unitPrice: 1000, uomScale: 0, reference: of('PO') };
  const course: Story = {
    order: [
      'purchase_order.created',
      { documentId: 'PO', lines: [{ line: 1, quantity: 100, unitPrice: 1000, grBased: true }] },
    ],
    receipt: ['goods_receipt.posted', { documentId: 'GR', lines: [{ reference: of('PO'), quantity: 100 }] }],
    invoice: [
      'vendor_invoice.posted',
      {
        documentId: 'VI',
        lines: [line],
        currency: 'USD',
        gross: 100_000,
        statedGross: 100_000,
        matchStatus: 'matched',
      },
    ],
  };
  const status = (what: string) => new RegExp(`^line \\d: VI says matched, its order and receipts say ${what}$`);
  const billed = (change: object) => ({ invoice: { lines: [{ ...line, ...change }] } });
  const ordered = (change: object) => ({
    order: { lines: [{ line: 1, quantity: 100, unitPrice: 1000, grBased: true, ...change }] },
  });

  it.each<Telling>([
    ['what was ordered and came', {}, ''],
    ['five per cent above the price', billed({ unitPrice: 1050 }), ''],
    ['more than five per cent above it', billed({ unitPrice: 1051 }), status('priceBlocked')],
    ['a better price', billed({ unitPrice: 700 }), ''],
    ['two per cent above what came', billed({ quantity: 102 }), ''],
    ['more than two per cent above it', billed({ quantity: 103 }), status('quantityBlocked')],
    ['nothing that came', { receipt: null }, status('noReceipt')],
    ['another sum than it is made of', { invoice: { statedGross: 100_001 } }, status('priceBlocked')],
    ['of no order', { invoice: { lines: [{ ...line, reference: undefined }] } }, status('notRelevant')],
    // Five hundred dollars at most, however large the order: at 10,000.00 apiece that is five apiece.
    [
      'five hundred above a large order',
      { ...ordered({ unitPrice: 1_000_000 }), ...billed({ unitPrice: 1_000_500 }) },
      '',
    ],
    [
      'a cent apiece more than that',
      { ...ordered({ unitPrice: 1_000_000 }), ...billed({ unitPrice: 1_000_501 }) },
      status('priceBlocked'),
    ],
    // What nobody waits for may be billed as far as it may be delivered.
    ['a tenth above the order without a receipt', { ...ordered({ grBased: false }), ...billed({ quantity: 110 }) }, ''],
    [
      'more than a tenth above it',
      { ...ordered({ grBased: false }), ...billed({ quantity: 111 }) },
      status('quantityBlocked'),
    ],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('of what has no order nothing is asked, also beside what has one, and it is paid', () => {
    const bill = (change: object): Story => ({
      ...told(course, {
        invoice: { lines: [{ ...line, reference: undefined }], matchStatus: 'notRelevant', ...change },
      }),
      payment: ['vendor_payment.released', { documentId: 'PY', items: [{ invoice: 'VI' }] }],
    });

    saysOf(check, bill({}), '');
    saysOf(check, bill({ lines: [line, { line: 2, quantity: 1, unitPrice: 9 }], matchStatus: 'matched' }), '');
  });

  it('counts what went back, and what was given back of an earlier invoice', () => {
    const back: Story = {
      order: course['order'] as Story[string],
      receipt: course['receipt'] as Story[string],
      returned: ['vendor_return.posted', { documentId: 'RV', lines: [{ reference: of('PO'), quantity: 50 }] }],
      early: [
        'vendor_invoice.posted',
        {
          documentId: 'V1',
          lines: [{ ...line, quantity: 20 }],
          currency: 'USD',
          gross: 20_000,
          statedGross: 20_000,
          matchStatus: 'matched',
        },
      ],
      credit: ['vendor_credit_memo.posted', { documentId: 'VC', lines: [{ reference: of('PO'), quantity: 20 }] }],
      invoice: ['vendor_invoice.posted', { ...course['invoice']?.[1], lines: [{ ...line, quantity: 51 }] }],
    };

    saysOf(check, back, '');
    saysOf(check, told(back, { credit: null }), status('quantityBlocked'));
    saysOf(check, told(back, { invoice: { lines: [{ ...line, quantity: 52 }] } }), status('quantityBlocked'));
  });

  it('asks the price and the quantity that a change gave the order', () => {
    const change = (field: string, to: number): Story => ({
      order: course['order'] as Story[string],
      changed: ['purchase_order.changed', { documentId: 'PO', line: 1, field, to }],
      ...told(course, { order: null }),
    });
    const unreceived = told(change('quantity', 200), {
      order: { lines: [{ line: 1, quantity: 100, unitPrice: 1000, grBased: false }] },
      invoice: { lines: [{ ...line, quantity: 220 }] },
    });

    saysOf(check, change('unitPrice', 900), status('priceBlocked'));
    saysOf(check, change('quantity', 90), '');
    saysOf(check, unreceived, '');
  });

  it('lets what went back come again in its place, and be paid', () => {
    const again: Story = {
      ...told(course, { invoice: { lines: [{ ...line, unitPrice: 1100 }], matchStatus: 'priceBlocked' } }),
      back: ['vendor_invoice.reversed', { documentId: 'VI', lines: [line] }],
      right: ['vendor_invoice.posted', { ...course['invoice']?.[1] }],
      payment: ['vendor_payment.released', { documentId: 'PY', items: [{ invoice: 'VI' }] }],
    };

    saysOf(check, again, '');
    saysOf(check, told(again, { back: null }), /says matched, its order and receipts say quantityBlocked/);
  });

  it('lets nothing be paid that is blocked: not before it is released, nor after it went back', () => {
    const paid: Story = {
      ...told(course, { ...billed({ unitPrice: 1100 }) }),
      released: ['vendor_invoice.block_released', { documentId: 'VI' }],
      payment: ['vendor_payment.released', { documentId: 'PY', items: [{ invoice: 'VI' }] }],
    };
    const blocked = told(paid, { invoice: { lines: [{ ...line, unitPrice: 1100 }], matchStatus: 'priceBlocked' } });

    saysOf(check, blocked, '');
    saysOf(check, told(blocked, { released: null }), /^line 4: payment PY pays VI, which is blocked$/);
  });
});

describe('P4: terms and discounts', () => {
  const check = fileCheck(P4);
  const course: Story = {
    invoice: [
      'vendor_invoice.posted',
      { documentId: 'VI', discountDate: '2025-01-20', discountBp: 200, tax: 1600, gross: 10_000 },
    ],
    credit: [
      'vendor_credit_memo.posted',
      { documentId: 'VC', references: [{ documentId: 'VI' }], tax: 160, gross: 1000 },
    ],
    payment: [
      'vendor_payment.released',
      {
        documentId: 'PY',
        valueDate: '2025-01-20',
        items: [
          { invoice: 'VI', kind: 'invoice', amount: 10_025, discount: 181, discountTax: 29 },
          { invoice: 'VC', kind: 'creditMemo', amount: 1000, discount: 0, discountTax: 0 },
        ],
      },
    ],
  };
  const paying = (discount: number, credit = true, discountTax = 0) => [
    { invoice: 'VI', kind: 'invoice', amount: 10_025, discount, discountTax },
    ...(credit ? [{ invoice: 'VC', kind: 'creditMemo', amount: 1000, discount: 0 }] : []),
  ];

  it.each<Telling>([
    // 2 % of 90.25 are 1.805.
    ['two per cent of what is left after a credit memo, on its last day', {}, ''],
    [
      'a day later',
      { payment: { valueDate: '2025-01-21' } },
      /PY of value 2025-01-21 takes 181 off VI, its terms give 0/,
    ],
    ['without the tax in it, as in the US', { payment: { items: paying(181) } }, ''],
    // 16 of 100 of 1.81 are 28.96 cents.
    [
      'with another tax in it',
      { payment: { items: paying(181, true, 28) } },
      /takes 28 of tax with the discount of VI, its part is 29/,
    ],
    ['a cent less', { payment: { items: paying(180) } }, /takes 180 off VI, its terms give 181/],
    ['of the whole where the memo is not among what is paid', { payment: { items: paying(181, false) } }, /give 201/],
    [
      'without one agreed',
      { invoice: { discountDate: undefined, discountBp: 0 } },
      /takes 181 off VI, its terms give 0/,
    ],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('judges no discount of what was billed before the file', () => {
    saysOf(check, told(course, { credit: null, payment: { items: paying(201, false) } }), '');
    expect(found(check, told(course, { invoice: null, credit: null }))).toMatchObject({ rows: 0, says: [] });
  });

  describe('dates', () => {
    const agreed = tablesOf({ 'vendors.1000': [{ vendorId: 'V1', terms: '2/10N30' }] });
    const terms = { company: '1000', partner: { id: 'V1' }, terms: '2/10N30' };
    const dated: Story = {
      order: ['purchase_order.created', { documentId: 'PO', ...terms }],
      invoice: [
        'vendor_invoice.posted',
        {
          documentId: 'VI',
          ...terms,
          baselineDate: '2025-01-31',
          dueDate: '2025-03-02',
          discountDate: '2025-02-10',
          discountBp: 200,
        },
      ],
    };

    it.each([
      ['IMM', '2025-01-31', undefined, 0],
      ['N15', '2025-02-15', undefined, 0],
      ['N30', '2025-03-02', undefined, 0],
      ['N60', '2025-04-01', undefined, 0],
      ['2/10N30', '2025-03-02', '2025-02-10', 200],
      ['N45', 'a day nobody knows', 'a day nobody knows', Number.NaN],
    ] as const)('by %s', (code, dueDate, discountDate, discountBp) => {
      expect(datesBy(code, '2025-01-31')).toEqual({ dueDate, discountDate, discountBp });
    });

    it('of a vendor that no table knows are its own', () => {
      const stranger = { partner: { id: 'V9' } };
      const { says } = found(fileCheck(P4_TERMS), told(dated, { order: stranger, invoice: stranger }), agreed);

      expect(says).toEqual([]);
    });

    it.each<Telling>([
      ['as they are', {}, ''],
      [
        'an order on other terms',
        { order: { terms: 'N30' } },
        /^line 1: PO is on terms N30, those of V1 are 2\/10N30$/,
      ],
      ['an invoice on other terms', { invoice: { terms: 'N60' } }, /VI is on terms N60, those of V1 are 2\/10N30/],
      ['due a day later', { invoice: { dueDate: '2025-03-03' } }, /by 2\/10N30 is due on 2025-03-03, not 2025-03-02/],
      [
        'a discount for a day more',
        { invoice: { discountDate: '2025-02-11' } },
        /has a discount of 200 until 2025-02-11/,
      ],
      ['a larger discount', { invoice: { discountBp: 300 } }, /by 2\/10N30 has a discount of 300 until 2025-02-10/],
      ['none', { invoice: { discountDate: undefined, discountBp: 0 } }, /by 2\/10N30 has a discount of 0 until never/],
    ])('%s', (_what, otherwise, says) => {
      const { says: said, rows } = found(fileCheck(P4_TERMS), told(dated, otherwise), agreed);

      expect(rows).toBe(4);
      if (says === '') expect(said).toEqual([]);
      else expect(said.join('\n')).toMatch(says);
    });
  });
});

describe('P5: units between receipt and invoice', () => {
  const check = fileCheck(P5);
  const units = (documentId: string, quantity: number) => ({ documentId, lines: [{ reference: of('PO'), quantity }] });
  const booked = (documentId: string, side: string, quantity: number, localAmount: number, opens: boolean) => ({
    documentId,
    lines: [
      {
        role: 'grir',
        side,
        quantity,
        localAmount,
        ...(opens ? { openItem: { id: 'PO/1' } } : { clears: [{ item: 'PO/1' }] }),
      },
    ],
  });
  const course: Story = {
    order: ['purchase_order.created', { documentId: 'PO', invoicePolicy: 'afterReceipt' }],
    receipt: ['goods_receipt.posted', units('GR', 10)],
    received: ['journal_entry.posted', booked('GR', 'credit', 10, 1000, true)],
    back: ['vendor_return.posted', units('RV', 2)],
    returned: ['journal_entry.posted', booked('RV', 'debit', 2, 200, false)],
    invoice: ['vendor_invoice.posted', { ...units('VI', 9), lines: [...units('VI', 9).lines, { quantity: 1 }] }],
    billed: ['journal_entry.posted', booked('VI', 'debit', 9, 900, false)],
    credit: ['vendor_credit_memo.posted', units('VC', 1)],
    credited: ['journal_entry.posted', booked('VC', 'credit', 1, 100, false)],
  };

  it.each<Telling>([
    ['go in and out', {}, ''],
    [
      'received and not in the books',
      { received: null },
      /order line PO\/1 has 8 units received less invoiced, -2 after RV/,
    ],
    [
      'sent back and not told',
      { back: null },
      /^line 4: order line PO\/1 has 10 units received less invoiced, 8 after RV/,
    ],
    ['billed in the books alone', { invoice: null }, /has 8 units received less invoiced, -1 after VI/],
    ['credited in the books alone', { credit: null }, /has -1 units received less invoiced, 0 after VC/],
    [
      'gone, and their value not',
      { credited: booked('VC', 'credit', 1, 90, false) },
      /order line PO\/1 has no units left and -10 on its account after VC/,
    ],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('belong to the lines that they were opened for: an account holds no more', () => {
    const elsewhere = booked('GR', 'credit', 10, 1000, true);
    const lines = [
      { ...elsewhere.lines[0], role: 'grir' },
      { role: 'grir', side: 'credit', localAmount: 5 },
    ];
    // What carriers are owed has no units and stands apart.
    saysOf(check, told(course, { received: { lines } }), '');
  });

  it('stand open again once an invoice goes back, and are there from before the file', () => {
    const back: Story = {
      before: ['opening_item.recorded', { role: 'grir', side: 'credit', openItem: { id: 'PO/1' }, quantity: 4 }],
      opened: ['journal_entry.posted', booked('OD', 'credit', 4, 400, true)],
      invoice: ['vendor_invoice.posted', units('VI', 4)],
      billed: ['journal_entry.posted', booked('VI', 'debit', 4, 400, false)],
      reversed: ['vendor_invoice.reversed', units('VI', 4)],
      again: ['journal_entry.posted', booked('VI', 'credit', 4, 400, true)],
    };

    saysOf(check, back, '');
    saysOf(check, told(back, { reversed: null }), /PO\/1 has 0 units received less invoiced, 4 after VI/);
    saysOf(check, told(back, { before: { side: 'debit' } }), /PO\/1 has -4 units received less invoiced, 4 after OD/);
    saysOf(check, told(back, { before: { role: 'payables.trade' } }), /PO\/1 has 0 units received less invoiced, 4/);
  });

  it('are none of what is billed without a receipt: it never stands there', () => {
    const order = { invoicePolicy: 'noReceipt' };
    const billed: Story = {
      order: ['purchase_order.created', { documentId: 'PO', ...order }],
      invoice: ['vendor_invoice.posted', units('VI', 9)],
      entry: ['journal_entry.posted', booked('VI', 'debit', 9, 900, true)],
    };

    expect(found(check, told(billed, { entry: null }))).toMatchObject({ rows: 0, says: [] });
    saysOf(check, billed, /PO\/1 has 0 units received less invoiced, -9 after VI/);
    saysOf(check, told(billed, { order: { invoicePolicy: 'beforeReceipt' } }), '');
  });

  it('are written off by what is left, on either side', () => {
    const left: Story = {
      receipt: ['goods_receipt.posted', units('GR', 10)],
      received: ['journal_entry.posted', booked('GR', 'credit', 10, 1000, true)],
      off: [
        'grir_balance.written_off',
        { documentId: 'GW', lines: [{ reference: of('PO'), side: 'credit', cleared: { quantity: 10 } }] },
      ],
      cleared: ['journal_entry.posted', booked('GW', 'debit', 10, 1000, false)],
    };
    const other = [{ reference: of('PO'), side: 'debit', cleared: { quantity: 10 } }];

    saysOf(check, left, '');
    saysOf(
      check,
      told(left, { off: { lines: other } }),
      /order line PO\/1 has 20 units received less invoiced, 0 after GW/,
    );
  });
});

describe('P6: what payments come to', () => {
  const check = fileCheck(P6);
  const item = (invoice: string, amount: number, { kind = 'invoice', discount = 0, withholding = 0 } = {}) => ({
    invoice,
    kind,
    amount,
    discount,
    withholding,
    clears: { amount },
  });
  const memo = { kind: 'creditMemo' };
  const to = { company: '1000', partner: { id: 'V1' } };
  const invoice = item('VI', 7000, { discount: 100, withholding: 600 });
  const course: Story = {
    invoice: ['vendor_invoice.posted', { documentId: 'VI', gross: 10_000 }],
    memo: ['vendor_credit_memo.posted', { documentId: 'VC', gross: 1000 }],
    advance: ['down_payment.cleared', { documentId: 'DC', amount: 3000, invoiceClears: { item: 'VI', amount: 3000 } }],
    payment: [
      'vendor_payment.released',
      {
        documentId: 'PY',
        ...to,
        items: [invoice, item('VC', 1000, memo)],
        amount: 5300,
        discount: 100,
        withholding: 600,
      },
    ],
    voided: ['vendor_payment.voided', { documentId: 'PY', items: [invoice, item('VC', 1000, memo)] }],
    again: [
      'vendor_payment.released',
      {
        documentId: 'P2',
        ...to,
        items: [item('VI/2', 7000), item('VC/2', 1000, memo)],
        amount: 6000,
        discount: 0,
        withholding: 0,
      },
    ],
  };

  it.each<Telling>([
    ['a discount and what is withheld beside the money, less a memo', {}, ''],
    [
      'a head of its own',
      { payment: { amount: 5299, discount: 101 } },
      /PY takes 101 off and withholds 600, its items 100 and 600/,
    ],
    [
      'a head that withholds less',
      { payment: { amount: 5301, withholding: 599 } },
      /PY takes 100 off and withholds 599, its items 100 and 600/,
    ],
    ['nothing withheld', { payment: { withholding: 0 } }, /PY clears 6000 with 5300, 100 discount and 0 withheld/],
    ['another discount', { payment: { discount: 99 } }, /PY clears 6000 with 5300, 99 discount and 600 withheld/],
    ['money for a memo', { payment: { amount: 7300 } }, /PY clears 6000 with 7300/],
    [
      'an advance that is forgotten',
      { advance: { amount: 4000 } },
      /DC takes 4000 paid in advance off VI, which leaves 6000/,
    ],
    [
      'more in advance than is owed',
      { advance: { amount: 10_001, invoiceClears: { item: 'VI', amount: 10_001 } } },
      /leaves -1/,
    ],
    ['an invoice that is not there', { invoice: null }, /PY takes 7000 \(7000 in the books\) off VI, which leaves/],
    [
      'another amount in the books',
      { payment: { items: [{ ...invoice, clears: { amount: 6999 } }, item('VC', 1000, memo)] } },
      /PY takes 7000 \(6999 in the books\) off VI, which leaves 0/,
    ],
    [
      'paid twice without having been voided',
      { voided: null },
      /P2 takes 7000 \(7000 in the books\) off VI\/2, which leaves -7000/,
    ],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('what is withheld is the share of the vendor, after the discount, and nothing of a memo', () => {
    const vendor = (withholdingBp: number) => tablesOf({ 'vendors.1000': [{ vendorId: 'V1', withholdingBp }] });
    const taken = item('VC', 1000, { ...memo, withholding: 10 });
    const released = (change: Otherwise[string] = {}): Story =>
      told(course, { payment: change, voided: null, again: null });

    // 600 of 6900 are 8.69…, of which no whole basis points make 600 but 870.
    expect(found(check, released(), vendor(870)).says).toEqual([]);
    expect(found(check, released(), vendor(871)).says).toEqual([
      'line 4: payment PY withholds 600 of VI, 871 basis points of it are 601',
    ]);
    expect(
      found(check, released({ items: [invoice, taken], withholding: 590, amount: 5310 }), vendor(870)).says,
    ).toEqual(['line 4: payment PY withholds 10 of VC, 870 basis points of it are 0']);
  });

  it('a part may be paid first, and then no more than the rest', () => {
    const part = (documentId: string, amount: number): Story[string] => [
      'vendor_payment.released',
      { documentId, ...to, items: [item('VI', amount)], amount, discount: 0, withholding: 0 },
    ];
    const parts = (rest: number): Story => ({
      invoice: course['invoice'] as Story[string],
      first: part('P1', 4000),
      rest: part('P2', rest),
    });

    saysOf(check, parts(6000), '');
    saysOf(check, parts(6001), /P2 takes 6001 \(6001 in the books\) off VI, which leaves -1/);
  });

  it('an invoice goes back whole, and nothing of it is paid any more', () => {
    const back: Story = {
      invoice: ['vendor_invoice.posted', { documentId: 'VI', gross: 10_000 }],
      reversed: ['vendor_invoice.reversed', { documentId: 'VI', gross: 10_000, clears: { amount: 10_000 } }],
    };
    const paid: Story = { ...back, payment: course['payment'] as Story[string] };

    saysOf(check, back, '');
    saysOf(
      check,
      told(back, { invoice: { gross: 9000 } }),
      /VI is reversed with 10000 \(10000 in the books\), of which 9000/,
    );
    saysOf(check, told(back, { reversed: { clears: { amount: 1 } } }), /VI is reversed with 10000 \(1 in the books\)/);
    saysOf(check, paid, /PY takes 7000 \(7000 in the books\) off VI, which leaves -7000/);
  });

  it('what was owed when the file begins is paid like any other', () => {
    const opening: Story = {
      item: ['opening_item.recorded', { role: 'payables.trade', openItem: { id: 'VI/2' }, amount: 7000 }],
      payment: [
        'vendor_payment.released',
        { ...course['payment']?.[1], items: [item('VI/2', 7000, { discount: 100, withholding: 600 })], amount: 6300 },
      ],
    };

    saysOf(check, opening, '');
    saysOf(check, told(opening, { item: { amount: 6999 } }), /off VI\/2, which leaves -1/);
    saysOf(check, told(opening, { item: { role: 'grir' } }), /off VI\/2, which leaves -7000/);
  });
});

describe('P7: an invoice of a vendor is there once', () => {
  const check = fileCheck(P7);
  const number = { company: '1000', partner: { id: 'V1' }, vendorInvoiceNumber: 'A-17' };
  const twice: Story = {
    one: ['vendor_invoice.posted', { documentId: 'VI', ...number }],
    back: ['vendor_invoice.reversed', { documentId: 'VI', ...number }],
    other: ['vendor_invoice.posted', { documentId: 'V2', ...number }],
  };

  it.each<Telling>([
    ['again after it went back', {}, ''],
    ['twice', { back: null }, /^line 2: V2 and VI are both invoice A-17 of V1$/],
    ['of two vendors', { back: null, other: { partner: { id: 'V2' } } }, ''],
    ['of two companies', { back: null, other: { company: '2000' } }, ''],
    ['under two numbers', { back: null, other: { vendorInvoiceNumber: 'A-18' } }, ''],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(twice, otherwise), says));

  it('nor does a credit memo have the number of an invoice', () => {
    const memo: Story = {
      ...told(twice, { back: null, other: null }),
      memo: ['vendor_credit_memo.posted', { documentId: 'VC', ...number }],
    };

    saysOf(check, memo, /VC and VI are both invoice A-17 of V1/);
  });
});

describe('P9: what a document comes to', () => {
  const check = fileCheck(P9_AMOUNTS);
  const line = {
    line: 1,
    quantity: 3,
    unitPrice: 333,
    pricePer: 1,
    uomScale: 0,
    net: 999,
    taxBp: 825,
    tax: 82,
    selfAssessedBp: 0,
  };
  const totals = { net: 999, tax: 82, gross: 1081 };
  const course: Story = {
    order: ['purchase_order.created', { documentId: 'PO', lines: [line], ...totals }],
    invoice: ['vendor_invoice.posted', { documentId: 'VI', lines: [{ ...line, selfAssessed: 0 }], ...totals }],
    memo: ['vendor_credit_memo.posted', { documentId: 'VC', lines: [{ net: 999, tax: 82 }], ...totals }],
    changed: [
      'purchase_order.changed',
      { documentId: 'PO', line: 1, field: 'unitPrice', from: 333, to: 400, net: 1200 },
    ],
    more: ['purchase_order.changed', { documentId: 'PO', line: 1, field: 'quantity', from: 3, to: 4, net: 1600 }],
    later: [
      'purchase_order.changed',
      { documentId: 'PO', line: 1, field: 'promisedDate', from: 'a', to: 'b', net: 1600 },
    ],
  };
  const lined = (change: object) => ({ lines: [{ ...line, selfAssessed: 0, ...change }] });

  it.each<Telling>([
    ['quantity at price, tax of that, and their sum', {}, ''],
    [
      'a net of another amount',
      { order: { ...lined({ net: 1000 }), net: 1000, gross: 1082 } },
      /PO line 1 has a net of 1000, 3 at 333 are 999/,
    ],
    [
      'a tax of another rate',
      { invoice: { ...lined({ tax: 83 }), tax: 83, gross: 1082 } },
      /VI line 1 has a tax of 83, 825 basis/,
    ],
    ['a tax of its own that is another', { invoice: lined({ selfAssessed: 1 }) }, /VI line 1 assesses 1 itself/],
    [
      'another net than its lines',
      { order: { net: 998, gross: 1080 } },
      /PO says 998 net, 82 tax, 1080 gross; its lines sum to 999/,
    ],
    ['another tax than its lines', { memo: { tax: 81, gross: 1080 } }, /VC says 999 net, 81 tax, 1080 gross/],
    ['another gross than both', { invoice: { gross: 1080 } }, /VI says 999 net, 82 tax, 1080 gross/],
    [
      'a change from another price',
      { changed: { from: 334 } },
      /PO line 1 had a unitPrice of 333, its change says 334/,
    ],
    [
      'a change to another sum',
      { changed: { net: 1201 } },
      /PO says 1201 net once it is changed, its lines come to 1200/,
    ],
    [
      'a second change that forgets the first',
      { more: { net: 1332 } },
      /PO says 1332 net once it is changed, .* come to 1600/,
    ],
    ['a change of a line that is not there', { changed: { line: 2 }, more: null, later: null }, ''],
    ['a change of an order from before the file', { order: null }, ''],
    ['a day that costs something', { later: { net: 1601 } }, /PO says 1601 net once it is changed/],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));
});

describe('P10: goods are there when they are needed', () => {
  const check = fileCheck(P10);
  const receipt = (documentId: string, quantity: number, postingDate: string) => ({
    documentId,
    postingDate,
    lines: [{ reference: of('PO'), quantity }],
  });
  const course: Story = {
    order: [
      'purchase_order.created',
      { documentId: 'PO', lines: [{ line: 1, quantity: 8, needDate: '2025-03-20', materialId: 'M1' }] },
    ],
    changed: ['purchase_order.changed', { documentId: 'PO', line: 1, field: 'quantity', from: 8, to: 10 }],
    first: ['goods_receipt.posted', receipt('GR', 6, '2025-03-10')],
    back: ['vendor_return.posted', { documentId: 'RV', lines: [{ reference: of('PO'), quantity: 1 }] }],
    rest: ['goods_receipt.posted', receipt('G2', 5, '2025-03-20')],
    closed: ['purchase_order.closed', { documentId: 'PO', reason: 'completed' }],
  };

  it.each<Telling>([
    ['all of them, on the day', {}, ''],
    [
      'the last a day late',
      { rest: receipt('G2', 5, '2025-03-21') },
      /PO\/1, needed on 2025-03-20, has 10 of 10 on 2025-03-21/,
    ],
    ['one missing', { rest: receipt('G2', 4, '2025-03-20') }, /PO\/1, needed on 2025-03-20, has 9 of 10 on 2025-03-20/],
    [
      'one that went back and was not replaced',
      { back: { lines: [{ reference: of('PO'), quantity: 2 }] } },
      /has 9 of 10/,
    ],
    ['never, and never closed', { rest: receipt('G2', 0, '2025-03-21'), closed: null }, /has 5 of 10 at the end/],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('asks nothing of what is called off, nor of what is not needed yet', () => {
    const open = told(course, { rest: receipt('G2', 0, '2025-03-20'), closed: null });

    expect(found(check, told(course, { rest: null, closed: { reason: 'cancelled' } })).says).toEqual([]);
    expect(found(check, open).says).toEqual([]);
  });
});

describe('P11: what is paid in advance', () => {
  const check = fileCheck(P11);
  const cleared = (documentId: string, amount: number) => ({
    documentId,
    amount,
    advanceClears: { item: 'DP/A', amount },
  });
  const course: Story = {
    advance: [
      'down_payment.released',
      { documentId: 'DP', references: [{ documentId: 'PO' }], opens: { id: 'DP/A' }, amount: 3000 },
    ],
    first: ['down_payment.cleared', cleared('D1', 2000)],
    rest: ['down_payment.cleared', cleared('D2', 1000)],
    closed: ['purchase_order.closed', { documentId: 'PO' }],
  };

  it.each<Telling>([
    ['is cleared by invoices, all of it', {}, ''],
    ['some of it left', { rest: null }, /^line 3: order PO is closed with 1000 of DP\/A not cleared$/],
    ['more than there was', { rest: cleared('D2', 1001) }, /D2 clears 1001 of DP\/A, which leaves -1/],
    ['never paid', { advance: null }, /D1 clears 2000 of DP\/A, which leaves -2000/],
    [
      'another amount in the books',
      { rest: { advanceClears: { item: 'DP/A', amount: 999 } } },
      /D2 clears 1000 of DP\/A/,
    ],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('is not left over from an order that is called off', () => {
    const off: Story = {
      advance: course['advance'] as Story[string],
      off: ['purchase_order.cancelled', { documentId: 'PO' }],
    };
    const other: Story = { ...told(off, { off: null }), closed: ['purchase_order.closed', { documentId: 'P2' }] };

    saysOf(check, off, /order PO is closed with 3000 of DP\/A not cleared/);
    expect(found(check, other)).toMatchObject({ rows: 0, says: [] });
  });
});

describe('P12: what carriers bill', () => {
  const check = fileCheck(P12);
  const course: Story = {
    before: ['opening_item.recorded', { role: 'grir', openItem: { id: 'FR/03' }, amount: 100 }],
    one: ['outbound_freight.accrued', { item: 'FR/03', amount: 200 }],
    other: ['outbound_freight.accrued', { item: 'FR/03', amount: 50 }],
    invoice: ['vendor_invoice.posted', { documentId: 'VI', lines: [{ accrued: { item: 'FR/03', amount: 350 } }, {}] }],
  };

  it.each<Telling>([
    ['is the sum of the month', {}, ''],
    [
      'a cent less',
      { invoice: { lines: [{ accrued: { item: 'FR/03', amount: 349 } }] } },
      /VI settles 349 of FR\/03, of which 350 was/,
    ],
    [
      'of another month',
      { invoice: { lines: [{ accrued: { item: 'FR/04', amount: 350 } }] } },
      /of FR\/04, of which 0 was accrued/,
    ],
    ['units that are no freight', { before: { quantity: 3 } }, /VI settles 350 of FR\/03, of which 250 was accrued/],
    ['another account', { before: { role: 'payables.trade' } }, /VI settles 350 of FR\/03, of which 250 was accrued/],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(course, otherwise), says));

  it('is billed once', () => {
    const twice: Story = { ...course, again: course['invoice'] as Story[string] };

    saysOf(check, twice, /^line 5: VI settles 350 of FR\/03, of which 0 was accrued$/);
  });
});
