/** The gates as data. A gate must hold, a stretch is what is aimed at; figures of Node 20 stand for every line below 24. */

export interface ByLine {
  readonly 20: number;
  readonly 24: number;
}

export interface Goal {
  readonly number: number;
  readonly name: string;
  /** What is divided by what. */
  readonly ratio: string;
  readonly must: 'at most' | 'at least';
  readonly unit?: 'MB' | 'ms';
  readonly gate: ByLine;
  readonly stretch: ByLine;
}

const both = (value: number): ByLine => ({ 20: value, 24: value });

export const GOALS: readonly Goal[] = [
  {
    number: 1,
    name: 'engine.fast-path',
    ratio: 'engine ÷ hand loop making the same objects',
    must: 'at most',
    gate: both(1.2),
    stretch: both(1.05),
  },
  {
    number: 2,
    name: 'engine.run-iterator',
    ratio: 'for await over run() ÷ hand loop',
    must: 'at most',
    gate: both(1.5),
    stretch: both(1.3),
  },
  {
    number: 3,
    name: 'engine.batches',
    ratio: 'batches of events ÷ hand loop',
    must: 'at most',
    gate: both(1.15),
    stretch: both(1.05),
  },
  {
    number: 4,
    name: 'encode.ndjson',
    ratio: 'generate + encode, handlers ÷ JSON reference',
    must: 'at most',
    gate: { 20: 0.6, 24: 0.68 },
    stretch: { 20: 0.42, 24: 0.5 },
  },
  {
    number: 4,
    name: 'encode.fields',
    ratio: 'the same with fields instead of handlers ÷ its JSON reference',
    must: 'at most',
    gate: { 20: 0.6, 24: 0.68 },
    stretch: { 20: 0.42, 24: 0.5 },
  },
  {
    number: 4,
    name: 'encode.digest',
    ratio: "digest: 'stream' ÷ digest: 'none'",
    must: 'at most',
    gate: both(1.35),
    stretch: both(1.2),
  },
  {
    number: 5,
    name: 'encode.vs-stringify',
    ratio: 'bytes/s of the pipeline ÷ bytes/s of JSON.stringify on ready objects',
    must: 'at least',
    gate: { 20: 1.3, 24: 1.15 },
    stretch: { 20: 1.7, 24: 1.5 },
  },
  {
    number: 6,
    name: 'encode.tape',
    ratio: 'catalogue processes on an integer tape ÷ JSON reference, optional',
    must: 'at most',
    gate: both(0.3),
    stretch: both(0.15),
  },
  {
    number: 7,
    name: 'file.vs-raw-write',
    ratio: 'pipeline to a new file ÷ raw writeSync of the same bytes, wall',
    must: 'at most',
    gate: both(6),
    stretch: both(3),
  },
  {
    number: 8,
    name: 'text.pools',
    ratio: 'ten faker calls ÷ ten draws from pools, per event',
    must: 'at least',
    gate: both(10),
    stretch: both(15),
  },
  {
    number: 9,
    name: 'text.faker-overhead.objects',
    ratio: 'journey with ten faker calls, events as objects ÷ the bare calls',
    must: 'at most',
    gate: both(1.05),
    stretch: both(1.02),
  },
  {
    number: 9,
    name: 'text.faker-overhead.encoded',
    ratio: 'journey with ten faker calls, events encoded ÷ the bare calls',
    must: 'at most',
    gate: both(1.2),
    stretch: both(1.12),
  },
  {
    number: 10,
    name: 'workers.shards',
    ratio: 'one thread ÷ two threads, each its own file, wall',
    must: 'at least',
    gate: both(1.7),
    stretch: both(1.9),
  },
  {
    number: 10,
    name: 'workers.shards.inflation',
    ratio: 'CPU per event of two threads ÷ of one',
    must: 'at most',
    gate: both(1.15),
    stretch: both(1.05),
  },
  {
    number: 11,
    name: 'workers.one-file',
    ratio: 'no workers ÷ two workers, one ordered file, wall',
    must: 'at least',
    gate: both(1.6),
    stretch: both(1.85),
  },
  {
    number: 12,
    name: 'determinism.bytes',
    ratio: 'SHA-256 of runs that must not differ ÷ that of the first',
    must: 'at most',
    gate: both(1),
    stretch: both(1),
  },
  {
    number: 13,
    name: 'memory.flat',
    ratio: 'peak RSS with ten times the users ÷ with one time',
    must: 'at most',
    gate: both(1.1),
    stretch: both(1.05),
  },
  {
    number: 13,
    name: 'memory.peak',
    ratio: 'peak RSS, MB',
    must: 'at most',
    unit: 'MB',
    gate: { 20: 110, 24: 140 },
    stretch: { 20: 80, 24: 100 },
  },
  {
    number: 14,
    name: 'schema.sampled',
    ratio: 'one of 64 events checked ÷ none',
    must: 'at most',
    gate: both(1.05),
    stretch: both(1.03),
  },
  {
    number: 15,
    name: 'ledger.trial-balance',
    ratio: 'a company with a trial balance in its stream ÷ without',
    must: 'at most',
    gate: both(1.05),
    stretch: both(1.02),
  },
  {
    number: 16,
    name: 'kafka.kafkajs',
    ratio: 'CPU of our adapter with kafkajs ÷ kafkajs alone with ready buffers of the same bytes',
    must: 'at most',
    gate: both(1.2),
    stretch: both(1.1),
  },
  {
    number: 16,
    name: 'kafka.throughput',
    ratio: 'events/s of our adapter ÷ of kafkajs alone',
    must: 'at least',
    gate: both(0.9),
    stretch: both(0.95),
  },
  {
    number: 16,
    name: 'kafka.exactly-once',
    ratio: 'events/s in transactions ÷ idempotent without',
    must: 'at least',
    gate: both(0.5),
    stretch: both(0.65),
  },
  {
    number: 16,
    name: 'kafka.memory',
    ratio: 'peak RSS with ten times the events into a slow broker ÷ with one time',
    must: 'at most',
    gate: both(1.1),
    stretch: both(1.05),
  },
  {
    number: 17,
    name: 'kafka.record-batch',
    ratio: 'own record batch ÷ encoding of kafkajs, optional',
    must: 'at most',
    gate: both(0.2),
    stretch: both(0.1),
  },
  {
    number: 18,
    name: 'start.fixture',
    ratio: 'first fixture of a process: import of synode/testing and build(), ms of CPU over an empty module',
    must: 'at most',
    unit: 'ms',
    gate: both(20),
    stretch: both(15),
  },
  {
    number: 18,
    name: 'start.fixture.scaled',
    ratio: "the same, where import('zod') takes 40 ms",
    must: 'at most',
    unit: 'ms',
    gate: both(20),
    stretch: both(15),
  },
  {
    number: 18,
    name: 'start.fixture-text',
    ratio: 'first fixture with fake(), English, ms of CPU over an empty module',
    must: 'at most',
    unit: 'ms',
    gate: both(45),
    stretch: both(35),
  },
  {
    number: 18,
    name: 'start.fixture-text.scaled',
    ratio: "the same, where import('zod') takes 40 ms",
    must: 'at most',
    unit: 'ms',
    gate: both(45),
    stretch: both(35),
  },
  {
    number: 18,
    name: 'start.cold',
    ratio: 'command line to its first event, ms',
    must: 'at most',
    unit: 'ms',
    gate: both(150),
    stretch: both(80),
  },
  {
    number: 18,
    name: 'start.cold.scaled',
    ratio: "the same, where import('zod') takes 40 ms",
    must: 'at most',
    unit: 'ms',
    gate: both(150),
    stretch: both(80),
  },
  {
    number: 18,
    name: 'start.workers',
    ratio: 'call of generate to the first batch of two workers, ms',
    must: 'at most',
    unit: 'ms',
    gate: both(120),
    stretch: both(60),
  },
  {
    number: 18,
    name: 'start.workers.scaled',
    ratio: "the same, where import('zod') takes 40 ms",
    must: 'at most',
    unit: 'ms',
    gate: both(120),
    stretch: both(60),
  },
  {
    number: 19,
    name: 'order.time',
    ratio: "order: 'time' ÷ order: 'user'",
    must: 'at most',
    gate: both(1.2),
    stretch: both(1.08),
  },
  {
    number: 20,
    name: 'books.entries.100-customers',
    ratio: 'journal entries of a year of a company, end to end, a second of CPU',
    must: 'at least',
    gate: both(36_000),
    stretch: both(72_000),
  },
  {
    number: 20,
    name: 'books.lines.100-customers',
    ratio: 'their lines a second of CPU',
    must: 'at least',
    gate: both(130_000),
    stretch: both(260_000),
  },
  {
    number: 20,
    name: 'books.rss.100-customers',
    ratio: 'peak memory of that year, MB',
    must: 'at most',
    unit: 'MB',
    gate: both(300),
    stretch: both(200),
  },
  {
    number: 20,
    name: 'books.reference',
    ratio: 'a whole run of a company ÷ the same events made anew as plain objects and written with JSON.stringify',
    must: 'at most',
    gate: both(1.5),
    stretch: both(1.2),
  },
  {
    number: 20,
    name: 'books.verify',
    ratio: 'verify with all rules and checks ÷ JSON.parse of each line of the same file',
    must: 'at most',
    gate: both(3),
    stretch: both(2),
  },
];

/** The line whose figures hold for a version of Node. */
export function lineOf(version: string): 20 | 24 {
  return Number(version.split('.')[0]) >= 24 ? 24 : 20;
}

export function goalOf(name: string): Goal | undefined {
  return GOALS.find((goal) => goal.name === name);
}
