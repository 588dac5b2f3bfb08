/** I6: published rates are what anchors and noise nodes give, and cross rates are their quotients to the last digit. */
import { DAY_MS } from '../dates.ts';
import { Findings, numberOf, textOf, type CheckOutcome, type Row } from './finding.ts';

/** Tables of one currency, as read from files. */
export interface RateTables {
  readonly anchor: Row;
  readonly nodes: readonly Row[];
  readonly rates: readonly Row[];
}

const EPOCH = Date.parse('2000-01-01T00:00:00.000Z');

/** Checks the rates of a currency, those of the days that are given. */
export function checkRates({ anchor, nodes, rates }: RateTables): CheckOutcome {
  const found = new Findings('I6');
  const z = new Map(
    nodes.map((node) => [numberOf(node, 'octave') * 100_000 + numberOf(node, 'node'), numberOf(node, 'z')]),
  );
  for (const row of rates) {
    found.see(1);
    const date = textOf(row, 'date');
    const expected = recomputed(anchor, date, (octave, node) => z.get(octave * 100_000 + node) ?? Number.NaN);
    const name = `exchangeRates ${textOf(row, 'currency')} ${date}`;
    found.expect(numberOf(row, 'rate9') === expected, name, `is ${numberOf(row, 'rate9')}, the nodes give ${expected}`);
  }
  return found.outcome();
}

/** Anchor · exp(σ · noise) of the last weekday that is neither New Year nor Christmas. */
function recomputed(anchor: Row, date: string, z: (octave: number, node: number) => number): number {
  let day = Math.round((Date.parse(`${date}T00:00:00.000Z`) - EPOCH) / DAY_MS);
  for (; !isPublishing(day) && day > 0; day--);
  let [sum, variance] = [0, 0];
  for (let octave = 0; octave < 13; octave++) {
    const period = 4096 / (1 << octave);
    const before = Math.floor(day / period);
    const t = day / period - before;
    const power = 1 << Math.floor(octave / 2);
    const weight = octave % 2 === 0 ? 1 / power : Math.SQRT1_2 / power;
    sum += weight * ((1 - t) * z(octave, before) + (t === 0 ? 0 : t * z(octave, before + 1)));
    variance += weight * weight * ((1 - t) * (1 - t) + t * t);
  }
  const noise = sum / Math.sqrt(variance);
  return Math.round(numberOf(anchor, 'usdPerUnit') * Math.exp(numberOf(anchor, 'sigma') * noise) * 1e9);
}

function isPublishing(day: number): boolean {
  const at = new Date(EPOCH + day * DAY_MS);
  const [weekday, month, date] = [at.getUTCDay(), at.getUTCMonth(), at.getUTCDate()];
  const isHoliday = (month === 0 && date === 1) || (month === 11 && date === 25);
  return weekday !== 0 && weekday !== 6 && !isHoliday;
}

/** A cross rate as a document tells it: so many of `to` for one of `from`, billionths. */
export interface CrossRate {
  readonly from: string;
  readonly to: string;
  readonly date: string;
  readonly rate9: number;
}

/** Checks cross rates against the published rates in dollars: each is the quotient, rounded once. */
export function checkCrossRates(crosses: readonly CrossRate[], published: readonly Row[]): CheckOutcome {
  const found = new Findings('I6');
  const usd = new Map(
    published.map((row) => [`${textOf(row, 'currency')} ${textOf(row, 'date')}`, numberOf(row, 'rate9')]),
  );
  const dollars = (currency: string, date: string): number =>
    currency === 'USD' ? 1e9 : (usd.get(`${currency} ${date}`) ?? Number.NaN);
  for (const { from, to, date, rate9 } of crosses) {
    found.see(1);
    const [a, b] = [dollars(from, date), dollars(to, date)];
    const known = Number.isInteger(a) && Number.isInteger(b);
    const expected = known ? Number((2n * BigInt(a) * 1_000_000_000n + BigInt(b)) / (2n * BigInt(b))) : Number.NaN;
    found.expect(
      rate9 === expected,
      `${from}/${to} ${date}`,
      `is ${rate9}, the quotient of published rates is ${expected}`,
    );
  }
  return found.outcome();
}
