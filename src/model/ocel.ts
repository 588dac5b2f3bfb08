/** An object-centric event log (OCEL 2.0) as its writers get it. https://www.ocel-standard.org */
import type { FileReport } from './adapter.ts';

export type OcelValueType = 'string' | 'integer' | 'float' | 'boolean';

export type OcelValue = string | number | boolean;

/** A type of objects or of events, and what they may say. */
export interface OcelType {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, OcelValueType>;
}

/** Values by attribute. */
export type OcelValues = readonly (readonly [name: string, value: OcelValue])[];

export interface OcelObject {
  readonly id: string;
  readonly type: OcelType;
  /** What it says from the beginning on. */
  readonly values: OcelValues;
  /** Nothing more is said of it. */
  readonly isFinal: boolean;
}

/** An attribute that says something else from an instant on. */
export interface OcelChange {
  readonly id: string;
  readonly type: OcelType;
  readonly name: string;
  readonly value: OcelValue;
  readonly time: string;
}

/** What relates an object, or an event, to an object. */
export interface OcelRelation {
  readonly objectId: string;
  readonly qualifier: string;
}

export interface OcelEvent {
  readonly id: string;
  readonly type: OcelType;
  readonly time: string;
  readonly values: OcelValues;
  readonly relations: readonly OcelRelation[];
}

/** How much a log holds: the same in every encoding. */
export interface OcelCounts {
  readonly events: number;
  readonly objects: number;
  readonly eventObjectRelations: number;
  readonly objectObjectRelations: number;
  readonly attributeChanges: number;
  readonly eventTypes: number;
  readonly objectTypes: number;
  /** References to what the log does not know, left out. */
  readonly unresolved: number;
}

/** Everything there is beside the records, known at the end. */
export interface OcelSummary {
  /** In order of first appearance. */
  readonly objectTypes: readonly OcelType[];
  readonly eventTypes: readonly OcelType[];
  readonly counts: OcelCounts;
}

/** Writes one encoding of a log. An object comes before what relates to it. */
export interface OcelWriter {
  object(object: OcelObject): void;
  /** What an object says for the first time, though it was known before: readers take it as what it began with. */
  complete(id: string, type: OcelType, values: OcelValues): void;
  change(change: OcelChange): void;
  relate(from: string, relation: OcelRelation): void;
  event(event: OcelEvent): void;
  finish(summary: OcelSummary): readonly FileReport[];
  abandon(): void;
}
