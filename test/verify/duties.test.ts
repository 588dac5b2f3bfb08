/** Who may do what: P8 and K3, pair by pair and limit by limit, over a few documents written by hand. */
import { describe, it } from 'vitest';

import { dutiesOf as sellingDuties } from '../../journeys/order-to-cash/checks/duties.ts';
import { Receivables } from '../../journeys/order-to-cash/checks/receivables.ts';
import { P8 } from '../../journeys/procure-to-pay/checks/duty-checks.ts';
import { dutiesOf } from '../../journeys/procure-to-pay/checks/duties.ts';
import { fileCheck } from '../../journeys/procure-to-pay/checks/reading.ts';
import type { FileCheckMaker, MasterTables } from '../../src/index.ts';
import { saysOf, tablesOf, told, type Otherwise, type Story } from './stories.ts';

const at = { company: '1000', partner: { id: 'V1' }, currency: 'USD', rate9: 1e9 };
const order = [{ documentId: 'PO' }];

/** Everybody does one thing. */
const buying: Story = {
  asked: ['requisition.created', { ...at, documentId: 'PR', requester: 'asks', lines: [{ estimate: 9000 }] }],
  granted: ['requisition.approved', { ...at, documentId: 'PR', performedBy: 'leads' }],
  sourced: ['requisition.sourced', { ...at, documentId: 'PR', performedBy: 'buys' }],
  order: ['purchase_order.created', { ...at, documentId: 'PO', performedBy: 'buys', net: 9000, lines: [] }],
  approved: ['purchase_order.approved', { ...at, documentId: 'PO', performedBy: 'leads' }],
  sent: ['purchase_order.sent', { ...at, documentId: 'PO', performedBy: 'buys' }],
  kept: ['vendor.bank_details_changed', { ...at, documentId: 'VB', performedBy: 'keeps', confirmedBy: 'confirms' }],
  receipt: ['goods_receipt.posted', { ...at, documentId: 'GR', performedBy: 'receives', references: order }],
  invoice: [
    'vendor_invoice.posted',
    { ...at, documentId: 'VI', performedBy: 'enters', references: order, lines: [], blockReasons: [] },
  ],
  proposed: ['vendor_payment.proposed', { ...at, documentId: 'PY', performedBy: 'proposes', items: ['VI'] }],
  paid: [
    'vendor_payment.released',
    { ...at, documentId: 'PY', performedBy: 'releases', countersignedBy: 'controls', items: [{ invoice: 'VI' }] },
  ],
};

type Breach = readonly [what: string, otherwise: Otherwise, p8: RegExp | '', k3: RegExp | ''];

describe('who buys', () => {
  it.each<Breach>([
    ['does one thing', {}, '', ''],
    [
      'approves what he asked for',
      { granted: { performedBy: 'asks' } },
      /asks is requester and approver of PR/,
      /SOD01: asks/,
    ],
    ['approves what he buys', { approved: { performedBy: 'buys' } }, /buys is buyer and approver of PO/, /SOD02: buys/],
    ['receives what he buys', { receipt: { performedBy: 'buys' } }, /buys is buyer and receiver of GR/, /SOD03: buys/],
    [
      'bills what he received',
      { invoice: { performedBy: 'receives' } },
      /receives is receiver and invoice clerk of VI/,
      /SOD04: receives/,
    ],
    [
      'proposes what he entered',
      { proposed: { performedBy: 'enters' } },
      /enters is invoice clerk and proposer of PY/,
      /SOD05: enters/,
    ],
    [
      'releases what he proposed',
      { paid: { performedBy: 'proposes' } },
      /proposes is proposer and releaser of PY/,
      /SOD06: proposes/,
    ],
    [
      'signs what he proposed',
      { paid: { countersignedBy: 'proposes' } },
      '',
      /SOD06: proposes is who proposed it and who signs it/,
    ],
    ['signs twice', { paid: { countersignedBy: 'releases' } }, /releases is both releasers of PY/, ''],
    ['confirms what he keeps', { kept: { confirmedBy: 'keeps' } }, /keeps is keeper and second pair of eyes of VB/, ''],
    [
      'proposes to pay whose row he keeps',
      { kept: { performedBy: 'proposes' } },
      /proposes keeps the row of V1 and has a part in/,
      '',
    ],
    [
      'releases to whom he keeps',
      { kept: { performedBy: 'releases' } },
      /releases keeps the row of V1 and has a part in/,
      '',
    ],
    ['keeps the row of another vendor', { kept: { performedBy: 'releases', partner: { id: 'V2' } } }, '', ''],
  ])('%s', (_what, otherwise, p8, k3) => {
    saysOf(fileCheck(P8), told(buying, otherwise), p8);
    saysOf(dutiesOf, told(buying, otherwise), k3);
  });
});

/** A head who may 100.00, a lead who may 50.00, both of other work than buying. */
const holder = (employeeId: string, dates: object = {}) => ({
  employeeId,
  hireDate: '2020-01-01',
  leaveDate: '',
  ...dates,
});
const position = (
  positionId: string,
  leaderId: string,
  approvalLimit: number,
  pool: string,
  holders: readonly object[],
) => ({
  positionId,
  leaderId,
  approvalLimit,
  pool,
  holders,
});
const people = (top: number): MasterTables =>
  tablesOf({
    companies: [{ code: '1000', currency: 'USD', region: 'US' }],
    'employees.1000': [
      position('P0', '', 10_000, 'controller', [holder('head')]),
      ...(top > 1 ? [position('P9', 'P0', 10_000, 'controller', [holder('second')])] : []),
      position('P1', 'P0', 5000, 'requester', [holder('lead'), holder('gone', { leaveDate: '2025-02-01' })]),
      position('P2', 'P1', 100, 'buyer', [holder('buys')]),
      position('P3', 'P1', 100, 'receiver', [holder('receives')]),
    ],
  });

describe('who approves an order', () => {
  const ordered: Story = {
    order: ['purchase_order.created', { ...at, documentId: 'PO', performedBy: 'buys', net: 10_000, lines: [] }],
    lead: ['purchase_order.approved', { ...at, documentId: 'PO', performedBy: 'lead' }],
    head: ['purchase_order.approved', { ...at, documentId: 'PO', performedBy: 'head' }],
    sent: ['purchase_order.sent', { ...at, documentId: 'PO', performedBy: 'buys' }],
    changed: ['purchase_order.changed', { ...at, documentId: 'PO', net: 10_500 }],
    receipt: ['goods_receipt.posted', { ...at, documentId: 'GR', performedBy: 'receives', references: order }],
  };

  it.each<Breach>([
    ['reaches so far', { changed: null }, '', ''],
    [
      'reaches half of it',
      { head: null, changed: null },
      /PO of 10000 is approved by lead, none of whom may/,
      /it is worth 10000, those who approved it may decide on 5000/,
    ],
    [
      'is nobody',
      { lead: null, head: null, changed: null },
      /PO of 10000 is approved by nobody, none of whom may/,
      /may decide on 0/,
    ],
    // In another currency, at 1.10.
    [
      'reaches so far in euro',
      { order: { currency: 'EUR', rate9: 1_100_000_000, net: 4545 }, head: null, changed: null },
      '',
      '',
    ],
    [
      'reaches not so far in euro',
      { order: { currency: 'EUR', rate9: 1_100_000_000, net: 4546 }, head: null, changed: null },
      /PO of 5001 is approved by lead/,
      /it is worth 5001/,
    ],
    ['need not say it again for a twentieth more', {}, '', ''],
    [
      'has to say it again for more than that',
      { changed: { net: 10_501 } },
      /PO of 10501 is approved by nobody/,
      /it is worth 10501, those who approved it may decide on 0/,
    ],
    [
      'has left',
      { lead: { performedBy: 'gone' }, changed: null },
      /PO: gone works from 2020-01-01 to 2025-02-01, not on 2025-03-0/,
      /gone works from/,
    ],
    [
      'works elsewhere',
      { lead: { performedBy: 'stranger' }, changed: null },
      /PO: stranger is no employee of 1000/,
      /stranger is no employee/,
    ],
  ])('%s', (_what, otherwise, p8, k3) => {
    saysOf(fileCheck(P8), told(ordered, otherwise), p8, people(1));
    saysOf(dutiesOf, told(ordered, otherwise), k3, people(1));
  });

  it('is one of two at the top above every limit, or the only one there is', () => {
    const large = (...by: readonly string[]): Story =>
      told(ordered, {
        order: { net: 10_001 },
        lead: by[0] === undefined ? null : { performedBy: by[0] },
        head: by[1] === undefined ? null : { performedBy: by[1] },
        changed: null,
      });

    for (const check of [fileCheck(P8), dutiesOf]) {
      saysOf(check, large('head', 'second'), '', people(2));
      saysOf(check, large('head', 'lead'), /10001/, people(2));
      saysOf(check, large('head'), '', people(1));
      saysOf(check, large('lead'), /10001/, people(1));
    }
  });

  it('asks for the people of the pool', () => {
    saysOf(
      dutiesOf,
      told(ordered, { receipt: { performedBy: 'lead' }, changed: null }),
      /lead is of pool requester, not receiver/,
      people(1),
    );
    saysOf(
      dutiesOf,
      told(ordered, { sent: { performedBy: 'lead' }, changed: null }),
      /lead is of pool requester, not buyer/,
      people(1),
    );
  });
});

describe('who sells', () => {
  const check: FileCheckMaker = (masters) => sellingDuties(new Receivables(), masters as MasterTables);
  const selling: Story = {
    order: ['sales_order.created', { ...at, documentId: 'SO', performedBy: 'sells' }],
    checked: ['sales_order.credit_checked', { ...at, documentId: 'SO', thisOrder: 6000 }],
    released: ['sales_order.credit_released', { ...at, documentId: 'SO', performedBy: 'trusts', approvedBy: 'leads' }],
    sent: ['delivery.goods_issued', { ...at, documentId: 'DL', performedBy: 'ships' }],
    invoice: [
      'customer_invoice.posted',
      { ...at, documentId: 'CI', performedBy: 'bills', references: [{ documentId: 'DL' }] },
    ],
    paid: [
      'customer_receipt.applied',
      {
        ...at,
        documentId: 'CR',
        performedBy: 'applies',
        remittance: [{ invoice: 'CI', item: 'CI', clears: { amount: 1 } }],
      },
    ],
  };

  it.each<readonly [what: string, otherwise: Otherwise, says: RegExp | '']>([
    ['does one thing', {}, ''],
    [
      'releases what he sold',
      { released: { performedBy: 'sells' } },
      /SO: SOD08: sells is who sold it and who releases its credit/,
    ],
    [
      'approves what he sold',
      { released: { approvedBy: 'sells' } },
      /SO: SOD08: sells is who sold it and who approves its release/,
    ],
    ['bills what he sent', { invoice: { performedBy: 'ships' } }, /CI: SOD09: ships is who sent DL and bills it/],
    [
      'applies what he billed',
      { paid: { performedBy: 'bills' } },
      /CR: SOD10: bills is who billed CI and applies its money/,
    ],
  ])('%s', (_what, otherwise, says) => saysOf(check, told(selling, otherwise), says));

  it('does not reject what he sold', () => {
    const rejected = (performedBy: string): Story => ({
      order: selling['order'] as Story[string],
      rejected: ['sales_order.rejected', { ...at, documentId: 'SO', performedBy }],
    });

    saysOf(check, rejected('trusts'), '');
    saysOf(check, rejected('sells'), /SO: SOD08: sells is who sold it and who rejects it/);
  });

  it('has a release signed as far as it goes, by who leads', () => {
    const staff = tablesOf({
      companies: [{ code: '1000', currency: 'USD', region: 'US' }],
      'employees.1000': [
        position('P0', '', 5500, 'controller', [holder('head')]),
        position('P1', 'P0', 6000, 'controller', [holder('leads')]),
        position('P2', 'P1', 5000, 'creditManager', [holder('trusts')]),
        position('P3', 'P0', 9000, 'controller', [holder('other')]),
        position('P4', 'P0', 1, 'sales', [holder('sells')]),
      ],
    });
    const { order: sold, checked, released } = selling;
    const signed = (thisOrder: number, approvedBy?: string): Story =>
      told({ sold, checked, released } as Story, { checked: { thisOrder }, released: { approvedBy } });

    saysOf(check, signed(5000), '', staff);
    saysOf(check, signed(5001), /SO: trusts may decide on 5000, not on 5001/, staff);
    saysOf(check, signed(6000, 'leads'), '', staff);
    saysOf(check, signed(6001, 'leads'), /SO: leads may decide on 6000, not on 6001/, staff);
    // Nobody stands above the head.
    saysOf(check, signed(9999, 'head'), '', staff);
    saysOf(check, signed(6000, 'other'), /SO: other does not lead trusts/, staff);
  });
});
