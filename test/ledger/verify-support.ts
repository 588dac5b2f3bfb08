/** A run of the shop in a folder, and ways to spoil what it wrote. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import { generate, type Event, type JournalEntry } from '../../src/index.ts';
import type { PostingRule } from '../../src/model/ledger.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';
import { verifyFiles, type VerifyReport } from '../../src/verify/verify.ts';
import { shop, shopPostings, type ShopParts } from './shop.ts';

/** An event as it stands in the file; a test may change it. */
export type FileLine = { -readonly [K in keyof Omit<Event, 'payload' | 'timestamp' | 'meta'>]: Event[K] } & {
  timestamp: string;
  payload: Record<string, unknown>;
};

/** The entry of a line of the file, which a test may change. */
export type SpoiltEntry = { -readonly [K in keyof Omit<JournalEntry, 'lines'>]: JournalEntry[K] } & {
  lines: Record<string, unknown>[];
};

export class Output {
  readonly folder = mkdtempSync(join(tmpdir(), 'synode-verify-'));

  static async of(parts: ShopParts = { customers: 12, end: '2025-02-20' }): Promise<Output> {
    const output = new Output();
    const scenario = shop(parts);
    const options = {
      adapter: new FileAdapter(output.events),
      digest: 'stream',
      projections: tableProjections(scenario, []),
    } as const;
    await writeOutput(output.folder, scenario, await generate(scenario, options));
    return output;
  }

  get events(): string {
    return join(this.folder, 'events', 'events.ndjson');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  read(file = 'events/events.ndjson'): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(text: string, file = 'events/events.ndjson'): void {
    writeFileSync(join(this.folder, file), text);
  }

  lines(): FileLine[] {
    return this.read()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as FileLine);
  }

  /** Writes the events anew as a change leaves them. */
  spoil(change: (lines: FileLine[]) => FileLine[] | void): void {
    const lines = this.lines();
    this.write((change(lines) ?? lines).map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** Changes the first entry that fits. */
  spoilEntry(fits: (entry: SpoiltEntry) => boolean, change: (entry: SpoiltEntry, line: FileLine) => void): void {
    this.spoil((lines) => {
      const line = lines.find((one) => one.name === 'journal_entry.posted' && fits(entryOf(one)));
      if (line === undefined) throw new Error('no entry fits');
      change(entryOf(line), line);
    });
  }

  verify({ replayed = false }: { readonly replayed?: boolean } = {}): Promise<VerifyReport> {
    return verifyFiles(this.folder, replayed ? { rules: rules() } : {});
  }
}

export function entryOf(line: FileLine): SpoiltEntry {
  return line.payload as unknown as SpoiltEntry;
}

/** The rules of the shop by the event they book. */
export function rules() {
  return new Map(
    Object.entries(shopPostings).map(([id, authored]) => {
      const { on, rule } = authored as unknown as PostingRule & { readonly on: string };
      return [on, [{ id, rule }]] as const;
    }),
  );
}

/** Ids of the checks that failed; what was changed differs from the manifest too. */
export function failed({ checks }: VerifyReport): readonly string[] {
  return checks.filter(({ id, outcome }) => outcome === 'failed' && id !== 'manifest').map(({ id }) => id);
}

export function resultOf({ checks }: VerifyReport, id: string) {
  const found = checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`there is no check ${id}`);
  return found;
}
