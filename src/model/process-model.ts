/** What a process does, as plain data: journeys as states and transitions, and what happens to its documents as nets. */

/**
 * What happens to a document, as it should, in names of events: one, several one after another (a list), one of several,
 * what may be left out, what comes any number of times or not at all, what comes once or more, what ends it early, and what
 * happens side by side (where nothing may end it).
 */
export type Life =
  | string
  | readonly Life[]
  | { readonly oneOf: readonly Life[] }
  | { readonly optional: Life }
  | { readonly repeat: Life }
  | { readonly oneOrMore: Life }
  | { readonly last: Life }
  | { readonly together: readonly Life[] };

/** From one state to another. Of several that leave a state, exactly one is taken. */
export interface ModelTransition {
  readonly from: string;
  readonly to: string;
  /**
   * What it is: an action, time that passes, a condition that holds or not, a bounce or its absence, an arm of a branch, a
   * round of a loop or its end, journeys completed before or not.
   */
  readonly kind: 'act' | 'wait' | 'guard' | 'bounce' | 'arm' | 'round' | 'requires';
  /** `adventure/action`. */
  readonly action?: string;
  /** Names of the events that the action may emit, where it says so. */
  readonly emits?: readonly string[];
  /** The condition, count or computed chance: a number, or the name of its function, `computed` where that has none. */
  readonly guard?: string;
  /** Whether it holds. */
  readonly holds?: boolean;
  /** The arm of a branch. */
  readonly arm?: string;
  /** 0 to 1; absent where it is computed. */
  readonly probability?: number;
  /** How long, as it was written. */
  readonly wait?: string;
  /** How long in milliseconds, where that is fixed. */
  readonly waitMs?: number;
}

/** One journey. It begins in `initial` and ends in `final`. */
export interface JourneyModel {
  readonly journey: string;
  readonly name: string;
  /** Those whose actors take it, and when, in words. */
  readonly populations: readonly { readonly id: string; readonly arrivals: string }[];
  /** How long it does not come again, in words; absent where it may at once. */
  readonly suppression?: string;
  readonly initial: string;
  readonly final: string;
  /** By the index of the compiled step; each with its place below the journey, as ids: `order › wait#0`. */
  readonly states: readonly { readonly id: string; readonly at: string }[];
  readonly transitions: readonly ModelTransition[];
}

/** All journeys of a process. */
export interface ProcessModel {
  readonly process: string;
  readonly journeys: readonly JourneyModel[];
}

/** A Petri net with one source and one sink: a case begins with a token in the first and ends with one in the last. */
export interface WorkflowNet {
  readonly id: string;
  readonly source: string;
  readonly sink: string;
  readonly places: readonly string[];
  readonly transitions: readonly NetTransition[];
}

/** A transition: it takes a token from each place before it, and puts one on each behind it. */
export interface NetTransition {
  readonly id: string;
  /** What was done, in words; undefined: nothing that can be seen. */
  readonly label: string | undefined;
  readonly from: readonly string[];
  readonly to: readonly string[];
}
