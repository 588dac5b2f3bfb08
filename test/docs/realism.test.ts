import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/realism.md', import.meta.url), 'utf8');

it('the table of published figures names those that its example is seen to print', () => {
  const printed = /```text\n([^]*?)```/.exec(page)?.[1] ?? '';
  const words = new Set(printed.match(/[\d.]+(?: %)?/g));
  const named = [...page.matchAll(/^\| [^|]+ \| `([^`]+)`/gm)].map(([, figure = '']) => figure);

  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((figure) => !words.has(figure))).toEqual([]);
});
