/** How far a run is, as told to `onProgress`. */
export interface Progress {
  readonly state: 'running' | 'stopping' | 'done' | 'failed';
  /** The part of the run at work: `journeys`, then `close`. */
  readonly phase: string;
  /** From 0. */
  readonly phaseIndex: number;
  readonly phaseCount: number;
  /** Actor-days simulated: one actor × one calendar day of the window; one per actor without a window. */
  readonly current: number;
  readonly total: number;
  readonly unit: 'actor-day';
  /** 0..100, two decimals, never decreasing; 100 only at the end. */
  readonly percent: number;
  /** Events handed to the adapter so far. */
  readonly events: number;
  /** Over the last 10 s. */
  readonly eventsPerSecond: number;
  readonly elapsedMs: number;
  /** Absent until 2 s have run and 1 % is done. */
  readonly remainingMs?: number;
  /** Bytes the adapter says it has written; 0 where it does not say. */
  readonly bytes: number;
  /** Memory of the process. */
  readonly rssBytes: number;
  /** Threads beside the main one that simulate; 0 on the main thread alone. */
  readonly workers: number;
  /** Events handed on together at most. */
  readonly batchSize: number;
  /** How late the event released last was; in paced runs, once one has been released. */
  readonly lagMs?: number;
  /** What the destination waits for before the run can go on; absent while it goes on. */
  readonly waiting?: string;
}
