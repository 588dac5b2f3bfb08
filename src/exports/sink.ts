/** What stands between the stream and the files of one format. */
import type { FileReport, RunInfo } from '../model/adapter.ts';
import type { ExportedEvent } from '../model/export.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ExportOptions } from './options.ts';

/** One format on its way into files. */
export interface Sink {
  /** Names of the events it wants; undefined: all but labels. */
  readonly of: readonly string[] | undefined;
  see(event: ExportedEvent): void;
  finish(): readonly FileReport[] | Promise<readonly FileReport[]>;
  /** After a failure: lets go of what is open. */
  abandon(): void;
}

/** What a sink is made for. */
export interface SinkContext {
  /** Of this format alone. */
  readonly folder: string;
  readonly scenario: Scenario;
  readonly run: RunInfo;
  readonly options: ExportOptions;
  /** What happened, in words. */
  readonly activityOf: (eventName: string) => string;
  /** Tells every row of the datasets with this id, in order; `customers.*` means all whose ids begin so. */
  readonly readTable: (table: string, see: (row: object) => void) => Promise<void>;
}
