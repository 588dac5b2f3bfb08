/** A folder of a company that is damaged in one way: `verify` says what differs, and never breaks down. */
import { mkdirSync, renameSync, rmSync, truncateSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SynodeError } from '../../src/index.ts';
import { failed, resultOf, TradeFolder, type TradeLine } from './trade.ts';

let clean: TradeFolder;
beforeAll(async () => {
  clean = await TradeFolder.of();
}, 60_000);
afterAll(() => clean.remove());

const EVENTS = 'events/events.ndjson';

const isEntry = ({ name }: TradeLine): boolean => name === 'journal_entry.posted';

function swap(lines: TradeLine[], a: number, b: number): void {
  const [first, second] = [lines[a], lines[b]];
  if (first === undefined || second === undefined) throw new Error('no such line');
  lines[a] = second;
  lines[b] = first;
}

function cut(folder: TradeFolder, file: string, bytes: number): void {
  const path = join(folder.path, file);
  truncateSync(path, statSync(path).size - bytes);
}

/** How it is damaged, which check tells it first, and how. `also`: other checks that have to see it. */
type Damage = readonly [
  how: string,
  harm: (folder: TradeFolder) => void,
  check: string,
  says: RegExp,
  also: readonly string[],
];

const DAMAGES: readonly Damage[] = [
  [
    'the last line is cut off',
    (run) => cut(run, EVENTS, 9),
    'lines',
    /^line \d+ is cut off: the file ends inside it$/,
    ['manifest'],
  ],
  [
    'the last thousand lines are gone',
    (run) => run.spoil((lines) => lines.slice(0, -1000)),
    'manifest',
    /^events\/events\.ndjson has \d+ bytes, \d+ were written$/,
    ['T1', 'B2'],
  ],
  [
    'a table stands there that nobody wrote',
    (run) => run.write('{"companyId":"9000"}\n', 'master/strangers.ndjson'),
    'manifest',
    /^master\/strangers\.ndjson is none of the files that were written$/,
    [],
  ],
  [
    'a line is no JSON',
    (run) => run.write(run.read().replace('{"id"', '{id')),
    'lines',
    /^line 1 is no JSON object$/,
    ['manifest'],
  ],
  [
    'a line is empty',
    (run) => run.write(run.read().replace('\n', '\n\n')),
    'lines',
    /^line 2 is no JSON object$/,
    ['manifest'],
  ],
  [
    'a day stands before the one before',
    (run) => run.spoil((lines) => [...lines.slice(900, 1800), ...lines.slice(0, 900), ...lines.slice(1800)]),
    'order',
    /^line \d+: \S+ \w+ of \S+ stands behind line \d+ of /,
    ['manifest'],
  ],
  [
    'an entry has left its document',
    (run) => run.spoil((lines) => swap(lines, lines.findIndex(isEntry), lines.findLastIndex(isEntry))),
    'L5',
    /does not stand before it/,
    ['order', 'manifest'],
  ],
  [
    'an amount of a document is edited',
    (run) =>
      run.spoil((lines) => {
        const bill = lines.find(({ name }) => name === 'customer_invoice.posted');
        if (bill !== undefined) bill.payload['gross'] = Number(bill.payload['gross']) + 100;
      }),
    'O8',
    /^line \d+: CI-1000-\w+: gross/,
    ['manifest'],
  ],
  [
    'an account of an entry is edited',
    (run) => run.write(run.read().replace('"glAccount":"5000"', '"glAccount":"5001"')),
    'L2',
    /account 5001 is not in chart/,
    ['manifest', 'L6', 'T1'],
  ],
  [
    'an event stands twice',
    (run) => run.spoil((lines) => lines.flatMap((line, i) => (i === 5 ? [line, line] : [line]))),
    'L9',
    /^id [\w-]+ stands in lines 6, 7$/,
    ['manifest'],
  ],
  [
    'lists of a document are no lists',
    (run) =>
      run.spoil((lines) =>
        lines.forEach(({ name, payload }) => void (name.endsWith('.created') && (payload['lines'] = 7))),
      ),
    'P2',
    /^line \d+: purchase_order\.created \w+ has another form than its process gives it: /,
    ['manifest'],
  ],
  [
    'payloads are empty',
    (run) => run.spoil((lines) => lines.forEach((line) => void (line.payload = {}))),
    'L3',
    /^line \d+: \S+ is no entry: its entryId is no text$/,
    ['manifest'],
  ],
  [
    'an entry is of a company nobody knows',
    (run) =>
      run.spoil((lines) => {
        const [entry] = lines.filter(isEntry);
        if (entry !== undefined) entry.payload['company'] = '9999';
      }),
    'L2',
    /company 9999 is not in the books/,
    ['manifest', 'L4'],
  ],
  [
    'the trial balance is edited',
    (run) =>
      run.write(
        run.read('ledger/trial-balance.ndjson').replace('"debit":', '"debit":1'),
        'ledger/trial-balance.ndjson',
      ),
    'T1',
    /^1000\/\d+\/2025-\d\d: reported debit 1\d+/,
    ['manifest'],
  ],
  [
    'the account table is gone',
    (run) => rmSync(join(run.path, 'ledger/books.json')),
    'manifest',
    /^ledger\/books\.json is not there$/,
    [],
  ],
  [
    'the account table is cut off',
    (run) => cut(run, 'ledger/books.json', 40),
    'manifest',
    /^ledger\/books\.json has \d+ bytes, \d+ were written$/,
    [],
  ],
  [
    'tables of masters hold no rows',
    (run) => run.write('[]\nnull\n7\n', 'master/companies.ndjson'),
    'manifest',
    /^master\/companies\.ndjson /,
    [],
  ],
  [
    'the events are those of another seed',
    (run) => run.write(foreign.read()),
    'manifest',
    /^events\/events\.ndjson has \d+ bytes, \d+ were written$/,
    ['T1'],
  ],
];

let foreign: TradeFolder;
beforeAll(async () => {
  foreign = await TradeFolder.of({ seed: 43 });
}, 60_000);
afterAll(() => foreign.remove());

/** What becomes of the folder, and why there is nothing to verify then. */
const NOTHING_THERE: readonly (readonly [string, (folder: TradeFolder) => void, RegExp])[] = [
  ['is empty', (run) => (rmSync(run.path, { recursive: true }), mkdirSync(run.path)), /has no manifest\.json/],
  ['has lost its manifest', (run) => rmSync(join(run.path, 'manifest.json')), /has no manifest\.json/],
  ['has a manifest that is no JSON', (run) => run.write('{', 'manifest.json'), /its manifest\.json is no JSON object/],
  ['has a manifest of another format', (run) => run.write('{"format":"x/1"}', 'manifest.json'), /is of format 'x\/1'/],
  [
    'is of a run that did not end',
    (run) => run.write('{"format":"synode-manifest/1"}', 'manifest.json'),
    /was completed/,
  ],
  ['has lost its events', (run) => rmSync(join(run.path, EVENTS)), /events\/events\.ndjson is not there/],
  ['is not there', (run) => renameSync(run.path, `${run.path}-away`), /there is nothing at this path/],
];

describe('verify on a damaged folder', () => {
  it.each(DAMAGES)('says so where %s', async (_how, harm, check, says, also) => {
    const folder = clean.copy();
    try {
      harm(folder);
      const report = await folder.verify();

      expect(report.ok).toBe(false);
      expect(failed(report)).toEqual(expect.arrayContaining([check, ...also]));
      expect(resultOf(report, check).findings.join('\n')).toMatch(new RegExp(says.source, 'm'));
    } finally {
      folder.remove();
    }
  });

  it.each(NOTHING_THERE)('has nothing to verify where the folder %s', async (_how, harm, says) => {
    const folder = clean.copy();
    try {
      harm(folder);
      const thrown: unknown = await folder.verify().catch((error: unknown) => error);

      expect(thrown).toBeInstanceOf(SynodeError);
      expect(thrown).toMatchObject({ code: 'NOTHING_TO_VERIFY', message: expect.stringMatching(says) });
    } finally {
      folder.remove();
      rmSync(`${folder.path}-away`, { recursive: true, force: true });
    }
  });
});
