import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';

import { entryOf, failed, Output, resultOf, type FileLine, type SpoiltEntry } from './verify-support.ts';

const open: Output[] = [];

afterEach(() => {
  for (const output of open.splice(0)) output.remove();
});

async function output(...call: Parameters<typeof Output.of>): Promise<Output> {
  const made = await Output.of(...call);
  open.push(made);
  return made;
}

const isForeignPayment = ({ ruleId, currency }: SpoiltEntry): boolean => ruleId === 'SH02' && currency === 'EUR';
const isInvoice = ({ journal }: SpoiltEntry): boolean => journal === 'SAL';
const isStock = ({ journal }: SpoiltEntry): boolean => journal === 'INV';
const lineOf = ({ lines }: SpoiltEntry, at: number): Record<string, unknown> => lines.at(at) ?? {};

describe('verify', () => {
  it('passes a run, and says how many rows each check has seen', async () => {
    const report = await (await output()).verify({ replayed: true });

    expect(report.ok).toBe(true);
    const told = Object.fromEntries(report.checks.map(({ id, outcome, rows }) => [id, `${outcome} ${rows > 0}`]));
    expect(told).toEqual({
      ...Object.fromEntries(
        ['lines', 'order', 'manifest', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L9', 'L10'].map((id) => [
          id,
          'passed true',
        ]),
      ),
      ...Object.fromEntries(['L12', 'T1', 'T2', 'B1', 'B2', 'B3', 'B6'].map((id) => [id, 'passed true'])),
      L8: 'notAvailable false',
      L11: 'notAvailable false',
      T4: 'notAvailable false',
    });
  });

  it('does not count a check as passed that saw no row, and says why', async () => {
    const report = await (await output()).verify();

    expect(resultOf(report, 'L11')).toMatchObject({ outcome: 'notAvailable', rows: 0, missing: 'there was no row' });
    expect(resultOf(report, 'L6')).toMatchObject({
      outcome: 'notAvailable',
      missing: 'the posting rules are not given (--config)',
    });
  });

  it('reads a file of events alone, without what stands beside it', async () => {
    const { verifyFiles } = await import('../../src/verify/verify.ts');
    const report = await verifyFiles((await output()).events);

    expect(report.ok).toBe(true);
    expect(resultOf(report, 'L1').outcome).toBe('passed');
    expect(resultOf(report, 'L2')).toMatchObject({
      outcome: 'notAvailable',
      missing: 'the output has no ledger/books.json',
    });
  });
});

/** A breach, the checks that see it, and what the first of them says. */
type Canary = readonly [check: string, also: readonly string[], spoil: (output: Output) => void, says: RegExp];

const CANARIES: readonly Canary[] = [
  [
    'L1',
    ['L10', 'T1', 'T2'],
    (run) =>
      run.spoilEntry(isStock, (entry) => {
        const line = lineOf(entry, 0);
        line['amount'] = Number(line['amount']) + 1;
        line['localAmount'] = Number(line['localAmount']) + 1;
      }),
    /line \d+: entry \w+-2 \(SH01, IN-1000-\w+\): debits \d+, credits \d+ in USD/,
  ],
  [
    'L2',
    [],
    (run) => run.spoilEntry(isStock, (entry) => void (lineOf(entry, 0)['role'] = 'cost.of.goods')),
    /line 1: account 5000 is 'cogs', the line says 'cost.of.goods'/,
  ],
  [
    'L3',
    ['L1', 'L10', 'T1', 'T2'],
    (run) => run.spoilEntry(isStock, (entry) => void (lineOf(entry, 0)['side'] = 'left')),
    /line 1: its side is 'left'/,
  ],
  [
    'L4',
    ['T1'],
    (run) => run.spoilEntry(isInvoice, (entry) => void (entry.fiscalPeriod = 7)),
    /period 2025-7, but 2025-\d\d-\d\d lies in 2025-\d/,
  ],
  [
    'L5',
    [],
    (run) =>
      run.spoil((lines) => {
        const at = lines.findIndex(({ payload }) => payload['journal'] === 'INV');
        return lines.filter((_line, i) => i !== at - 2);
      }),
    /its source sale\.invoiced \w+ does not stand before it/,
  ],
  [
    'L7',
    ['B1'],
    (run) => run.spoilEntry(isInvoice, (entry) => void delete lineOf(entry, 0)['partner']),
    /line 1: account 1100 asks for a partner/,
  ],
  [
    'L9',
    ['L5', 'T1'],
    (run) =>
      run.spoil((lines) => {
        const at = lines.findIndex(({ payload }) => payload['journal'] === 'INV');
        return lines.flatMap((line, i) => (i === at ? [line, line] : [line]));
      }),
    /id \w+-2 stands in lines \d+, \d+/,
  ],
  [
    'L10',
    ['T1'],
    (run) =>
      run.spoilEntry(isForeignPayment, (entry) => {
        const [incoming = {}, , difference = {}] = entry.lines;
        const sign = difference['side'] === 'credit' ? 1 : -1;
        incoming['localAmount'] = Number(incoming['localAmount']) + 1;
        difference['localAmount'] = Number(difference['localAmount']) + sign;
      }),
    /line 1: \d+ in company currency, recomputed \d+/,
  ],
  [
    'B1',
    [],
    (run) =>
      run.spoilEntry(
        ({ ruleId }) => ruleId === 'SH02',
        (entry) => void (lineOf(entry, 1)['partner'] = { kind: 'customer', id: 'C-99' }),
      ),
    /customer\/C-\d+ holds -?\d+ \w+, the open items of it sum to -?\d+; last touched by \w+-1 \(SH0\d, \w+-1000-\w+\)/,
  ],
  [
    'B3',
    ['B1', 'B2'],
    (run) =>
      run.spoilEntry(
        ({ ruleId, currency }) => ruleId === 'SH02' && currency === 'USD',
        (entry) => {
          const [clearing] = (lineOf(entry, 1)['clears'] ?? []) as Record<string, unknown>[];
          if (clearing !== undefined) clearing['item'] = 'IN-1000-nowhere';
        },
      ),
    /clears item IN-1000-nowhere, which is not open/,
  ],
  [
    'B6',
    [],
    (run) =>
      run.spoilEntry(
        ({ ruleId }) => ruleId === 'SH02',
        (entry) => void delete lineOf(entry, 0)['openItem'],
      ),
    /1000\/1040 holds \d+ \w+, the payments under way on it sum to \d+/,
  ],
];

describe('each check sees its breach', () => {
  it.each(CANARIES)('%s (with %j)', async (check, also, spoil, says) => {
    const run = await output();
    spoil(run);
    const report = await run.verify();

    expect(report.ok).toBe(false);
    expect(resultOf(report, check).outcome).toBe('failed');
    expect(resultOf(report, check).findings[0]).toMatch(says);
    // And what follows from it, nothing else.
    expect([...failed(report)].sort()).toEqual([check, ...also].sort());
  });

  it('T1: a row of the trial balance that is not what was posted', async () => {
    const run = await output();
    run.write(
      run.read('ledger/trial-balance.ndjson').replace(/"debit":(\d+)/, '"debit":1'),
      'ledger/trial-balance.ndjson',
    );
    const report = await run.verify();

    expect(failed(report)).toEqual(['T1']);
    expect(resultOf(report, 'T1').findings[0]).toMatch(
      /1000\/\d+\/2025-0\d: reported debit 1, .* recomputed debit \d+/,
    );
  });

  it('T1: a row too many, and one too few', async () => {
    const run = await output();
    const [first = '', ...rest] = run.read('ledger/trial-balance.ndjson').trimEnd().split('\n');
    run.write(
      [...rest, first.replace('"fiscalPeriod":1', '"fiscalPeriod":12')].join('\n') + '\n',
      'ledger/trial-balance.ndjson',
    );
    const { findings } = resultOf(await run.verify(), 'T1');

    expect(findings[0]).toMatch(/2025-01: reported no row; recomputed/);
    expect(findings[1]).toMatch(/2025-12: reported, but no entry posts there/);
  });

  it('B2: an aging that was reported otherwise', async () => {
    const run = await output();
    run.write(run.read('ledger/aging.ndjson').replace(/"current":-?\d+/, '"current":5'), 'ledger/aging.ndjson');
    const report = await run.verify();

    expect(failed(report)).toEqual(['B2']);
    expect(resultOf(report, 'B2').findings[0]).toMatch(
      /customer\/C-\d+: current reported 5, recomputed \d+ as of 2025-02-19/,
    );
  });

  it('T2: debits of a period without credits', async () => {
    const run = await output();
    run.spoilEntry(isStock, (entry) => void entry.lines.pop());

    expect(resultOf(await run.verify(), 'T2').findings[0]).toMatch(
      /1000\/2025-0\d: debits exceed credits by \d+ over all accounts/,
    );
  });

  it('T4: opening equity that is left over', async () => {
    const [balanced, left] = [await output(), await output()];
    balanced.spoil((lines) => [...opening('a', 500, 'credit'), ...opening('b', 500, 'debit'), ...lines]);
    left.spoil((lines) => [...opening('a', 500, 'credit'), ...opening('b', 499, 'debit'), ...lines]);

    expect(resultOf(await balanced.verify(), 'T4').outcome).toBe('passed');
    expect(resultOf(await left.verify(), 'T4').findings[0]).toMatch(
      /1000: opening equity is -1 on 2025-01-01, last posted to in line 4 by b-1/,
    );
  });

  it('L11: a reversal that is no mirror of its entry', async () => {
    const [mirrored, other, nothing] = [await output(), await output(), await output()];
    mirrored.spoil((lines) => reversed(lines));
    other.spoil((lines) => reversed(lines, (entry) => void (lineOf(entry, 0)['amount'] = 1)));
    nothing.spoil((lines) => reversed(lines, (entry) => void (entry.reverses = 'gone-1')));

    expect(resultOf(await mirrored.verify(), 'L11')).toMatchObject({ outcome: 'passed', rows: 1 });
    expect(resultOf(await other.verify(), 'L11').findings[0]).toMatch(
      /has 5000 credit 1, which mirrors no line of \w+-2/,
    );
    expect(resultOf(await nothing.verify(), 'L11').findings[0]).toMatch(/reverses gone-1, which is not there/);
  });

  it('L6: an entry that balances, but is not what its rule gives', async () => {
    const run = await output();
    run.spoilEntry(isStock, ({ lines }) => {
      for (const line of [lines[0] ?? {}, lines[1] ?? {}]) {
        line['amount'] = Number(line['amount']) + 100;
        line['localAmount'] = Number(line['localAmount']) + 100;
      }
    });
    const report = await run.verify({ replayed: true });

    expect(resultOf(report, 'L1').outcome).toBe('passed');
    expect(resultOf(report, 'L6').findings[0]).toMatch(/lines\.0\.amount is \d+, its rule gives \d+/);
  });

  it('L6: fields in another order are other bytes', async () => {
    const run = await output();
    run.spoilEntry(isStock, (_entry, line) => {
      line.payload = Object.fromEntries(Object.entries(line.payload).reverse());
    });

    expect(resultOf(await run.verify({ replayed: true }), 'L6').findings[0]).toMatch(
      /its fields stand in another order/,
    );
  });

  it('L5: an event whose entries were taken away', async () => {
    const run = await output();
    run.spoil((lines) => {
      const at = lines.findIndex(({ payload }) => payload['journal'] === 'INV');
      return lines.filter((_line, i) => i !== at);
    });

    expect(resultOf(await run.verify({ replayed: true }), 'L5').findings[0]).toMatch(
      /sale\.invoiced \w+ \(IN-1000-\w+\) has 1 of the 2 entries of its rule/,
    );
  });

  it('any number of an entry that is changed, in any line', async () => {
    const run = await output({ customers: 4, end: '2025-02-20' });
    const whole = run.read();
    const places = run
      .lines()
      .flatMap((line, at) =>
        line.name === 'journal_entry.posted'
          ? entryOf(line).lines.flatMap((_one, i) =>
              (['amount', 'localAmount'] as const).map((key) => ({ at, i, key })),
            )
          : [],
      );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.integer({ min: -50, max: 1_000_000 }),
        async ({ at, i, key }, by) => {
          fc.pre(by !== 0);
          run.write(whole);
          run.spoil((lines) => {
            const line = entryOf(lines[at] as FileLine).lines[i] ?? {};
            line[key] = Number(line[key]) + by;
          });

          expect(failed(await run.verify({ replayed: true }))).toContain('L6');
        },
      ),
      { numRuns: 60, seed: 21 },
    );
  });
});

describe('labels', () => {
  const withLabel = (breaks: readonly string[]) => (lines: FileLine[]) => {
    const line = lines.find(({ payload }) => payload['journal'] === 'SAL');
    if (line === undefined) throw new Error('nothing was invoiced');
    (entryOf(line).lines[0] ?? {})['role'] = 'receivables.other';
    const { userId, sessionId } = line;
    const payload = { targetId: line.id, breaks };
    return [
      ...lines,
      { id: 'label-1', userId, sessionId, name: 'label.assigned', timestamp: '2025-02-19T23:59:59.999Z', payload },
    ];
  };

  it('say which breach is meant: it is told as expected, and the run passes', async () => {
    const run = await output();
    run.spoil(withLabel(['L2']));
    const report = await run.verify();

    expect(resultOf(report, 'L2')).toMatchObject({ outcome: 'expected', violated: 1, expected: 1 });
    expect(failed(report)).toEqual([]);
  });

  it('that name another check explain nothing', async () => {
    const run = await output();
    run.spoil(withLabel(['L7']));

    expect(failed(await run.verify())).toEqual(['L2']);
  });
});

describe('what is no output of a run', () => {
  it.each([
    [
      'truncated in the middle of a line',
      (text: string) => text.slice(0, -40),
      /line \d+ is cut off: the file ends inside it/,
    ],
    ['with a line that is no JSON', (text: string) => text.replace('\n', '\nnot JSON\n'), /line 2 is no JSON object/],
    [
      'with an object that is no event',
      (text: string) => text.replace('\n', '\n{"a":1}\n'),
      /line 2 is no event: its id is no text/,
    ],
  ])('a file %s is told as that', async (_what, spoil, says) => {
    const run = await output();
    run.write(spoil(run.read()));
    const report = await run.verify();

    expect(resultOf(report, 'lines').findings[0]).toMatch(says);
    expect(resultOf(report, 'manifest').outcome).toBe('failed');
  });

  it('reordered lines are told by their times, and by the digest where times are equal', async () => {
    const [apart, equal] = [await output(), await output()];
    apart.spoil((lines) => [...lines.slice(-1), ...lines.slice(0, -1)]);
    equal.spoil((lines) => {
      const at = lines.findIndex(({ payload }) => payload['journal'] === 'SAL');
      return lines.map((line, i) => (i === at ? lines[at + 1] : i === at + 1 ? lines[at] : line) as FileLine);
    });

    expect(resultOf(await apart.verify(), 'order').findings[0]).toMatch(/line 2: .* stands behind line 1 of 2025-02-/);
    const report = await equal.verify();
    expect(resultOf(report, 'order').outcome).toBe('passed');
    expect(resultOf(report, 'manifest').findings.join()).toMatch(/the digest of the stream differs/);
    expect(resultOf(report, 'L5').findings[0]).toMatch(/it should be entry \w+-1/);
  });

  it('lost events are counted by name', async () => {
    const run = await output();
    run.spoil((lines) => lines.slice(0, -2));
    const { findings } = resultOf(await run.verify(), 'manifest');

    expect(findings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\d+ events, \d+ were written$/),
        expect.stringMatching(/^\d+ of 'journal_entry\.posted', \d+ were written$/),
      ]),
    );
  });

  it('a table that was edited is told by its digest, one that is gone by its name', async () => {
    const [edited, gone] = [await output(), await output()];
    edited.write(
      edited.read('ledger/open-items.ndjson').replace('"amount":', '"amount":1'),
      'ledger/open-items.ndjson',
    );
    const { rmSync } = await import('node:fs');
    rmSync(`${gone.folder}/ledger/trial-balance.ndjson`);

    expect(resultOf(await edited.verify(), 'manifest').findings[0]).toMatch(
      /ledger\/open-items\.ndjson has \d+ bytes, \d+ were written/,
    );
    expect(resultOf(await gone.verify(), 'manifest').findings[0]).toBe('ledger/trial-balance.ndjson is not there');
  });

  it('an empty folder, an empty file, a path to nowhere and a foreign manifest have nothing to verify', async () => {
    const { verifyFiles } = await import('../../src/verify/verify.ts');
    const run = await output();
    run.write('', 'empty.ndjson');
    run.write('{"format":"other"}', 'manifest.json');

    await expect(verifyFiles(`${run.folder}/events`)).rejects.toThrow(/NOTHING_TO_VERIFY.*has no manifest\.json/);
    await expect(verifyFiles(`${run.folder}/..`)).rejects.toMatchObject({
      suggestion: expect.stringContaining(run.folder) as string,
    });
    await expect(verifyFiles(`${run.folder}/empty.ndjson`)).rejects.toThrow(/NOTHING_TO_VERIFY.*the file is empty/);
    await expect(verifyFiles(`${run.folder}/nowhere`)).rejects.toThrow(/NOTHING_TO_VERIFY.*nothing at this path/);
    await expect(run.verify()).rejects.toThrow(/NOTHING_TO_VERIFY.*is of format 'other'/);
    run.write('no JSON', 'manifest.json');
    await expect(run.verify()).rejects.toThrow(/NOTHING_TO_VERIFY.*is no JSON object/);
  });

  it('whatever bytes stand in the file, it is told and not thrown', async () => {
    const run = await output({ customers: 3, end: '2025-02-20' });
    const whole = run.read();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
        async (at, text) => {
          run.write(whole.slice(0, at) + text + whole.slice(at + text.length));
          const report = await run.verify({ replayed: true });

          expect(report.ok).toBe(run.read() === whole);
        },
      ),
      { numRuns: 120, seed: 22 },
    );
  });
});

/** An opening item and its entry, of the first day. */
function opening(id: string, amount: number, side: 'debit' | 'credit'): FileLine[] {
  const timestamp = '2025-01-01T00:00:00.000Z';
  const head = { userId: 'customer-0', sessionId: 's', timestamp };
  const line = { amount, localAmount: amount };
  const stock = {
    line: 1,
    glAccount: '1230',
    role: 'inventory.finished',
    side: side === 'debit' ? 'credit' : 'debit',
    ...line,
  };
  const equity = { line: 2, glAccount: '3290', role: 'equity.opening', side, ...line };
  const dates = { documentDate: '2025-01-01', postingDate: '2025-01-01', fiscalYear: 2025, fiscalPeriod: 0 };
  const source = { sourceEvent: 'opening_item.recorded', sourceId: id, documentId: `OI-${id}` };
  const rest = { currency: 'USD', rate9: 1_000_000_000, kind: 'opening', enteredBy: 'E-1', enteredAt: timestamp };
  const entry = {
    entryId: `${id}-1`,
    ruleId: 'OP01',
    company: '1000',
    ledger: 'operating',
    journal: 'OPN',
    ...dates,
    ...rest,
    ...source,
  };
  return [
    { id, ...head, name: 'opening_item.recorded', payload: { documentId: `OI-${id}` } },
    { id: `${id}-1`, ...head, name: 'journal_entry.posted', payload: { ...entry, lines: [stock, equity] } },
  ];
}

/** Takes back the first entry of cost of goods sold at the end. */
function reversed(lines: FileLine[], change: (entry: SpoiltEntry) => void = () => undefined): FileLine[] {
  const original = lines.find(({ payload }) => payload['journal'] === 'INV');
  const last = lines.at(-1);
  if (original === undefined || last === undefined) throw new Error('nothing was delivered');
  const { timestamp } = last;
  const source = { ...original, id: 'r', name: 'sale.reversed', timestamp, payload: { documentId: 'RV-1' } };
  const entry = structuredClone(entryOf(original));
  const day = timestamp.slice(0, 10);
  Object.assign(entry, {
    entryId: 'r-1',
    sourceEvent: source.name,
    sourceId: 'r',
    documentId: 'RV-1',
    kind: 'reversal',
  });
  Object.assign(entry, { reverses: original.id, postingDate: day, fiscalPeriod: Number(day.slice(5, 7)) });
  for (const line of entry.lines) line['side'] = line['side'] === 'debit' ? 'credit' : 'debit';
  change(entry);
  return [
    ...lines,
    source,
    { ...source, id: 'r-1', name: original.name, payload: entry as unknown as Record<string, unknown> },
  ];
}
