/**
 * The same documents and entries without a simulator: plain objects made anew from what a run has told, entries added up by
 * account, all written with `JSON.stringify`. It draws nothing, asks nothing and posts nothing, so it is a lower bound of any
 * hand-written program that makes these books.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

import type { Event } from '../src/index.ts';

const CHUNK_EVENTS = 256;

/** Sums by company and account, minor units of the company's currency: debits above 0. */
export type Balances = ReadonlyMap<string, number>;

interface Posted {
  readonly company: string;
  readonly lines: readonly { readonly glAccount: string; readonly side: string; readonly localAmount: number }[];
}

/** Writes events as lines to a new file, and gives the trial balance. */
export function writeNaively(events: readonly Event[], path: string): Balances {
  const balances = new Map<string, number>();
  const file = openSync(path, 'w');
  let lines: string[] = [];
  for (const event of events) {
    const made = anew(event) as Event;
    if (made.name === 'journal_entry.posted') addUp(balances, made.payload as unknown as Posted);
    lines.push(JSON.stringify(made), '\n');
    if (lines.length < 2 * CHUNK_EVENTS) continue;
    writeSync(file, lines.join(''));
    lines = [];
  }
  writeSync(file, lines.join(''));
  closeSync(file);
  return balances;
}

/** Objects and lists made anew; texts, numbers and instants as they are. */
function anew(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(anew);
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value)) made[key] = anew((value as Readonly<Record<string, unknown>>)[key]);
  return made;
}

function addUp(balances: Map<string, number>, { company, lines }: Posted): void {
  for (const { glAccount, side, localAmount } of lines) {
    const key = `${company}/${glAccount}`;
    balances.set(key, (balances.get(key) ?? 0) + (side === 'debit' ? localAmount : -localAmount));
  }
}
