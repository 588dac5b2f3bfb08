/** Runs of procure to pay: in memory, or as a folder that is verified from its files alone. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import { p2p, type P2pEvent, type P2pEventName, type P2pOptions } from '../../journeys/procure-to-pay/index.ts';
import { world } from '../../journeys/world/world.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import {
  generate,
  InMemoryAdapter,
  scenario,
  type Event,
  type JournalEntry,
  type MasterTables,
  type Scenario,
} from '../../src/index.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';
import { verify } from '../../src/run-proof.ts';
import { openMasters } from '../../src/verify/masters.ts';
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

/** Categories of vendors whose goods are kept, and of those who carry them. */
const KEPT = ['material', 'trading', 'freight'];

/** What is told of vendors whose goods are kept: each actor is one vendor. */
export function ofGoods(events: readonly Event[]): readonly Event[] {
  const others = new Set<string>();
  for (const { userId, payload } of events) {
    const { partnerGroup } = payload as { readonly partnerGroup?: string };
    if (partnerGroup !== undefined && !KEPT.includes(partnerGroup)) others.add(userId);
  }
  return events.filter(({ userId }) => !others.has(userId));
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

/** A run in a folder of its own. */
export interface WrittenRun {
  /** Events as they stand in the file. */
  readonly text: string;
  readonly masters: MasterTables;
  verify(): Promise<VerifyReport>;
  remove(): void;
}

export async function writtenRun(input: Scenario<Event>, seed = 42): Promise<WrittenRun> {
  const folder = mkdtempSync(join(tmpdir(), 'synode-p2p-'));
  const path = join(folder, 'events', 'events.ndjson');
  const adapter = new FileAdapter(path);
  const options = { seed, adapter, digest: 'stream', projections: tableProjections(input, []) } as const;
  await writeOutput(folder, input, await generate(input, options));
  return {
    text: readFileSync(path, 'utf8'),
    masters: openMasters(folder, '2025-01-01', (message) => {
      throw new Error(message);
    }),
    verify: () => verify(folder, { scenario: input }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Writes a run into a folder, and proves it from there. */
export async function verifyRun(input: Scenario<Event>, seed = 42): Promise<VerifyReport> {
  const written = await writtenRun(input, seed);
  try {
    return await written.verify();
  } finally {
    written.remove();
  }
}

/** An event as it stands in a file; a canary may change it. */
export interface Line {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  timestamp: string;
  readonly payload: Record<string, never>;
}

/** What the checks of procure to pay find in a file that was changed: their ids, and what they say. */
export function findingsOf(
  { text, masters }: Pick<WrittenRun, 'text' | 'masters'>,
  change: (lines: Line[]) => Line[] | void = () => undefined,
): { readonly ids: readonly string[]; readonly messages: readonly string[] } {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const running = p2p().fileChecks.map((make) => make(masters));
  for (const [i, line] of (change(lines) ?? lines).entries()) {
    const event = { ...line, ms: Date.parse(line.timestamp) };
    for (const check of running) check.see({ at: i + 1, event, entry: undefined });
  }
  for (const check of running) check.end?.();
  const found = running.filter(({ log }) => log.findings.length > 0);
  return {
    // Parts of one check have one id.
    ids: [...new Set(found.map(({ id }) => id))],
    messages: found.flatMap(({ log }) => log.findings.map(({ message }) => message)),
  };
}

export function verified(parts: RunParts = {}): Promise<VerifyReport> {
  return verifyRun(company(parts), parts.seed);
}
