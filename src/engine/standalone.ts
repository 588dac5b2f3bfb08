/** A turn for a context that an author makes: one actor, outside any run. */
import { IssueList } from '../errors.ts';
import type { Context } from '../model/context.ts';
import type { Dataset, DatasetDefinition } from '../model/dataset.ts';
import type { IdGenerator } from '../model/run-options.ts';
import { compilePlan } from '../plan/plan.ts';
import { DEFAULT_SEED, DEFAULT_START } from '../plan/options.ts';
import { ActorState } from './actor.ts';
import { createDatasets } from './row-turn.ts';
import { KeySlots } from './key-slots.ts';
import { SharedFacts } from './shared.ts';
import { Tally } from './tally.ts';
import { Turn } from './turn.ts';
import type { World } from './world.ts';

/** Fourth argument of `new SynodeContext`. */
export interface StandaloneOptions {
  readonly seed?: string | number;
  readonly population?: string;
  readonly actor?: number;
  readonly datasets?: readonly (DatasetDefinition<object> | Dataset<object>)[];
}
