/** Controls, duties and list prices of a company that sells and buys, proved from its folder alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { failed, resultOf, rowsOf, TradeFolder, type TradeLine } from './trade.ts';

let clean: TradeFolder;
beforeAll(async () => {
  clean = await TradeFolder.of({ end: '2025-03-16' });
}, 60_000);
afterAll(() => clean.remove());

type Row = Record<string, unknown>;

/** What `verify` says of the folder after a change of its events, or of another file of it. */
async function spoilt(change: (lines: TradeLine[]) => TradeLine[] | void, file?: string) {
  const folder = clean.copy();
  try {
    folder.spoil(change, file);
    return await folder.verify();
  } finally {
    folder.remove();
  }
}

/** The first event of a name that fits. */
function firstOf(lines: readonly TradeLine[], name: string, fits: (payload: Row) => boolean = () => true): Row {
  const found = lines.find((line) => line.name === name && fits(line.payload));
  if (found === undefined) throw new Error(`no ${name} fits`);
  return found.payload;
}

const CONTROLS = ['C002', 'C010', 'C020', 'C021'];

const ofControl =
  (id: string) =>
  ({ controlId }: Row): boolean =>
    controlId === id;

/** Who holds a position of a pool all the time, or has left before. */
function personOf(pool: string, isGone = false): string {
  const positions = rowsOf<Row>(clean.read('master/employees.1000.ndjson')).filter((row) => row['pool'] === pool);
  const found = positions
    .flatMap((row) => row['holders'] as readonly Row[])
    .find(({ hireDate, leaveDate }) => {
      const left = leaveDate === '' ? '9999' : String(leaveDate);
      return isGone ? left < '2025-01-01' : String(hireDate) < '2025-01-01' && left > '2025-03-01';
    });
  if (found === undefined) throw new Error(`nobody of pool ${pool} fits`);
  return String(found['employeeId']);
}

/** How a control is performed, which, what is changed, and what is said of it. */
const WRONGLY: readonly (readonly [string, string, (told: Row) => void, RegExp])[] = [
  ['by nobody of the pool', 'C002', (told) => (told['performedBy'] = personOf('buyer')), /is of pool buyer, not contr/],
  ['by a person instead of a system', 'C020', (told) => (told['performedBy'] = personOf('biller')), /one of a system/],
  ['without evidence', 'C010', (told) => (told['evidence'] = []), /evidence does not name VI-1000-\w+/],
  ['for what asks for none', 'C021', (told) => (told['objectId'] = 'SO-1000-NOWHERE'), /nothing asked for it/],
];

describe('controls', () => {
  it('are performed where they are due, by who has the duty, and their results are those of their predicates', async () => {
    const report = await clean.verify();

    expect(failed(report)).toEqual([]);
    const performed = rowsOf<TradeLine>(clean.read()).filter(({ name }) => name === 'control.performed');
    expect(new Set(performed.map(({ payload }) => payload['controlId']))).toEqual(new Set(CONTROLS));
    for (const id of ['K1', 'K2']) {
      expect(resultOf(report, id)).toMatchObject({ outcome: 'passed', rows: performed.length });
    }
    expect(resultOf(report, 'K3').rows).toBeGreaterThan(2000);
  });

  it('tell exceptions where an invoice is not as agreed', () => {
    const lines = rowsOf<TradeLine>(clean.read());
    const wrong = lines.filter(
      ({ name, payload }) => name === 'control.performed' && payload['result'] === 'exception',
    );

    expect(wrong.length).toBeGreaterThan(0);
    const disputed = lines.filter(({ name }) => name === 'customer_invoice.disputed').map(({ payload }) => payload);
    const set = new Set(wrong.map(({ payload }) => payload['objectId']));
    // Nobody has to have seen the latest of them yet.
    expect(disputed.filter(({ reason }) => ['price', 'quantity'].includes(String(reason)))).not.toEqual([]);
    for (const { documentId, reason } of disputed) if (reason === 'price') expect(set).toContain(documentId);
  });

  it('K1 sees results that the predicates do not give', async () => {
    const report = await spoilt((lines) => {
      for (const id of CONTROLS) {
        const told = firstOf(lines, 'control.performed', ofControl(id));
        told['result'] = told['result'] === 'effective' ? 'exception' : 'effective';
      }
    });
    const { findings } = resultOf(report, 'K1');

    expect(failed(report)).toEqual(['manifest', 'K1']);
    for (const id of CONTROLS) {
      const said = new RegExp(`line \\d+: ${id} of \\w\\w-1000-\\w+ says \\w+, recomputed it is \\w+`);
      expect(findings).toContainEqual(expect.stringMatching(said));
    }
    expect(findings.length).toBe(CONTROLS.length);
  });

  it('K2 sees what is due and was not performed', async () => {
    const report = await spoilt((lines) => {
      const gone = new Set(CONTROLS.map((id) => firstOf(lines, 'control.performed', ofControl(id))));
      return lines.filter(({ payload }) => !gone.has(payload));
    });
    const { findings } = resultOf(report, 'K2');

    expect(failed(report)).toEqual(['manifest', 'K2']);
    for (const id of CONTROLS) {
      const said = new RegExp(`line \\d+: ${id} of \\w\\w-1000-\\w+ is due and was not performed`);
      expect(findings).toContainEqual(expect.stringMatching(said));
    }
    expect(findings.length).toBe(CONTROLS.length);
  });

  it.each(WRONGLY)('K2 sees a control that is performed %s', async (_how, id, change, says) => {
    const report = await spoilt((lines) => {
      change(firstOf(lines, 'control.performed', ofControl(id)));
    });

    expect(failed(report)).toEqual(['manifest', 'K2']);
    expect(resultOf(report, 'K2').findings[0]).toMatch(says);
  });
});

describe('duties and limits', () => {
  it('K3 sees who does what is not theirs', async () => {
    const report = await spoilt((lines) => {
      firstOf(lines, 'delivery.picked')['performedBy'] = personOf('cashApplier');
    });

    expect(failed(report)).toEqual(['manifest', 'K3']);
    expect(resultOf(report, 'K3').findings[0]).toMatch(
      /delivery\.picked of DL-1000-\w+: E-1000-\S+ is of pool cashApplier/,
    );
  });

  it('K3 sees one person with two duties that control each other', async () => {
    // One name for all: whatever is sold, sent, bought, received, entered and released is done by the same person.
    const conflicts = await conflictsOf();
    expect(conflicts).toEqual(['SOD02', 'SOD03', 'SOD04', 'SOD05', 'SOD06', 'SOD08', 'SOD09', 'SOD10']);
  });

  it('K3 and O4 see a release above the limit of who signs it', async () => {
    const report = await spoilt((lines) => {
      delete firstOf(lines, 'sales_order.credit_released', ({ approvedBy }) => approvedBy !== undefined)['approvedBy'];
    });

    expect(failed(report)).toEqual(['manifest', 'K3', 'O4']);
    expect(resultOf(report, 'O4').findings).toEqual([expect.stringMatching(/may decide on 500000, not on \d{6,}/)]);
  });

  it('O4 sees a signature of somebody who does not lead who releases', async () => {
    const report = await spoilt((lines) => {
      const release = firstOf(lines, 'sales_order.credit_released', ({ approvedBy }) => approvedBy !== undefined);
      release['approvedBy'] = personOf('shipper');
    });

    expect(resultOf(report, 'O4').findings).toEqual([expect.stringMatching(/E-1000-\S+ does not lead E-1000-\S+/)]);
  });

  it('K3 sees an order that nobody with such a limit has approved', async () => {
    const report = await spoilt((lines) => {
      const all = lines.filter(({ name }) => name === 'purchase_order.approved');
      const last = all.find(({ payload }) => payload['level'] === 2);
      return lines.filter((line) => line !== last);
    });

    // P8 says the same of purchases.
    expect(failed(report)).toEqual(['manifest', 'K3', 'P8']);
    expect(resultOf(report, 'K3').findings[0]).toMatch(
      /PO-1000-\w+: it is worth \d+, those who approved it may decide on \d+/,
    );
  });

  it('K3 sees who was not employed that day', async () => {
    const report = await spoilt((lines) => {
      firstOf(lines, 'sales_order.confirmed')['performedBy'] = personOf('sales', true);
    });

    expect(failed(report)).toEqual(['manifest', 'K3']);
    expect(resultOf(report, 'K3').findings[0]).toMatch(/works from \S+ to 20\d\d-\d\d-\d\d, not on 2025-01-\d\d/);
  });

  it('a label explains who breaks them: nothing else is expected', async () => {
    const withLabel = (targets: (id: string) => readonly string[]) => (lines: TradeLine[]) => {
      const picked = firstOf(lines, 'delivery.picked');
      picked['performedBy'] = personOf('cashApplier');
      const last = lines.at(-1) as TradeLine;
      const labels = targets(String(picked['documentId'])).map((targetId, i) => ({
        ...last,
        id: `label-${i}`,
        name: 'label.assigned',
        payload: { targetId, breaks: ['K3'] },
      }));
      return [...lines, ...labels];
    };
    const meant = await spoilt(withLabel((id) => [id]));
    const other = await spoilt(withLabel(() => ['DL-1000-OTHER']));

    expect(resultOf(meant, 'K3')).toMatchObject({ outcome: 'expected', violated: 1, expected: 1 });
    expect(resultOf(other, 'K3').outcome).toBe('failed');
  });
});

describe('list prices', () => {
  it('O2 sees an order whose price is not that of the exported list', async () => {
    let changed = '';
    const report = await spoilt((rows) => {
      const ordered = firstOf(rowsOf<TradeLine>(clean.read()), 'sales_order.created', isListed);
      changed = String((ordered['lines'] as Row[])[0]?.['materialId']);
      const row = (rows as unknown as Row[]).find(({ materialId }) => materialId === changed);
      const lists = row?.['listPrices'] as Record<string, number>;
      lists['2025'] = (lists['2025'] ?? 0) + 100;
    }, 'master/materials.1000.ndjson');

    expect(failed(report)).toEqual(['manifest', 'O2']);
    expect(resultOf(report, 'O2').findings[0]).toMatch(
      new RegExp(
        `line \\d+: (SO|QT)-1000-\\w+: line \\d+: ${changed} at \\d+, the list of 2025-\\d\\d-\\d\\d gives \\d+`,
      ),
    );
  });

  it('O2 sees a customer who got more off than is agreed', async () => {
    const report = await spoilt((rows) => {
      const { partner } = firstOf(rowsOf<TradeLine>(clean.read()), 'sales_order.created', isListed);
      const row = (rows as unknown as Row[]).find(({ customerId }) => customerId === (partner as Row)['id']);
      if (row !== undefined) row['discountBp'] = Number(row['discountBp']) + 1000;
    }, 'master/customers.1000.ndjson');

    expect(failed(report)).toEqual(['manifest', 'O2']);
  });
});

function isListed({ lines }: Row): boolean {
  const [first] = lines as readonly Row[];
  return first?.['priceSource'] === 'list' && first['materialId'] !== undefined;
}

/** Conflicts that K3 names where one person does everything. */
async function conflictsOf(): Promise<readonly string[]> {
  const { dutiesOf: buying } = await import('../../journeys/procure-to-pay/checks/duties.ts');
  const { dutiesOf: selling } = await import('../../journeys/order-to-cash/checks/duties.ts');
  const { Receivables } = await import('../../journeys/order-to-cash/checks/receivables.ts');
  const none = { firstDay: undefined, has: () => false, rows: () => [] };
  const checks = [buying(none), selling(new Receivables(), none)];
  for (const [i, line] of rowsOf<TradeLine & { userId: string }>(clean.read()).entries()) {
    const payload = { ...line.payload, performedBy: 'E-1' };
    const event = { ...line, payload, ms: Date.parse(line.timestamp) };
    for (const { of, see } of checks) if (of?.includes(line.name) === true) see({ at: i + 1, event, entry: undefined });
  }
  const said = checks.flatMap(({ log }) => log.findings.map(({ message }) => message)).join('\n');
  return [...new Set(said.match(/SOD\d\d/g))].sort();
}
