/**
 * How fast a run hands its events on. Paced runs need `order: 'time'`; their bytes are those of the unpaced run.
 *
 * `'realtime'`: as simulated time passes, `speed` times as fast, from `liveFrom` on; what lies before goes as fast as
 * possible. `'fixed'`: so long between events. `eventsPerSecond`: so many a second.
 */
export type Pacing =
  | 'none'
  | 'realtime'
  | {
      readonly mode: 'realtime';
      /** Simulated seconds per second of the wall. Default 1. */
      readonly speed?: number;
      /** Where backfill ends. `'start'` of the period (default), an instant, or `'now'`: the wall clock at the start. */
      readonly liveFrom?: Date | string;
    }
  | { readonly mode: 'fixed'; readonly delayMs: number }
  | { readonly eventsPerSecond: number };
