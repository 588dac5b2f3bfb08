/** What M8 asks of a count, one thing after the other, over a few documents written by hand. */
import { describe, expect, it } from 'vitest';

import { countsAreRight } from '../../journeys/inventory/checks/counts.ts';
import { found, saysOf, told, type Otherwise, type Story } from '../verify/stories.ts';

/** A thousand at 2.00 each: at 5 % and at 500 dollars a second count begins, above 1,000 dollars approval. */
const counting = (line: number, materialId: string, bookQuantity: number, unitCost: number) => ({
  line,
  materialId,
  bookQuantity,
  unitCost,
  uomScale: 0,
});
const counted = (...quantities: readonly number[]) => ({
  documentId: 'CC',
  lines: quantities.map((countedQuantity, i) => ({ line: i + 1, countedQuantity })),
});
const posting = (line: number, materialId: string, quantity: number, unitCost: number) => ({
  materialId,
  direction: quantity > 0 ? 'in' : 'out',
  quantity: Math.abs(quantity),
  unitCost,
  uomScale: 0,
  value: Math.abs(quantity) * unitCost,
  reference: { documentId: 'CC', line },
});
const at = { company: '1000', currency: 'USD' };
const opened = (materialId: string, quantity: number) => ({
  ...at,
  role: 'inventory',
  side: 'debit',
  materialId,
  quantity,
});

const course: Story = {
  one: ['opening_item.recorded', opened('M1', 900)],
  other: ['opening_item.recorded', opened('M2', 200)],
  receipt: ['goods_receipt.posted', { ...at, documentId: 'GR', lines: [{ materialId: 'M1', quantity: 150 }] }],
  issue: ['delivery.goods_issued', { ...at, documentId: 'DL', lines: [{ materialId: 'M1', quantity: 50 }] }],
  start: [
    'cycle_count.started',
    { ...at, documentId: 'CC', lines: [counting(1, 'M1', 1000, 200), counting(2, 'M2', 200, 20_000)] },
  ],
  count: ['cycle_count.recorded', counted(950, 203)],
  again: ['cycle_count.recounted', { documentId: 'CC', lines: [{ line: 2, countedQuantity: 203 }] }],
  post: [
    'count_difference.posted',
    {
      ...at,
      documentId: 'CD',
      references: [{ documentId: 'CC' }],
      approvedBy: 'E-1',
      lines: [posting(1, 'M1', -50, 200), posting(2, 'M2', 3, 20_000)],
    },
  ],
};

/** The count of the first material alone. */
const alone = (count: number, again: number | undefined, posted: number, approvedBy?: string): Otherwise => ({
  start: { lines: [counting(1, 'M1', 1000, 200)] },
  count: counted(count),
  again: again === undefined ? null : counted(again),
  post: { lines: posted === 0 ? [] : [posting(1, 'M1', posted, 200)], approvedBy },
});

describe('M8: a count', () => {
  it.each<readonly [what: string, otherwise: Otherwise, says: RegExp | '']>([
    ['finds the books, and what differs is posted', {}, ''],
    [
      'finds books that a movement is missing from',
      { issue: null },
      /CC: M1: the books are 1000, movements come to 1050/,
    ],
    ['finds nothing else', alone(1000, undefined, 0), ''],
    ['is not posted', alone(990, undefined, 0), /CC: M1 differs by -10, posted is 0/],
    ['is posted the other way', alone(990, undefined, 10), /CC: M1 differs by -10, posted is 10/],
    ['is posted as it was first', alone(940, 950, -60), /CC: M1 differs by -50, posted is -60/],
    ['never reaches a material', { count: counted(950), again: null }, /CC: M2 is never counted/],
    ['counts what was not to be counted', { count: counted(950, 203, 7) }, /CC: line 3 is counted, and was never/],
    // A twentieth of the books once, more than that twice.
    ['is off by a twentieth, counted once', alone(950, undefined, -50), ''],
    ['is off by a twentieth, counted twice', alone(950, 950, -50), /CC: M1 is off by 50, worth 10000: counted twice/],
    ['is off by more, counted twice', alone(949, 949, -51), ''],
    ['is off by more, counted once', alone(949, undefined, -51), /CC: M1 is off by 51, worth 10200: counted once/],
    [
      'finds more than a twentieth above, counted once',
      alone(1051, undefined, 51),
      /CC: M1 is off by 51, .* counted once/,
    ],
    // Three at 200.00 are 600.00: above 500.00 that is counted twice.
    ['is worth much, counted once', { again: null }, /CC: M2 is off by 3, worth 60000: counted once/],
    ['is worth little, counted twice', { again: counted(950, 203) }, /CC: M1 is off by 50, worth 10000: counted twice/],
    [
      'is posted at another value',
      { post: { lines: [{ ...posting(1, 'M1', -50, 200), value: 9999 }, posting(2, 'M2', 3, 20_000)] } },
      /CD: M1 is posted at 9999, not 10000/,
    ],
    [
      'is posted of another material',
      { post: { lines: [posting(1, 'M9', -50, 200), posting(2, 'M2', 3, 20_000)] } },
      /CD: M9 was not counted/,
    ],
  ])('that %s', (_what, otherwise, says) => {
    const unapproved = otherwise['post'] === undefined ? { ...otherwise, post: { approvedBy: undefined } } : otherwise;
    const given =
      unapproved['post'] === null
        ? unapproved
        : { ...unapproved, post: { approvedBy: undefined, ...unapproved['post'] } };
    const story = told(course, given);

    saysOf(countsAreRight, story, says);
  });

  it('has somebody approve what is worth more than 1,000, and nothing else', () => {
    const says = (posted: number, approvedBy: string | undefined): string =>
      found(countsAreRight, told(course, alone(1000 + posted, 1000 + posted, posted, approvedBy))).says.join();

    // 501 at 2.00 are 1,002.00, 500 are 1,000.00.
    expect(says(-501, 'E-1')).toBe('');
    expect(says(-501, undefined)).toMatch(/CD: 100200 needs approval/);
    expect(says(-500, undefined)).toBe('');
    expect(says(-500, 'E-1')).toMatch(/CD: 100000 has approval/);
  });

  it('leaves its differences in the books of the next', () => {
    const next = (book: number): Story => ({
      ...told(course, { post: { approvedBy: undefined } }),
      next: ['cycle_count.started', { ...at, documentId: 'C2', lines: [counting(1, 'M1', book, 200)] }],
    });

    expect(found(countsAreRight, next(950)).says).toEqual([]);
    expect(found(countsAreRight, next(1000)).says).toEqual([
      'line 9: C2: M1: the books are 1000, movements come to 950',
    ]);
  });

  it('of the last day may go on, one of before has to be over', () => {
    const open = told(course, { count: null, again: null, post: null });
    const later: Story = {
      ...open,
      later: ['goods_receipt.posted', { ...at, documentId: 'G2', lines: [], happens: '2025-03-07T12:00:00.000Z' }],
    };

    expect(found(countsAreRight, open).says).toEqual([]);
    expect(found(countsAreRight, later).says).toEqual([
      'line 5: CC: M1 is never counted',
      'line 5: CC: M2 is never counted',
    ]);
  });

  it('compares no books where nobody said what was there first', () => {
    const unopened = told(course, { one: null, other: null, post: { approvedBy: undefined } });

    expect(found(countsAreRight, unopened).says).toEqual([]);
  });

  it.each([
    ['goods_receipt.posted', 1007],
    ['customer_return.received', 1007],
    ['vendor_return.posted', 993],
    ['customer_return.scrapped', 993],
  ])('follows %s', (name, books) => {
    const moved = { ...at, documentId: 'X', lines: [{ materialId: 'M1', quantity: 7 }] };
    const { one, other, receipt, issue, ...rest } = course;
    const story = { one, other, receipt, issue, moved: [name, moved], ...rest } as Story;
    const [first = ''] = found(countsAreRight, story).says.filter((message) => message.includes('the books are'));

    expect(first).toContain(`movements come to ${books}`);
  });
});
