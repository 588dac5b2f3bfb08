import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { examplesOf } from './blocks.ts';
import { exampleFolder, ROOT, runModules } from './run-examples.ts';

const page = readFileSync(join(ROOT, 'docs/realism.md'), 'utf8');
const [example] = examplesOf(page, 'ts');
const folder = exampleFolder();
afterAll(() => folder.remove());

it('the figures of a company are those that the page shows', async () => {
  const { ran, outputs } = await runModules(folder.path, example === undefined ? [] : [example]);

  expect(ran.code, ran.stderr).toBe(0);
  expect(outputs.map((output) => output.trim())).toEqual([example?.output?.trim()]);
}, 90_000);

it('the table beside published figures names those that the example prints', () => {
  const words = new Set(example?.output?.match(/[\d.]+(?: %)?/g));
  const named = [...page.matchAll(/^\| [^|]+ \| `([^`]+)`/gm)].map(([, figure = '']) => figure);

  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((figure) => !words.has(figure))).toEqual([]);
});
