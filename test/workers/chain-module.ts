/** A worker module that exports a scenario: four processes that read each other; customers enough for several threads. */
import * as synode from 'synode';

import { chainOn } from '../scenario/chain.ts';

export const scenario = chainOn(synode as never, 200).chainOfFour({ end: '2025-04-15' });
