/** Contracts for consumers: schemas of events as they stand on the wire, and what no schema could say. */

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Something that holds of an event, or may, and that its schema does not say. */
export interface ContractNote {
  /** Where in the event: `payload.lines[].sku`; `payload` for the whole. */
  readonly path: string;
  readonly message: string;
}

/** What a consumer may rely on for one event name. */
export interface EventContract {
  readonly name: string;
  /** Id of the process that emits it; empty where there is none, or several do. */
  readonly process: string;
  /** JSON Schema 2020-12 of the event as a line of NDJSON has it; the payload's stands in its `$defs`. */
  readonly schema: JsonSchema;
  /** JSON Schema 2020-12 of the payload alone. */
  readonly payload: JsonSchema;
  /** Whether somebody declared a schema for its payload; without one any object is allowed. */
  readonly isDeclared: boolean;
  /** What the schema does not say. */
  readonly notes: readonly ContractNote[];
}
