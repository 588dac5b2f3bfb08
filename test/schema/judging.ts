import type { AnyEvent } from '../../src/model/event.ts';
import type { EventSchemaOptions } from '../../src/model/schema.ts';
import { resolveEventSchemas } from '../../src/plan/schema-options.ts';
import { createEventJudge } from '../../src/plan/schema.ts';
import type { EventJudge } from '../../src/plan/schema.ts';

/** An event of actor 7, as the engine would hand it over. */
export function eventOf(name: string, payload: object, id = 'event-1'): AnyEvent {
  const timestamp = new Date(Date.UTC(2025, 0, 2));
  return { id, userId: 'user-7', sessionId: 'user-7:shop:0', name, timestamp, payload };
}

/** A judge whose output order is actor after actor. */
export function judgeWith(options: EventSchemaOptions): EventJudge {
  return createEventJudge(resolveEventSchemas(options), (_, { actorIndex, sequence }) => [actorIndex, sequence]);
}

/** What a call throws; undefined when it does not. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
