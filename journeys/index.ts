/** The business processes that come with Synode, by their ids; and the world they share. */
import type { FileCheckMaker, Postings } from '../src/index.ts';
import { deliveries, freight, o2c } from './order-to-cash/index.ts';
import { inventory } from './inventory/index.ts';
import { opening } from './opening/index.ts';
import { p2p } from './procure-to-pay/index.ts';

/** Makes a process; without options, with all its defaults. */
export type ProcessFactory = (options?: unknown) => {
  readonly kind: 'process';
  readonly id: string;
  readonly emits: readonly string[];
  readonly postings: Postings;
  readonly fileChecks: readonly FileCheckMaker[];
};

/** `catalogue['procure-to-pay']?.({ vendors: 200 })` is a process for `scenario({ processes: [ … ] })`. */
export const catalogue: Readonly<Record<string, ProcessFactory>> = Object.freeze({
  inventory,
  opening,
  'order-to-cash': o2c,
  'procure-to-pay': p2p,
});

/** What proves the tables that processes share, whichever of them ran. */
export { worldChecks as fileChecks } from './world/checks/file-checks.ts';

/** For `scenario({ ...world(), processes: [opening(), o2c(), p2p()] })`. */
export { inventory, o2c, opening, p2p };
/** What planning and settling read of order to cash. */
export { deliveries, freight };

/** Figures for the summary of a run. */
export { firstPassMatch } from './figures/first-pass-match.ts';
export type { FirstPassMatch } from './figures/first-pass-match.ts';

/** Companies and what they share, for `scenario({ ...world(), processes })`. */
export * from './world/index.ts';
