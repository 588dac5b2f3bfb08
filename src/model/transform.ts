/** What stands between what an actor does and what is told of it: anomalies, changed entries, noise. */
import type { Actor, Random } from './context.ts';
import type { Duration } from './duration.ts';
import type { Event } from './event.ts';

/**
 * Where a transform stands. `anomaly`: behind the schemas, before everything that folds events, so projections and views
 * see its outcome. `entry`: the same, on `journal_entry.posted` alone. `noise`: on the way to the adapter, behind the
 * projections.
 */
export type TransformStage = 'anomaly' | 'entry' | 'noise';

/** What kind of thing a label is about. */
export type LabelTarget =
  'event' | 'document' | 'line' | 'entry' | 'openItem' | 'master' | 'actor' | 'edge' | 'ring' | 'account';

/** Fraud, error, deviation, statistical, relational; a drift; a ring of accounts or a harmless look-alike. */
export type LabelCategory = 'F' | 'E' | 'D' | 'S' | 'R' | 'drift' | 'ring' | 'decoy';

/** What was done to the target. */
export type LabelChange =
  | 'added'
  | 'removed'
  | { readonly kind: 'altered'; readonly field: string; readonly before: unknown; readonly after: unknown };

/** What a label says of one target; the payload of a `label.assigned` event. */
export interface LabelFields {
  /** What it is, as in `'E.duplicateInvoice'`. */
  readonly type: string;
  readonly category: LabelCategory;
  readonly targetKind: LabelTarget;
  readonly targetId: string;
  readonly change: LabelChange;
  /** Default: an id of its own, the same in every run. */
  readonly labelId?: string;
  readonly schemeId?: string;
  readonly role?: 'perpetrator' | 'accomplice' | 'victim' | 'vehicle' | 'cover' | 'collateral';
  readonly step?: number;
  /** Misstated or lost, as the process writes money. */
  readonly amount?: unknown;
  readonly currency?: string;
  /** Default: now. */
  readonly injectedAt?: Date;
  readonly firstEffect?: Date;
  readonly lastEffect?: Date;
  /** Default false. */
  readonly concealed?: boolean;
  readonly discovered?: string;
  /** Ids of the checks that are expected to fail for this target. Default none. */
  readonly breaks?: readonly string[];
  /** Procedures that would find it. Default none. */
  readonly detectableBy?: readonly string[];
  /** 1: a rule finds it, … 5: it needs linked evidence. */
  readonly difficulty?: 1 | 2 | 3 | 4 | 5;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What a transform sees beside the events. */
export interface TransformTurn<S = unknown> {
  /** This actor's own, made by `init`; plain data. Change it in place or put another in its place. */
  state: S;
  readonly actor: Actor;
  /** Opened anew for each call. */
  readonly random: Random;
  /** Simulated instant of the call, ms: nothing may be dated before it. */
  readonly nowMs: number;
  /** Makes an event of this actor, to be returned: its id is the transform's, its session that of the call. */
  readonly event: (
    name: string,
    payload?: object,
    options?: { readonly after?: Duration | undefined; readonly id?: string | undefined },
  ) => Event;
  /**
   * Adds a `label.assigned` event. It stands behind what the transform returns, unless it is returned too.
   *
   * @throws SynodeError `INVALID_EVENT` for fields that are no label's
   */
  readonly label: (fields: LabelFields) => Event;
}

/** An event as a transform may return it: without an id it is a new one. */
export type TransformedEvent = Omit<Event, 'id' | 'meta'> & { readonly id?: string };

/**
 * Events of one actor in, events and labels out, with a random stream of its own.
 *
 * An anomaly may add, change and drop events, dated now or later. Noise may change payloads, drop events, and hand them on
 * more than once; never id, user, session, name or time.
 *
 * @example const twice: Transform = { id: 'twice', stage: 'noise', apply: (batch) => batch.flatMap((event) => [event, event]) }
 */
export interface Transform<S = unknown> {
  readonly id: string;
  readonly stage: TransformStage;
  /** The state of an actor before its first event. Default `undefined`. */
  init?(actor: Actor): S;
  /** Called for each handler call with copies of its events; gives what stands in their place. */
  apply(batch: Event[], t: TransformTurn<S>): readonly TransformedEvent[];
  /** Called when the actor has nothing left to do and nothing to come; never because the period ends. */
  end?(t: TransformTurn<S>): readonly TransformedEvent[];
}
