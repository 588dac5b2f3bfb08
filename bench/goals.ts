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
    name: 'encode.ndjson.fields',
    ratio: 'generate + encode, fields ÷ JSON reference',
    must: 'at most',
    gate: { 20: 0.6, 24: 0.68 },
    stretch: { 20: 0.42, 24: 0.5 },
  },
  {
    number: 5,
    name: 'encode.vs-stringify',
    ratio: 'bytes/s of the pipeline ÷ bytes/s of JSON.stringify on ready objects',
    must: 'at least',
    gate: { 20: 1.3, 24: 1.15 },
    stretch: { 20: 1.7, 24: 1.5 },
  },
];

/** The line whose figures hold for a version of Node. */
export function lineOf(version: string): 20 | 24 {
  return Number(version.split('.')[0]) >= 24 ? 24 : 20;
}

export function goalOf(name: string): Goal | undefined {
  return GOALS.find((goal) => goal.name === name);
}
