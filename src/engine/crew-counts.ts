/** What the threads of a run have counted, added up. */
import type { LaneTelemetry } from '../model/result.ts';
import { mergeSummaries, type ValidationPart } from '../plan/schema-summary.ts';
import type { WorkerThread } from './pool.ts';
import type { Counted } from './protocol.ts';
import type { Tally } from './tally.ts';

/** What threads tell beside what goes into the tally. */
export interface CrewFindings {
  /** What the judges of the run found, and those of the processes. */
  readonly validation: ValidationPart | undefined;
  readonly ownValidation: ValidationPart | undefined;
  /** What the lanes of all threads did, under `debug`. */
  readonly lanes: readonly LaneTelemetry[];
  /** Bytes of lines that waited on disk. */
  readonly spilledBytes: number;
  /** Handlers that were not waited for to their end. */
  readonly givenUp: number;
}

export class CrewCounts implements CrewFindings {
  validation: ValidationPart | undefined = undefined;
  ownValidation: ValidationPart | undefined = undefined;
  spilledBytes = 0;
  givenUp = 0;
  readonly #tally: Tally;
  readonly #lanes: LaneTelemetry[] = [];
  /** What each thread said behind the last of its chunks or windows that was handed on whole. */
  readonly #last = new Map<WorkerThread, Counted>();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  get lanes(): readonly LaneTelemetry[] {
    return this.#lanes.toSorted((a, b) => Number(a.worker) - Number(b.worker) || a.lane - b.lane);
  }

  /** Keeps what a thread has counted so far, in case it is never asked for the whole. */
  note(thread: WorkerThread, counted: Counted | undefined): void {
    if (counted !== undefined) this.#last.set(thread, counted);
  }

  /** Adds what a thread has counted in all. */
  addWhole(thread: WorkerThread, counted: Counted): void {
    this.#last.delete(thread);
    this.add(counted);
  }

  /** Adds what was kept of threads that nobody asks any more. */
  addKept(): void {
    for (const counted of this.#last.values()) this.add(counted);
    this.#last.clear();
  }

  add({ tally, validation, ownValidation, lanes, spilledBytes, givenUp }: Counted): void {
    this.#tally.add(tally);
    this.validation = merged(this.validation, validation);
    this.ownValidation = merged(this.ownValidation, ownValidation);
    this.#lanes.push(...lanes);
    this.spilledBytes += spilledBytes;
    this.givenUp += givenUp;
  }
}

function merged(a: ValidationPart | undefined, b: ValidationPart | undefined): ValidationPart | undefined {
  return a === undefined || b === undefined ? (a ?? b) : mergeSummaries(a, b);
}
