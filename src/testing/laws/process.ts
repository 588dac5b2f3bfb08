/** What every business process keeps, as cases for any test runner. */
import type { Process } from '../../model/scenario.ts';
import type { ProcessBench } from './process-bench.ts';

/** Around what a process is tried. */
export interface ProcessLawsOptions {
  /** Processes it reads; the laws are those of the first one alone. */
  readonly with?: readonly Process[];
  /** Default three months from `DEFAULT_START`: long enough that each event it declares occurs. */
  readonly period?: { readonly start: Date | string; readonly end: Date | string };
  /** Default `'test'`. */
  readonly seed?: string | number;
}

/** One law to be tried. */
export interface LawCase {
  readonly title: string;
  readonly run: () => Promise<void>;
}

const HOUR_MS = 3_600_000;

/**
 * The laws of a process, in a scenario of its own (and of what it reads): the same seed gives the same events and
 * another seed others; lanes, batches and windows change nothing; ids are unique; no actor goes back in time; it emits
 * what it declares, all of it and nothing else; a process that it does not read changes nothing here; its checks hold.
 *
 * @example for (const { title, run } of processLaws(p2p({ vendors: 20 }))) it(title, run)
 */
export function processLaws(process: Process, options: ProcessLawsOptions = {}): readonly LawCase[] {
  const { id } = process;
  // Loaded and run for the first law that asks; all others compare with that run.
  let bench: Promise<ProcessBench> | undefined;
  const law = (title: string, hold: (bench: ProcessBench) => Promise<void>): LawCase => ({
    title: `${id}: ${title}`,
    run: async () => hold(await (bench ??= benchOf(process, options))),
  });
  return [
    law('the same seed gives the same events', (own) => own.sameAs({})),
    law('another seed gives others', (own) => own.differsBySeed()),
    law('lanes and batches change nothing', (own) => own.sameAs({ lanes: 4, batchSize: 7 })),
    law('windows of five hours change nothing', (own) => own.sameAs({}, 5 * HOUR_MS)),
    law('windows of a week change nothing', (own) => own.sameAs({}, 7 * 24 * HOUR_MS)),
    law('ids are unique', (own) => own.idsAreUnique()),
    law('no actor goes back in time', (own) => own.timeRises()),
    law('it emits what it declares, all of it and nothing else', (own) => own.emitsAsDeclared()),
    law('a process it does not read changes nothing here', (own) => own.ignoresOthers()),
    law('its checks hold', (own) => own.checksHold()),
  ];
}

async function benchOf(process: Process, options: ProcessLawsOptions): Promise<ProcessBench> {
  const { ProcessBench } = await import('./process-bench.ts');
  return new ProcessBench(process, options);
}
