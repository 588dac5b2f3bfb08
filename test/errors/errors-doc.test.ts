import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { errorCodes } from '../../src/index.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

interface Row {
  readonly code: string;
  readonly when: string;
  readonly what: string;
}

function rowsOf(markdown: string): readonly Row[] {
  return [...markdown.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map((match) => ({
    code: match[1] ?? '',
    when: match[2] ?? '',
    what: match[3] ?? '',
  }));
}

/** Under which heading the codes of a kind stand. */
const HEADINGS = {
  configuration: 'Configuration',
  handler: 'Handlers',
  invariant: 'Invariants',
  adapter: 'Adapters',
  run: 'Runs',
} as const;

describe('the page of errors', () => {
  it('has one row for each code, in the order of the code, and none for a code that is not there', () => {
    expect(rowsOf(page).map(({ code }) => code)).toEqual(errorCodes.map(({ code }) => code));
  });

  it.each(Object.entries(HEADINGS))('lists the codes of kind %s under %s', (kind, heading) => {
    const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const codes = errorCodes.filter((one) => one.kind === kind).map(({ code }) => code);

    expect(rowsOf(section).map(({ code }) => code)).toEqual(codes);
  });

  it('says of each when it happens and, as a sentence, what to do', () => {
    const silent = rowsOf(page).filter(({ when, what }) => when.length < 8 || !/^.{8,}\.$/.test(what));

    expect(silent.map(({ code }) => code)).toEqual([]);
  });
});
