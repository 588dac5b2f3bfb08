/** The checks of inventory, recomputed from emitted files alone. */
import type { FileCheckMaker } from '../../src/index.ts';
import { countsAreRight } from './checks/counts.ts';
import { standardsAreRight } from './checks/standards.ts';

export const inventoryChecks: readonly FileCheckMaker[] = Object.freeze([countsAreRight, standardsAreRight]);
