/** Runs of procure to pay: in memory, or as a folder that is verified from its files alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import { p2p, type P2pEvent, type P2pEventName, type P2pOptions } from '../../journeys/procure-to-pay/index.ts';
import { world } from '../../journeys/world/world.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import { generate, InMemoryAdapter, scenario, type Event, type JournalEntry, type Scenario } from '../../src/index.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';
import { verify } from '../../src/run-proof.ts';
import type { VerifyReport } from '../../src/verify/verify.ts';

export interface RunParts {
  readonly options?: P2pOptions;
  readonly world?: WorldOptions;
  readonly end?: string;
  readonly seed?: number;
}

/** The shipped company: one that buys all it sells. */
export function company({ options = {}, world: given = {}, end = '2026-01-01' }: RunParts = {}): Scenario<Event> {
  return scenario({
    ...world({ preset: 'distributor', ...given }),
    period: { start: '2025-01-01', end },
    processes: [p2p(options)],
  }) as unknown as Scenario<Event>;
}

export async function eventsOf(parts: RunParts = {}): Promise<readonly Event[]> {
  const adapter = new InMemoryAdapter();
  await generate(company(parts), { seed: parts.seed ?? 42, adapter });
  return adapter.events as readonly Event[];
}

/** Those of one name, typed. */
export function named<N extends P2pEventName>(events: readonly Event[], name: N): readonly P2pEvent<N>[] {
  return events.filter((event) => event.name === name) as unknown as readonly P2pEvent<N>[];
}

export function entriesOf(events: readonly Event[], ruleId: string): readonly JournalEntry[] {
  return events
    .filter(({ name }) => name === 'journal_entry.posted')
    .map(({ payload }) => payload as unknown as JournalEntry)
    .filter((entry) => entry.ruleId === ruleId);
}

/** Account → debits less credits, company currency. */
export function sums(entries: readonly Pick<JournalEntry, 'lines'>[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { lines } of entries) {
    for (const { glAccount, side, localAmount } of lines) {
      found[glAccount] = (found[glAccount] ?? 0) + (side === 'debit' ? localAmount : -localAmount);
    }
  }
  return found;
}

/** Writes a run into a folder, and proves it from there. */
export async function verifyRun(input: Scenario<Event>, seed = 42): Promise<VerifyReport> {
  const folder = mkdtempSync(join(tmpdir(), 'synode-p2p-'));
  try {
    const adapter = new FileAdapter(join(folder, 'events', 'events.ndjson'));
    const options = { seed, adapter, digest: 'stream', projections: tableProjections(input, []) } as const;
    await writeOutput(folder, input, await generate(input, options));
    return await verify(folder, { scenario: input });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function verified(parts: RunParts = {}): Promise<VerifyReport> {
  return verifyRun(company(parts), parts.seed);
}
