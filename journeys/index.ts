/** The business processes that come with Synode, by their ids: each has its line here. */
import { p2p } from './procure-to-pay/index.ts';

/** Makes a process; without options, with all its defaults. */
export type ProcessFactory = (options?: unknown) => {
  readonly kind: 'process';
  readonly id: string;
  readonly emits: readonly string[];
};

/** `catalogue['procure-to-pay']?.({ vendors: 200 })` is a process for `scenario({ processes: [ … ] })`. */
export const catalogue: Readonly<Record<string, ProcessFactory>> = Object.freeze({
  'procure-to-pay': p2p,
});

/** Companies and what they share, for `scenario({ ...world(), processes })`. */
export * from './world/index.ts';
