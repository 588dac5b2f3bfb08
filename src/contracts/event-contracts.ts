/** The events of a plan, each with the JSON Schema of its payload. */
import { IssueList } from '../errors.ts';
import type { StandardSchema } from '../model/schema.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProcessPlan } from '../plan/process.ts';
import type { ResolvedEventSchemas } from '../plan/schema-options.ts';
import type { ContractNote, EventContract, JsonSchema } from '../model/contract.ts';
import type { SchemaDraft } from './contract.ts';
import { eventSchema } from './envelope.ts';
import { payloadSchema, type SchemaReading } from './json-schema.ts';
import { LABEL_EVENT, labelSchema } from './label-schema.ts';

/** An event name and what is known of its payload. */
export interface EventPayload {
  readonly name: string;
  readonly payload: JsonSchema;
  readonly isDeclared: boolean;
  readonly notes: readonly ContractNote[];
}

const VERSION = 'https://json-schema.org/draft/2020-12/schema';

/** What consumers may rely on, by event name in code-unit order. @throws SynodeError `EXPORT_VALUE` */
export async function eventContracts(plan: Plan): Promise<readonly EventContract[]> {
  const { meta } = plan.options;
  const payloads = await eventPayloads(plan, 'draft-2020-12');
  return payloads.map(({ name, payload, isDeclared, notes }) => ({
    name,
    process: processOf(plan, name),
    schema: {
      $schema: VERSION,
      title: name,
      ...commented(notes),
      ...eventSchema({ name, payload, meta }, '$defs'),
    },
    payload: { $schema: VERSION, title: `payload of ${name}`, ...commented(notes), ...payload },
    isDeclared,
    notes,
  }));
}

/** What a schema does not say, in the schema. */
export function commented(notes: readonly ContractNote[]): JsonSchema {
  if (notes.length === 0) return {};
  return { $comment: `Not told here. ${notes.map(({ path, message }) => `${path}: ${message}.`).join(' ')}` };
}

/** The payloads of all events that can be known from the plan. @throws SynodeError `EXPORT_VALUE` with every fault */
export async function eventPayloads(plan: Plan, draft: SchemaDraft): Promise<readonly EventPayload[]> {
  const issues = new IssueList();
  const payloads: EventPayload[] = [];
  for (const name of namesOf(plan)) {
    // Labels are made behind the schemas, so none of those says anything of them.
    payloads.push(name === LABEL_EVENT ? labelPayload(name) : await payloadOf(name, plan, { draft, issues }));
  }
  issues.throwIfAny('the schemas of events');
  return payloads;
}

function labelPayload(name: string): EventPayload {
  return { name, payload: labelSchema, isDeclared: true, notes: [] };
}

/** What actions, processes and schemas name; handlers may emit others. */
function namesOf(plan: Plan): readonly string[] {
  const names = new Set(plan.eventNames);
  for (const { emits } of plan.processes) for (const name of emits) names.add(name);
  for (const schemas of [plan.eventSchemas, ...plan.processes.map((process) => process.schemas)]) {
    if (schemas?.schemas instanceof Map) for (const name of schemas.schemas.keys()) names.add(name);
  }
  if (plan.processes.some(({ transforms }) => transforms.length > 0)) names.add(LABEL_EVENT);
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

interface Sources {
  readonly draft: SchemaDraft;
  readonly issues: IssueList;
}

async function payloadOf(name: string, plan: Plan, { draft, issues }: Sources): Promise<EventPayload> {
  const notes: ContractNote[] = [];
  const reading: Omit<SchemaReading, 'io'> = { draft, issues, path: [`event '${name}'`], notes };
  const ofRun = schemaFor(plan.eventSchemas, name);
  const isApplied = plan.eventSchemas?.apply === true;
  const parts: JsonSchema[] = [];
  // What `apply` writes was made by the schema of the run, so the others have seen something else.
  if (!isApplied || ofRun === undefined) parts.push(...(await ofProcesses(name, plan, { reading, notes })));
  if (ofRun !== undefined) parts.push(await payloadSchema(ofRun, { ...reading, io: isApplied ? 'output' : 'input' }));
  if (plan.eventSchemas?.mode === 'warn' && ofRun !== undefined) {
    notes.push({ path: 'payload', message: "events that break it are written too (mode: 'warn')" });
  }
  const behind = [...new Set(plan.processes.flatMap(({ transforms }) => transforms.map(({ id }) => id)))];
  if (behind.length > 0 && parts.length > 0) {
    notes.push({
      path: 'payload',
      message: `transforms stand behind the schemas and may break it: ${behind.join(', ')}`,
    });
  }
  if (parts.length === 0)
    notes.push({ path: 'payload', message: 'nobody declared a schema, so any object is allowed' });
  return { name, payload: together(parts), isDeclared: parts.length > 0, notes };
}

interface OfProcesses {
  readonly reading: Omit<SchemaReading, 'io'>;
  readonly notes: ContractNote[];
}

/** Processes judge their own events alone, so an event of several fits the schema of one of them. */
async function ofProcesses(
  name: string,
  { processes }: Plan,
  { reading, notes }: OfProcesses,
): Promise<readonly JsonSchema[]> {
  const owners = processes.filter(({ schemas }) => schemaFor(schemas, name) !== undefined);
  const others = emittersOf(processes, name).filter((id) => !owners.some((owner) => owner.id === id));
  if (owners.length === 0) return [];
  if (others.length > 0) {
    notes.push({ path: 'payload', message: `process ${others.join(', ')} emits it without a schema` });
    return [];
  }
  const variants: JsonSchema[] = [];
  for (const { schemas } of owners) {
    const schema = schemaFor(schemas, name);
    if (schema !== undefined) variants.push(await payloadSchema(schema, { ...reading, io: 'input' }));
  }
  const [only, ...more] = variants;
  return only === undefined ? [] : [more.length === 0 ? only : { anyOf: variants }];
}

function emittersOf(processes: readonly ProcessPlan[], name: string): readonly string[] {
  return processes.filter(({ emits }) => emits.includes(name)).map(({ id }) => id);
}

/** The one process that emits it. */
function processOf({ processes }: Plan, name: string): string {
  const [only = '', ...more] = emittersOf(processes, name);
  return more.length === 0 ? only : '';
}

function schemaFor(resolved: ResolvedEventSchemas | undefined, name: string): StandardSchema | undefined {
  if (resolved === undefined) return undefined;
  return resolved.schemas instanceof Map ? resolved.schemas.get(name) : (resolved.schemas as StandardSchema);
}

function together(parts: readonly JsonSchema[]): JsonSchema {
  const [only, ...more] = parts;
  if (only === undefined) return { type: 'object' };
  if (more.length === 0) return 'type' in only ? only : { type: 'object', ...only };
  return { type: 'object', allOf: parts };
}
