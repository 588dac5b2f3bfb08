/** Two months of a distributor, told in every format: run once for the tests of a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import { o2c, opening, p2p, world } from '../../journeys/index.ts';
import { CompositeAdapter, exporter, generate, scenario, trialBalance } from '../../src/index.ts';
import type { Determination, ExportOptions, RunResult, SynodeError, TrialBalanceRow } from '../../src/index.ts';
import { failure } from '../adapters/failure.ts';
import { sums } from './tables.ts';

const parts = world({ preset: 'distributor', scale: 0.6 });
export const books: Determination = parts.books;

export const company = scenario({
  ...parts,
  period: { start: '2025-01-01', end: '2025-03-01' },
  projections: [trialBalance(books)],
  runInDays: 0,
  processes: [opening(), o2c(), p2p()],
});

export interface Told {
  readonly result: RunResult;
  /** Of the trial balance that the run itself folded. */
  readonly balances: readonly TrialBalanceRow[];
  readonly folder: string;
  read(path: string): string;
  remove(): void;
}

/** Why the exporter does not take these options of event logs. */
export function refusalOf(ocel: object): SynodeError {
  return failure(() => exporter(company, { folder: 'out', formats: ['xes'], ocel }));
}

/** Runs the company into a folder of its own; its events stand in `events.ndjson`. */
export function tell(options: Omit<ExportOptions, 'folder'>): Promise<Told> {
  return tellAll({ '': options });
}

/** The same told in several ways at once, by the folder of each. */
export async function tellAll(
  ways: Readonly<Record<string, Omit<ExportOptions, 'folder'>>>,
  { meta = false }: { readonly meta?: boolean } = {},
): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'synode-exports-'));
  const events = new FileAdapter(join(folder, 'events.ndjson'));
  const exporters = Object.entries(ways).map(([name, options]) =>
    exporter(company, { ...options, folder: join(folder, name) }),
  );
  const result = await generate(company, { seed: 7, meta, adapter: new CompositeAdapter([events, ...exporters]) });
  return {
    result,
    balances: Object.values(result.projections['trialBalance'] as Record<string, TrialBalanceRow>),
    folder,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** What accounts hold at the end, by the run's own trial balance; debits above 0. */
export function closing({ balances }: Pick<Told, 'balances'>): Readonly<Record<string, bigint>> {
  return sums(balances, ({ glAccount, debit, credit }) => [glAccount, BigInt(debit) - BigInt(credit)]);
}
