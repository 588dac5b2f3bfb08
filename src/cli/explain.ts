/** `synode explain`: one event or document of an output folder: its chain, the rule that posted it, the draws behind it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { FilterAdapter } from '../../adapters/filter.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { describeValue, SynodeError } from '../errors.ts';
import { runPlan } from '../run-call.ts';
import type { Event, EventMeta } from '../model/event.ts';
import { ENTRY_EVENT, type Determination, type JournalEntry } from '../model/ledger.ts';
import { compilePlan } from '../plan/plan.ts';
import { Trace, type TracedDraw } from '../plan/trace.ts';
import { minorDecimals } from '../random/currency.ts';
import { tableProjections } from '../run-output.ts';
import { localText } from '../time/local-text.ts';
import { eachLine } from '../verify/lines.ts';
import { openOutput, type Output } from '../verify/output.ts';
import { EXIT } from './exit-code.ts';
import { DocumentChain, type ChainDocument, type ChainEvent } from './explain-chain.ts';
import { minorText } from './numbers.ts';
import { prepareRun } from './prepare-run.ts';
import type { Shell } from './shell.ts';
import type { Screen } from './terminal.ts';
import { traceText } from './trace-text.ts';
import { findPopulation, partFor } from './who.ts';

export interface ExplainFlags {
  readonly out?: string;
  readonly config?: string;
}

/** An event as it stands in the file. */
interface FoundEvent extends ChainEvent {
  readonly userId: string;
  readonly meta?: EventMeta;
}

/** What is to be told of an id. */
interface Explained {
  readonly events: readonly FoundEvent[];
  readonly entries: readonly JournalEntry[];
  readonly chain: readonly ChainDocument[];
}

/** Explains an event or a document. @throws SynodeError `NOTHING_TO_VERIFY`, `INVALID_OPTION` */
export async function runExplain(id: string, { out = 'out', config }: ExplainFlags, shell: Shell): Promise<number> {
  const output = await openOutput(out);
  const explained = await explain(output, id, out);
  const draws = config === undefined ? undefined : await drawsBehind(explained, { config, out }, shell);
  if (shell.isJson) {
    const chain = explained.chain.map(({ names, ...document }) => ({ ...document, names: Object.fromEntries(names) }));
    shell.json({ ok: true, ...explained, chain, ...(draws === undefined ? {} : { draws: draws.draws }) });
    return EXIT.completed;
  }
  show(id, explained, output.books, shell.out);
  if (draws !== undefined) shell.out.write(`\nwhat was drawn for it\n${traceText(draws, shell.out)}`);
  else if (!shell.isQuiet) shell.err.write('add --config with the config of this run for what was drawn\n');
  return EXIT.completed;
}

async function explain(output: Output, id: string, out: string): Promise<Explained> {
  const chain = new DocumentChain();
  const events: FoundEvent[] = [];
  const entries: JournalEntry[] = [];
  await eachLine(output.events, (line) => {
    const event = JSON.parse(line) as FoundEvent;
    chain.see(event);
    const isOf = event.id === id || event.payload['documentId'] === id;
    if (event.name !== ENTRY_EVENT && isOf) events.push(event);
    const isBooked = event.name === ENTRY_EVENT && (isOf || event.payload['sourceId'] === id);
    if (isBooked) entries.push(event.payload as unknown as JournalEntry);
  });
  const source = events.length > 0 ? undefined : entries[0]?.sourceId;
  // The id of an entry: what it was posted for is explained.
  if (source !== undefined) return explain(output, source, out);
  if (events.length === 0) throw unknown(id, out);
  const documentId = events[0]?.payload['documentId'];
  return { events, entries, chain: typeof documentId === 'string' ? chain.around(documentId) : [] };
}

function unknown(id: string, out: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `nothing in ${out} has the id ${describeValue(id)}`, {
    path: ["argument 'id'"],
    expected: 'the id of an event, an entry or a document of this folder',
    received: describeValue(id),
    suggestion: 'Take one from events/events.ndjson; --out names another folder.',
  });
}

function show(id: string, { events, entries, chain }: Explained, books: Determination | undefined, out: Screen): void {
  const documentId = events[0]?.payload['documentId'];
  // Dates of documents are those of their company: so are the times beside them.
  const offsets = new Map(books?.companies.map((company) => [company.id, company.utcOffsetMinutes ?? 0]));
  const local = (instant: string, company: unknown): string => localText(instant, offsets.get(String(company)) ?? 0);
  out.write(`${out.style('bold', id)}\n`);
  for (const { timestamp, name, payload } of events) {
    const by = typeof payload['performedBy'] === 'string' ? `  by ${payload['performedBy']}` : '';
    out.write(`  ${local(timestamp, payload['company'])}  ${name}${by}\n`);
  }
  if (chain.length > 1) out.write(`\nits documents\n${chain.map((one) => chainLine(one, documentId, local)).join('')}`);
  out.write(entries.length === 0 ? '\nnothing was posted for it\n' : '\nwhat was posted\n');
  for (const entry of entries) out.write(entryText(entry, books));
}

function chainLine(
  { documentId, name, timestamp, company, names }: ChainDocument,
  own: unknown,
  local: (instant: string, company: unknown) => string,
): string {
  const links = [...names].map(([other, how]) => `${how} ${other}`).join(', ');
  const mark = documentId === own ? '>' : ' ';
  return `${mark} ${local(timestamp, company).slice(0, 10)}  ${documentId}  ${name}${links === '' ? '' : `  (${links})`}\n`;
}

function entryText(entry: JournalEntry, books: Determination | undefined): string {
  const { company, journal, ruleId, sourceEvent, postingDate, entryId, lines, currency } = entry;
  const accounts = books?.charts.find(({ id }) => id === books.companies.find((one) => one.id === company)?.chart);
  const decimals = minorDecimals(currency);
  const rows = lines.map(({ glAccount, role, side, amount, partner, openItem, clears }) => {
    const name = accounts?.accounts.find(({ number }) => number === glAccount)?.name ?? '';
    const money = minorText(amount, decimals).padStart(16);
    const notes = [
      partner === undefined ? '' : `${partner.kind} ${partner.id}`,
      openItem === undefined ? '' : `opens ${openItem.id}`,
      ...(clears ?? []).map(({ item }) => `clears ${item}`),
    ].filter((note) => note !== '');
    const columns = side === 'debit' ? `${money}${''.padStart(17)}` : `${''.padStart(17)}${money}`;
    return `    ${`${glAccount} ${role}`.padEnd(30)} ${name.padEnd(34)} ${columns}  ${notes.join(', ')}`.trimEnd();
  });
  const head = `  ${company} · ${journal} · rule ${ruleId} of ${sourceEvent} · ${postingDate} · ${currency} · ${entryId}`;
  return `${[head, ...rows].join('\n')}\n`;
}

/** Runs the actor again, and keeps what it drew for the first of the events. */
async function drawsBehind(
  { events }: Explained,
  given: { readonly config: string; readonly out: string },
  shell: Shell,
) {
  const [event] = events;
  const meta = event?.meta;
  if (event === undefined || meta === undefined) throw withoutMeta(event?.id);
  const seed = await seedOf(given.out);
  const prepared = await prepareRun({
    command: 'explain',
    file: given.config,
    flags: { seed: seed.seed },
    onFallback: shell.warn,
  });
  const { input, options } = prepared;
  const trace = new Trace({
    root: 'kind' in input ? [input.id, meta.process, meta.population] : [],
    actor: meta.actor,
  });
  const kept = new InMemoryAdapter<Event>();
  const adapter = new FilterAdapter(kept, (one: Event) => one.userId === event.userId);
  // Equal plans have equal hashes, tables of the books included.
  const projections = [...(options.projections ?? []), ...tableProjections(input, options.projections ?? [])];
  const folded = projections.length === 0 ? {} : { projections };
  const whole = { ...options, ...folded, adapter, workers: 0, logger: false };
  const plan = compilePlan(input, whole as never, { decisions: trace });
  if (plan.hash !== seed.planHash) throw otherPlan(given.config, given.out);
  const population = findPopulation(plan, { process: meta.process, population: meta.population, index: meta.actor });
  const part = 'kind' in input ? partFor(input, population, meta.actor) : undefined;
  await runPlan(plan, whole as never, { observer: trace, part });
  const root = population.path.slice(2);
  return {
    userId: event.userId,
    draws: trace.draws.filter((draw) => isBehind(draw, meta, root.length)),
    events: kept.events.filter(({ id }) => id === event.id),
    root,
  };
}

/** Whether a draw was made by the action that gave the event. */
function isBehind({ path, instance, occurrence }: TracedDraw, meta: EventMeta, rootLength: number): boolean {
  const below = path.slice(rootLength);
  const place = ['journey', meta.journey, 'adventure', meta.adventure, 'action', meta.action];
  return instance === meta.instance && occurrence === meta.occurrence && place.every((part, i) => below[i] === part);
}

async function seedOf(out: string): Promise<{ readonly seed: string; readonly planHash: string }> {
  const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  return { seed: String(manifest['seed']), planHash: String(manifest['planHash']) };
}

function otherPlan(config: string, out: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `${config} is not what made ${out}: their plans differ`, {
    path: ["flag '--config'"],
    expected: 'the config of this run, unchanged',
    received: describeValue(config),
    suggestion: 'Give the config it was made with, or make the folder anew.',
  });
}

function withoutMeta(id: string | undefined): SynodeError {
  return new SynodeError('INVALID_OPTION', `event ${String(id)} does not say which action it comes from`, {
    path: ["flag '--config'"],
    expected: 'events with meta',
    received: 'none',
    suggestion: 'Make the folder anew with --meta; or leave --config out.',
  });
}
