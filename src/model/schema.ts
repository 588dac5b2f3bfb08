import type { StandardSchemaV1 } from '@standard-schema/spec';

/** Any schema that follows Standard Schema v1: zod, valibot, arktype, … */
export type StandardSchema<T = unknown> = StandardSchemaV1<unknown, T>;

/** Which events are judged, and what happens to a bad one. */
export interface EventSchemaOptions {
  /** One schema for the payload of every event, or a record by event name. */
  readonly schema: StandardSchema | Readonly<Record<string, StandardSchema>>;
  /** `strict` fails the run, `warn` writes and counts, `skip` drops and counts. Default `strict`. */
  readonly mode?: 'strict' | 'warn' | 'skip';
  /** What an event name absent from the record means. Default `allow`. */
  readonly unknown?: 'allow' | 'warn' | 'reject';
  /** Whether the parsed output replaces the payload. Default false. */
  readonly apply?: boolean;
  /** Check only every n-th event (2..65,536). Default: all. */
  readonly sample?: number;
}

/** One fault of one event. */
export interface ValidationIssue {
  readonly eventName: string;
  readonly eventId: string;
  readonly userId: string;
  readonly path: string;
  readonly message: string;
  readonly code: string;
}

/** What the schemas said about a run. */
export interface ValidationSummary {
  readonly mode: 'strict' | 'warn' | 'skip';
  readonly checked: number;
  readonly valid: number;
  readonly invalid: number;
  readonly dropped: number;
  readonly unknown: number;
  readonly byEvent: Readonly<Record<string, { readonly checked: number; readonly invalid: number }>>;
  /** At most 20. */
  readonly samples: readonly ValidationIssue[];
}
