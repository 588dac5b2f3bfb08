import { describeValue, SynodeError } from '../../errors.ts';
import type { AnyEvent } from '../../model/event.ts';
import type { StandardSchema } from '../../model/schema.ts';
import { isPending, isStandardSchema, issuePath } from '../../model/standard-schema.ts';
import { eventsOf, explained, type Outcome } from './outcome.ts';

/** One schema for all payloads, or schemas by event name; names without one are not judged. */
export type PayloadSchemas = StandardSchema | Readonly<Record<string, StandardSchema>>;

/** Whether every payload is as its schema says. All failures are listed. */
export function matchesSchema(received: unknown, schemas: PayloadSchemas): Outcome {
  const events = eventsOf(received, 'toMatchSchema');
  checkSchemas(schemas);
  const judged = events.flatMap((event) => {
    const schema = isStandardSchema(schemas) ? schemas : Object.hasOwn(schemas, event.name) && schemas[event.name];
    return schema === false || schema === undefined ? [] : [{ event, faults: faultsOf(event, schema) }];
  });
  const bad = judged.filter(({ faults }) => faults.length > 0);
  if (judged.length === 0) {
    return { pass: false, message: explained('expected payloads to match a schema: no event was judged', events) };
  }
  if (bad.length === 0) {
    const message = `expected one of ${judged.length} payloads not to match its schema`;
    return { pass: true, message: explained(message, events) };
  }
  const lines = bad.flatMap(({ event, faults }) => faults.map((fault) => `  ${event.id}  ${event.name}  ${fault}`));
  const message = `expected ${judged.length} payloads to match their schema, ${bad.length} do not:\n${lines.join('\n')}`;
  const at = bad.map(({ event }) => event);
  return { pass: false, message: explained(message, events, at) };
}

/** A test without types may pass anything, and what is no schema would judge nothing. */
function checkSchemas(schemas: unknown): void {
  if (isStandardSchema(schemas)) return;
  if (typeof schemas !== 'object' || schemas === null || Array.isArray(schemas)) throw noSchema(schemas);
  for (const [name, schema] of Object.entries(schemas)) if (!isStandardSchema(schema)) throw noSchema(schema, name);
}

function noSchema(received: unknown, name?: string): SynodeError {
  const whose = name === undefined ? '' : ` of event '${name}'`;
  return new SynodeError('INVALID_SHAPE', `toMatchSchema was given no schema${whose}, but ${describeValue(received)}`, {
    path: ['toMatchSchema', ...(name === undefined ? [] : [`'${name}'`])],
    expected:
      name === undefined
        ? 'a Standard Schema (zod, valibot, arktype, …), or schemas by event name'
        : 'a Standard Schema (zod, valibot, arktype, …)',
    received: describeValue(received),
    suggestion: "Write expect(events).toMatchSchema({ 'order.placed': z.object({ … }) }).",
  });
}

function faultsOf(event: AnyEvent, schema: StandardSchema): readonly string[] {
  const result = schema['~standard'].validate(event.payload);
  if (isPending(result)) {
    result.then(undefined, () => undefined);
    throw new SynodeError('EVENT_SCHEMA_ASYNC', `the schema of event '${event.name}' answers with a promise`, {
      path: [`event '${event.name}'`],
      expected: 'a schema that answers at once',
      received: 'a promise',
      suggestion: 'Leave out asynchronous refinements and transforms.',
    });
  }
  return (result.issues ?? []).map((issue) => {
    const path = issuePath(issue);
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
}
