/** Runs of order to cash: in memory, and in a folder that can be verified, read and spoiled. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import type { EventName, Payload } from '../../journeys/order-to-cash/documents.ts';
import { o2c } from '../../journeys/order-to-cash/index.ts';
import type { OptionsInput } from '../../journeys/order-to-cash/options.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import { world } from '../../journeys/world/world.ts';
import { generate, InMemoryAdapter, scenario, type JournalEntry } from '../../src/index.ts';
import type { AnyProjection } from '../../src/model/projection.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';
import { verify } from '../../src/run-proof.ts';
import type { VerifyReport } from '../../src/verify/verify.ts';

/** A company that buys all it sells, for a year, unless a test says otherwise. */
export interface Setting {
  readonly world?: WorldOptions;
  readonly o2c?: OptionsInput;
  readonly seed?: string | number;
  readonly end?: string;
  readonly projections?: readonly AnyProjection[];
}

export function trading({ world: given = { preset: 'distributor' }, end = '2026-01-01', ...setting }: Setting = {}) {
  return scenario({
    ...world(given),
    seed: setting.seed ?? 'books',
    period: { start: '2025-01-01', end },
    projections: setting.projections ?? [],
    processes: [o2c(setting.o2c)],
  });
}

/** An event as a test reads it. */
export interface Line<P = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly timestamp: Date;
  readonly payload: P;
}

/** What happened, by name. */
export class Happened {
  readonly events: readonly Line[];

  constructor(events: readonly Line[]) {
    this.events = events;
  }

  of<N extends EventName>(name: N): readonly Line<Payload<N>>[] {
    return this.events.filter((event) => event.name === name) as unknown as readonly Line<Payload<N>>[];
  }

  entries(ruleId?: string): readonly JournalEntry[] {
    const posted = this.events.filter(({ name }) => name === 'journal_entry.posted');
    const entries = posted.map(({ payload }) => payload as unknown as JournalEntry);
    return ruleId === undefined ? entries : entries.filter((entry) => entry.ruleId === ruleId);
  }
}

export async function run(setting: Setting = {}): Promise<Happened> {
  const adapter = new InMemoryAdapter();
  await generate(trading(setting), { adapter });
  return new Happened(adapter.events as unknown as readonly Line[]);
}

/** A line of the file of events, which a test may change. */
export interface FileLine {
  id: string;
  userId: string;
  sessionId: string;
  name: string;
  timestamp: string;
  payload: Record<string, never>;
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'synode-o2c-'));
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  static async of(setting: Setting = {}): Promise<Folder> {
    const folder = new Folder(setting);
    const input = trading(setting);
    const adapter = new FileAdapter(folder.events);
    const projections = tableProjections(input as never, []);
    await writeOutput(folder.path, input as never, await generate(input, { adapter, digest: 'stream', projections }));
    return folder;
  }

  get events(): string {
    return join(this.path, 'events', 'events.ndjson');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  lines(): FileLine[] {
    const text = readFileSync(this.events, 'utf8').trimEnd();
    return text.split('\n').map((line) => JSON.parse(line) as FileLine);
  }

  write(lines: readonly FileLine[]): void {
    writeFileSync(this.events, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  verify(): Promise<VerifyReport> {
    return verify(this.path, { scenario: { processes: [o2c(this.#setting.o2c)], fileChecks: [] } });
  }
}

/** Checks by what became of them. */
export function outcomes({ checks }: VerifyReport): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}
