/** What all actors of one thread share during a run. */
import type { IdGenerator } from '../model/run-options.ts';
import type { DatasetPlan } from '../plan/dataset.ts';
import type { KeySlots } from './key-slots.ts';
import type { SharedFacts } from './shared.ts';
import type { Tally } from './tally.ts';

export interface World {
  readonly seed: string;
  readonly scenario: string;
  readonly datasets: readonly DatasetPlan[];
  readonly tally: Tally;
  readonly slots: KeySlots;
  readonly facts: SharedFacts;
  readonly idGenerator: IdGenerator | undefined;
  readonly signal: AbortSignal;
  readonly meta: boolean;
  /** Whether payloads are looked at deeply and events made but not returned are reported. */
  readonly isStrict: boolean;
  /** Steps due at or after this instant are not executed, events dated so are not emitted. */
  readonly horizon: number;
  /** No arrival and no chain journey starts at or after this instant. */
  readonly lastStart: number;
  readonly warn: (code: string, message: string) => void;
}
