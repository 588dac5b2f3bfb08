/** Reads the table of promises and judges it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TestTitle } from './test-titles.ts';
import { testTitles } from './test-titles.ts';

export interface PromiseRow {
  readonly line: number;
  readonly section: string;
  readonly promise: string;
  /** `file › test name`, or `open`. */
  readonly proof: string;
}

const SEPARATOR = ' › ';
const HEADS = ['| § | Promise | Proof |', '|---|---|---|'];

/** The rows of the table, and what is wrong with its form. */
export function readPromises(markdown: string): {
  readonly rows: readonly PromiseRow[];
  readonly faults: readonly string[];
} {
  const rows: PromiseRow[] = [];
  const faults: string[] = [];
  let heading = '';
  for (const [index, text] of markdown.split('\n').entries()) {
    if (text.startsWith('## ')) heading = text.split(' ')[1] ?? '';
    if (!text.startsWith('|') || HEADS.includes(text)) continue;
    const [, section = '', promise = '', proof = ''] = /^\| ([\d.]+) \| ([^|]+) \| ([^|]+) \|$/.exec(text) ?? [];
    const line = index + 1;
    if (promise === '') faults.push(`line ${line}: a row is | section | promise | proof |, with nothing else: ${text}`);
    else if (section !== heading) faults.push(`line ${line}: § ${section} stands under ${heading}`);
    else rows.push({ line, section, promise, proof });
  }
  return { rows, faults: [...faults, ...duplicates(rows)] };
}

function duplicates(rows: readonly PromiseRow[]): readonly string[] {
  const first = new Map<string, number>();
  const faults: string[] = [];
  for (const { line, section, promise } of rows) {
    const key = `${section} ${promise.trim().toLowerCase()}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, line);
    else faults.push(`line ${line}: said before in line ${earlier}: ${promise}`);
  }
  return faults;
}

/** What is wrong with the proofs: files or tests that are not there, or do not run. */
export function judgeProofs(root: string, rows: readonly PromiseRow[]): readonly string[] {
  const titlesOf = new Map<string, readonly TestTitle[]>();
  const titles = (file: string): readonly TestTitle[] => {
    const known = titlesOf.get(file) ?? testTitles(readFileSync(join(root, file), 'utf8'));
    titlesOf.set(file, known);
    return known;
  };
  return rows
    .filter(({ proof }) => proof !== 'open')
    .flatMap(({ line, proof }) => {
      const fault = judgeProof(root, proof, titles);
      return fault === undefined ? [] : [`line ${line}: ${fault}`];
    });
}

function judgeProof(root: string, proof: string, titles: (file: string) => readonly TestTitle[]): string | undefined {
  const [file = '', ...names] = proof.split(SEPARATOR);
  if (!/\.test(-d)?\.ts$/.test(file) || names.length === 0) return `a proof is 'open' or 'file › test name': ${proof}`;
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  const name = names.join(SEPARATOR);
  const named = titles(file).filter(({ path }) => path.some((_, i) => path.slice(i).join(SEPARATOR) === name));
  if (named.length === 0) return `${file} has no test '${name}'`;
  return named.every(({ isSkipped }) => isSkipped) ? `'${name}' in ${file} is skipped` : undefined;
}
