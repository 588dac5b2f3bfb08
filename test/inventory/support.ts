/** Runs of a company that counts its stock: in memory, or as a folder that is verified from its files alone. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import {
  inventory,
  type InventoryEvent,
  type InventoryEventName,
  type InventoryOptions,
} from '../../journeys/inventory/index.ts';
import { inventoryChecks } from '../../journeys/inventory/checks.ts';
import { o2c, opening, p2p, world, type WorldOptions } from '../../journeys/index.ts';
import {
  generate,
  InMemoryAdapter,
  scenario,
  verify,
  type Event,
  type MasterTables,
  type Process,
  type Scenario,
  type VerifyReport,
} from '../../src/index.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';

export interface Parts {
  readonly options?: InventoryOptions;
  readonly given?: WorldOptions;
  readonly start?: string;
  readonly end?: string;
  readonly runInDays?: number;
  readonly seed?: number;
  /** Beside opening and inventory; default: those that sell and buy. */
  readonly others?: readonly unknown[];
}

/** Around the turn of a year, so that standards change. */
export function company({
  options = {},
  given = { scale: 0.6 },
  start = '2025-11-01',
  end = '2026-02-01',
  runInDays = 0,
  others = [o2c(), p2p()],
}: Parts = {}): Scenario {
  return scenario({
    ...world({ preset: 'distributor', ...given }),
    period: { start, end },
    runInDays,
    processes: [opening(), ...(others as readonly Process<Event>[]), inventory(options)],
  }) as unknown as Scenario;
}

export async function eventsOf(parts: Parts = {}): Promise<readonly Event[]> {
  const adapter = new InMemoryAdapter();
  await generate(company(parts), { seed: parts.seed ?? 42, adapter });
  return adapter.events as readonly Event[];
}

/** Those of one name, typed. */
export function named<N extends InventoryEventName>(events: readonly Event[], name: N): readonly InventoryEvent<N>[] {
  return events.filter((event) => event.name === name) as unknown as readonly InventoryEvent<N>[];
}

export interface Line {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly timestamp: string;
  payload: Record<string, unknown>;
}

/** The output of a run, which may be spoiled and proved. */
export class Folder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'synode-inventory-'));
  readonly #scenario: Scenario;
  #text = '';

  constructor(parts: Parts) {
    this.#scenario = company(parts);
  }

  async write(seed = 42): Promise<void> {
    const adapter = new FileAdapter(join(this.path, 'events', 'events.ndjson'));
    const projections = tableProjections(this.#scenario, []);
    const result = await generate(this.#scenario, { seed, adapter, digest: 'stream', projections } as never);
    await writeOutput(this.path, this.#scenario, result);
    this.#text = readFileSync(join(this.path, 'events', 'events.ndjson'), 'utf8');
  }

  lines(): readonly Line[] {
    return rowsOf(this.#text);
  }

  /** Proved as it was written, or after a change of its lines, which is taken back. */
  async verify(change?: (lines: Line[]) => Line[]): Promise<VerifyReport> {
    const file = join(this.path, 'events', 'events.ndjson');
    if (change !== undefined) {
      const lines = change(rowsOf(this.#text));
      writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const report = await verify(this.path, { scenario: this.#scenario });
      writeFileSync(file, this.#text);
      return report;
    }
    return verify(this.path, { scenario: this.#scenario });
  }

  /** What the checks of inventory find after a change of lines: by id. */
  judge(change: (lines: Line[]) => Line[]): Readonly<Record<string, readonly string[]>> {
    const checks = inventoryChecks.map((make) => make(this.#masters()));
    const lines = change(rowsOf(this.#text));
    for (const [i, line] of lines.entries()) {
      const event = { ...line, ms: Date.parse(line.timestamp) };
      for (const check of checks) if (check.of?.includes(line.name)) check.see({ at: i + 1, event, entry: undefined });
    }
    for (const check of checks) check.end?.();
    return Object.fromEntries(checks.map(({ id, log }) => [id, log.findings.map(({ message }) => message)]));
  }

  #masters(): MasterTables {
    const fileOf = (id: string): string => join(this.path, 'master', `${id}.ndjson`);
    return {
      firstDay: undefined,
      has: (id) => existsSync(fileOf(id)),
      rows: (id) => rowsOf(readFileSync(fileOf(id), 'utf8')),
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function rowsOf<T>(text: string): T[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
