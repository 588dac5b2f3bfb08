/** What all files of one file adapter have in common during a run. */
import type { ResolvedFileOptions } from './file-options.ts';
import type { TextFormat } from './text-format.ts';

export interface FileSetting {
  readonly options: ResolvedFileOptions;
  readonly format: TextFormat;
  /** Start of the simulated window, ms: parts by time are counted from it. */
  readonly anchor: number;
  /** Whether files are hashed. */
  readonly digest: boolean;
}
