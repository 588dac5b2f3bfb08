/**
 * The reference: one hand-written loop that makes the objects of the model job with the same draws, and nothing else: no
 * journey, no context, no checks. It knows the keyed streams, so its output equals the engine's byte for byte.
 */
import { keyOf, PATH_ROOT, RandomStream, type Key } from '../src/random/keyed.ts';
import { ACTIONS, modelJob, NEVER, SEED, taxOf, type Deal, type Line } from './model-job.ts';
import {
  ACCOUNTS,
  COMPANY_CODES,
  COST_CENTERS,
  CURRENCIES,
  dayText,
  LINE_TEXTS,
  MATERIALS,
  PLANTS,
  VENDORS,
} from './model-text.ts';

/** An event whose instant is a `Date`, or text as `JSON.stringify` would write it. */
export interface PlainEvent {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly timestamp: Date | string;
  readonly payload: object;
}

export type Emit = (event: PlainEvent) => void;
export type Stamp = (ms: number) => Date | string;

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2025, 0, 1);
const YEAR_MS = Date.UTC(2026, 0, 1) - START_MS;

export const POPULATION = [PATH_ROOT, SEED, '', '', 'user'];
const JOURNEY = [...POPULATION, 'journey', modelJob.id];
const START = keyOf([...POPULATION, '@start']);
const BOUNCE = keyOf([...JOURNEY, '@bounce']);
const KEYS = ACTIONS.map(({ id }) => {
  const path = [...JOURNEY, 'adventure', 'case', 'action', id];
  const [delay, bounce] = [keyOf([...path, '@delay']), keyOf([...path, '@bounce'])];
  return { delay, bounce, handler: keyOf([...path, '@handler']), ids: keyOf([...path, '@id']) };
});

/** Names by action; each action has one payload shape. */
const NAMES = [
  names('requisition', 'drafted priced sourced budgeted submitted reviewed approved released'),
  names('purchase_order', 'drafted checked approved sent acknowledged confirmed scheduled dispatched'),
  names('goods_receipt', 'announced arrived unloaded counted inspected accepted stored posted'),
  names('vendor_invoice', 'scanned captured matched coded reviewed approved posted archived'),
  names('payment', 'proposed checked approved signed transmitted accepted executed confirmed'),
  names('clearing', 'proposed matched discounted rounded posted reported reconciled closed'),
];

function names(noun: string, verbs: string): readonly string[] {
  return JSON.parse(JSON.stringify(verbs.split(' ').map((verb) => `${noun}.${verb}`))) as string[];
}

const draws = new RandomStream();
const ids = new RandomStream();
const scratch = new RandomStream();

const pick = (list: readonly string[]): string => list[draws.index(list.length)] ?? '';
const int = (min: number, max: number): number => min + draws.index(max - min + 1);

/** When an actor begins: some time in the year. */
export function startOf(user: number): number {
  return START_MS + scratch.openAt(START, user, 0, 0, 0).index(YEAR_MS);
}

/** Positions the stream that lines are drawn from. */
export function openDraws(key: Key, user: number): void {
  draws.openAt(key, user, 0, 0, 0);
}

/** How often each actor goes through the journey, and when it begins; by default once, some time in the year. */
export interface Loop {
  readonly rounds: number;
  readonly startMs?: number;
}

/** Makes the events of `users` actors, one after another. */
export function handLoop(users: number, stamp: Stamp, emit: Emit, { rounds, startMs }: Loop = { rounds: 1 }): void {
  for (let user = 0; user < users; user++) {
    const userId = `user-${user}`;
    const sessionId = `${userId}:${modelJob.id}:0`;
    let ms = startMs ?? startOf(user);
    if (scratch.openAt(BOUNCE, user, 0, 0, 0).uniform() < NEVER) continue;
    for (let round = 0; round < rounds; round++) {
      let deal: Deal | undefined;
      for (let action = 0; action < 6; action++) {
        const keys = KEYS[action];
        if (keys === undefined) break;
        if (scratch.openAt(keys.bounce, user, 0, round, 0).uniform() < NEVER) break;
        ms = later(action, ms, scratch.openAt(keys.delay, user, 0, round, 0).uniform());
        draws.openAt(keys.handler, user, 0, round, 0);
        ids.openAt(keys.ids, user, 0, round, 0);
        deal ??= agree();
        for (const name of NAMES[action] ?? []) {
          const payload = payloadOf(action, ms, deal);
          emit({ id: ids.id(), userId, sessionId, name, timestamp: stamp(ms), payload });
        }
      }
    }
  }
}

export function later(action: number, ms: number, u: number): number {
  switch (action) {
    case 0:
      return ms + days(u, 1, 10);
    case 1:
      return businessDays(ms, Math.floor(0.5 + u * 5 + 0.5));
    case 2:
      return ms + days(u, 3, 30);
    case 3:
      return ms + days(u, 1, 14);
    case 4:
      return businessDays(ms, Math.floor(4.5 + u * 16 + 0.5));
    default:
      return ms + days(u, 1, 3);
  }
}

export function days(u: number, min: number, max: number): number {
  return Math.floor(min * DAY_MS + u * (max - min) * DAY_MS + 0.5);
}

/** The n-th day from Monday to Friday behind an instant. */
function businessDays(ms: number, n: number): number {
  let left = n;
  let at = ms;
  while (left > 0) {
    at += DAY_MS;
    // 1 January 1970 was a Thursday.
    const weekday = (Math.floor(at / DAY_MS) + 3) % 7;
    if (weekday < 5) left--;
  }
  return at;
}

function agree(): Deal {
  return {
    companyCode: pick(COMPANY_CODES),
    vendorName: pick(VENDORS),
    purchaseOrder: int(4_500_000_000, 4_599_999_999),
    currency: pick(CURRENCIES),
  };
}

function payloadOf(action: number, ms: number, deal: Deal): object {
  const quantity = int(1, 500);
  const unitPrice = int(100, 99_999);
  const amount = quantity * unitPrice;
  const tax = taxOf(amount);
  const { companyCode, vendorName, purchaseOrder, currency } = deal;
  switch (action) {
    case 0:
      return {
        requisitionNumber: `PR-${int(1_000_000, 9_999_999)}`,
        companyCode,
        vendorName,
        material: pick(MATERIALS),
        plant: pick(PLANTS),
        purchaseOrder,
        quantity,
        unitPrice,
        amount,
        tax,
        currency,
        neededBy: dayText(ms, int(1, 60)),
        lines: postings(amount, tax),
      };
    case 1:
      return {
        purchaseOrder,
        orderNumber: `PO-${int(1_000_000, 9_999_999)}`,
        vendorName,
        companyCode,
        plant: pick(PLANTS),
        material: pick(MATERIALS),
        unitPrice,
        quantity,
        currency,
        amount,
        tax,
        deliveryDate: dayText(ms, int(1, 60)),
        lines: postings(amount, tax),
      };
    case 2:
      return {
        receiptNumber: `GR-${int(1_000_000, 9_999_999)}`,
        purchaseOrder,
        plant: pick(PLANTS),
        material: pick(MATERIALS),
        quantity,
        postingDate: dayText(ms, int(1, 60)),
        vendorName,
        companyCode,
        currency,
        unitPrice,
        amount,
        tax,
        lines: postings(amount, tax),
      };
    case 3:
      return {
        documentNumber: `RE-${int(1_000_000, 9_999_999)}`,
        companyCode,
        vendorName,
        currency,
        amount,
        tax,
        dueDate: dayText(ms, int(1, 60)),
        purchaseOrder,
        material: pick(MATERIALS),
        plant: pick(PLANTS),
        quantity,
        unitPrice,
        lines: postings(amount, tax),
      };
    case 4:
      return {
        paymentNumber: `ZP-${int(1_000_000, 9_999_999)}`,
        valueDate: dayText(ms, int(1, 60)),
        currency,
        amount,
        tax,
        vendorName,
        companyCode,
        purchaseOrder,
        quantity,
        unitPrice,
        material: pick(MATERIALS),
        plant: pick(PLANTS),
        lines: postings(amount, tax),
      };
    default:
      return {
        lines: postings(amount, tax),
        clearingNumber: `KZ-${int(1_000_000, 9_999_999)}`,
        clearedOn: dayText(ms, int(1, 60)),
        companyCode,
        vendorName,
        purchaseOrder,
        amount,
        tax,
        currency,
        quantity,
        unitPrice,
        plant: pick(PLANTS),
        material: pick(MATERIALS),
      };
  }
}

function line(side: Line['side'], amount: number): Line {
  return { account: pick(ACCOUNTS), costCenter: pick(COST_CENTERS), side, amount, text: pick(LINE_TEXTS) };
}

export function postings(amount: number, tax: number): readonly Line[] {
  const count = int(2, 4);
  const credit = line('credit', amount + tax);
  if (count === 2) return [credit, line('debit', amount + tax)];
  if (count === 3) return [credit, line('debit', amount), line('debit', tax)];
  const part = Math.floor(amount / 2);
  return [credit, line('debit', part), line('debit', amount - part), line('debit', tax)];
}

export const asDate: Stamp = (ms) => new Date(ms);

let stampedDay = NaN;
let stampedText = '';

/** The instant as `JSON.stringify` writes a `Date`, by digits behind a date that is kept: a third of the time. */
export const asText: Stamp = (ms) => {
  const day = Math.floor(ms / DAY_MS);
  if (day !== stampedDay) {
    stampedDay = day;
    stampedText = new Date(ms).toISOString().slice(0, 11);
  }
  const rest = ms - day * DAY_MS;
  const [h, m, s] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  return `${stampedText}${TWO[h]}:${TWO[m]}:${TWO[s]}.${String(rest % 1000).padStart(3, '0')}Z`;
};

const TWO = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

const CHUNK = 32 * 1024;

/** `JSON.stringify(event) + '\n'`, collected in strings of 32 KiB, written through one buffer that is used again. */
export class JsonWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #buffer = Buffer.allocUnsafe(3 * (CHUNK + 64 * 1024));
  #text = '';

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  readonly add: Emit = (event) => {
    this.#text += JSON.stringify(event) + '\n';
    if (this.#text.length >= CHUNK) this.flush();
  };

  flush(): void {
    const length = this.#buffer.write(this.#text, 0, 'utf8');
    this.#text = '';
    this.#write(this.#buffer.subarray(0, length));
  }
}
