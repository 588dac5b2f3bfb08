/** What decides nothing, and rows of it in which every pair of values stands together at least once. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const FACTORS = {
  subject: ['chain by time', 'journeys by time', 'journeys by user'],
  lanes: [1, 4, 16],
  workers: [0, 1, 2, 3, 7],
  batchSize: [1, 7, 1000],
  windowMs: [5 * HOUR, DAY, 7 * DAY, 31 * DAY, 1000 * DAY],
  /** Of what is simulated ahead, in memory; the rest waits on disk. */
  heldBytes: [64 * 1024 * 1024, 2000],
  destination: ['file', 'memory'],
  zone: ['UTC', 'Europe/Berlin', 'Pacific/Auckland'],
} as const;

type Row = { readonly [F in keyof typeof FACTORS]: (typeof FACTORS)[F][number] };

/** One run; a row of the matrix is one, in a process of its zone. */
export interface Case extends Omit<Row, 'zone' | 'subject'> {
  readonly subject: Row['subject'] | 'local time';
}

type Choice = readonly [factor: string, value: unknown];

const pairName = ([a, x]: Choice, [b, y]: Choice): string => `${a}=${String(x)} ${b}=${String(y)}`;

function pairsOf(row: Readonly<Record<string, unknown>>): readonly string[] {
  const choices = Object.entries(row);
  return choices.flatMap((a, i) => choices.slice(i + 1).map((b) => pairName(a, b)));
}

/** All pairs of values of different factors. */
export function allPairs(): readonly string[] {
  const factors = Object.entries(FACTORS);
  return factors.flatMap(([a, xs], i) =>
    factors.slice(i + 1).flatMap(([b, ys]) => xs.flatMap((x) => ys.map((y) => pairName([a, x], [b, y])))),
  );
}

/** Rows that hold all pairs, found greedily: each next row is the one that adds most. */
export function coveringRows(): readonly Row[] {
  const product = Object.entries(FACTORS).reduce<readonly Readonly<Record<string, unknown>>[]>(
    (rows, [factor, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [factor]: value }))),
    [{}],
  );
  const candidates = product.map((row) => ({ row: row as Row, pairs: pairsOf(row) }));
  const open = new Set(allPairs());
  const rows: Row[] = [];
  while (open.size > 0) {
    const gain = ({ pairs }: (typeof candidates)[number]): number => pairs.filter((pair) => open.has(pair)).length;
    const best = candidates.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    for (const pair of best.pairs) open.delete(pair);
    rows.push(best.row);
  }
  return rows;
}

export { pairsOf };
