/** A company that sells and buys, in a folder: written once, copied for whoever wants to spoil it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../adapters/file.ts';
import { opening } from '../../journeys/opening/index.ts';
import { o2c } from '../../journeys/order-to-cash/index.ts';
import { p2p } from '../../journeys/procure-to-pay/index.ts';
import { world } from '../../journeys/world/world.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import {
  CompositeAdapter,
  exporter,
  generate,
  scenario,
  verify,
  type ExportFormat,
  type Scenario,
  type VerifyReport,
} from '../../src/index.ts';
import { tableProjections, writeOutput } from '../../src/run-output.ts';

export interface TradeParts {
  readonly world?: WorldOptions;
  readonly end?: string;
  readonly seed?: number;
  /** Written beside the events, below `exports/`. */
  readonly exports?: readonly ExportFormat[];
}

/** An event as it stands in the file; a test may change it. */
export interface TradeLine {
  readonly id: string;
  name: string;
  timestamp: string;
  payload: Record<string, unknown>;
}

export function trade({ world: given = { preset: 'distributor' }, end = '2025-03-01' }: TradeParts = {}): Scenario {
  return scenario({
    ...world(given),
    period: { start: '2025-01-01', end },
    runInDays: 0,
    processes: [opening(), o2c(), p2p()],
  }) as unknown as Scenario;
}

export class TradeFolder {
  readonly path: string;
  readonly #parts: TradeParts;

  constructor(path: string, parts: TradeParts) {
    this.path = path;
    this.#parts = parts;
  }

  static async of(parts: TradeParts = {}): Promise<TradeFolder> {
    const made = new TradeFolder(mkdtempSync(join(tmpdir(), 'synode-trade-')), parts);
    const input = trade(parts);
    const events = new FileAdapter(join(made.path, 'events', 'events.ndjson'));
    const { exports: formats } = parts;
    const folder = join(made.path, 'exports');
    const adapter =
      formats === undefined ? events : new CompositeAdapter([events, exporter(input, { folder, formats })]);
    const projections = tableProjections(input, []);
    const result = await generate(input, { seed: parts.seed ?? 42, adapter, digest: 'stream', projections } as never);
    await writeOutput(made.path, input, result);
    return made;
  }

  copy(): TradeFolder {
    const path = mkdtempSync(join(tmpdir(), 'synode-trade-'));
    cpSync(this.path, path, { recursive: true });
    return new TradeFolder(path, this.#parts);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  read(file = 'events/events.ndjson'): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  write(text: string, file = 'events/events.ndjson'): void {
    writeFileSync(join(this.path, file), text);
  }

  /** Rows of a file, changed and written back. */
  spoil(change: (lines: TradeLine[]) => TradeLine[] | void, file?: string): void {
    const lines = rowsOf<TradeLine>(this.read(file));
    this.write((change(lines) ?? lines).map((line) => `${JSON.stringify(line)}\n`).join(''), file);
  }

  /** By the rules and checks of what was run. */
  verify(): Promise<VerifyReport> {
    return verify(this.path, { scenario: trade(this.#parts) });
  }
}

export function rowsOf<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Ids of the checks that failed. */
export function failed({ checks }: VerifyReport): readonly string[] {
  return checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
}

export function resultOf({ checks }: VerifyReport, id: string) {
  const found = checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`there is no check ${id}`);
  return found;
}
