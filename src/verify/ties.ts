/** Two sums that have to be equal at the end of every day: what an account holds, and what its items say. */
import { FindingLog, targetsOf, type FileEntry } from './check.ts';

interface Tie {
  /** By currency, and '' for company currency. */
  readonly book: Map<string, number>;
  readonly items: Map<string, number>;
  last: { readonly at: number; readonly entry: FileEntry } | undefined;
}

/** Entry currency, company currency. */
type Amounts = readonly [amount: number, localAmount: number];

export class Ties {
  readonly log = new FindingLog();
  readonly #what: string;
  readonly #ties = new Map<string, Tie>();
  readonly #touched = new Set<string>();

  constructor(what: string) {
    this.#what = what;
  }

  /** What a line books. */
  book(key: string, currency: string, amounts: Amounts, last: NonNullable<Tie['last']>): void {
    const tie = this.#at(key);
    tie.last = last;
    add(tie.book, currency, amounts);
  }

  /** What an item holds more, or less. */
  hold(key: string, currency: string, amounts: Amounts): void {
    add(this.#at(key).items, currency, amounts);
  }

  /** Compares what was touched since the last time. */
  compare(date: string): void {
    for (const key of this.#touched) {
      const tie = this.#ties.get(key);
      if (tie === undefined) continue;
      this.log.rows++;
      const isEmpty = this.#judge(key, tie, date);
      if (isEmpty) this.#ties.delete(key);
    }
    this.#touched.clear();
  }

  /** True when nothing is left to remember. */
  #judge(key: string, { book, items, last }: Tie, date: string): boolean {
    let isEmpty = true;
    for (const currency of new Set([...book.keys(), ...items.keys()])) {
      const [held, said] = [book.get(currency) ?? 0, items.get(currency) ?? 0];
      if (held !== 0 || said !== 0) isEmpty = false;
      if (held === said) continue;
      const where =
        last === undefined
          ? ''
          : `; last touched by ${last.entry.entryId} (${last.entry.ruleId}, ${last.entry.documentId})`;
      this.log.add({
        targets: [key, ...(last === undefined ? [] : targetsOf(last.entry))],
        message: `${date}: ${key} holds ${held}${currency === '' ? ' in company currency' : ` ${currency}`}, ${this.#what} it sum to ${said}${where}`,
      });
    }
    return isEmpty;
  }

  #at(key: string): Tie {
    this.#touched.add(key);
    let tie = this.#ties.get(key);
    if (tie === undefined) this.#ties.set(key, (tie = { book: new Map(), items: new Map(), last: undefined }));
    return tie;
  }
}

function add(sums: Map<string, number>, currency: string, [amount, localAmount]: Amounts): void {
  sums.set(currency, (sums.get(currency) ?? 0) + amount);
  sums.set('', (sums.get('') ?? 0) + localAmount);
}
