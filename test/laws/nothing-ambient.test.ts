import { expect, it } from 'vitest';

import { lint, treeWithRules } from '../tooling/linter.ts';
import { removeTree, repository } from '../tooling/temporary-tree.ts';

const LAW = ['house/no-ambient', 'house/no-ambient-date', 'house/no-power'];

function violations(root: string): readonly string[] {
  return lint(root)
    .filter(({ rule }) => LAW.includes(rule))
    .map(({ file, rule, message }) => `${file} ${rule}: ${message}`);
}

it('nothing that makes events asks the machine for chance, time, place or powers', () => {
  expect(violations(repository)).toEqual([]);
});

it('the law goes red for one unkeyed draw, one look at the clock, one power and one look at the environment', () => {
  const root = treeWithRules({
    'src/random/draw.ts': 'export const draw = () => Math.random();',
    'src/engine/turn.ts': 'export const startedAt = Date.now();',
    'journeys/payroll/postings.ts': 'export const compound = (rate: number, years: number) => (1 + rate) ** years;',
    'personas/shopper.ts': "export const locale = process.env['LANG'];",
    'src/run/clock.ts': 'export const wallClock = { now: () => Date.now() };',
  });

  const found = violations(root);
  removeTree(root);

  expect(found.map((text) => text.replace(/:.*/s, '')).toSorted()).toEqual([
    'journeys/payroll/postings.ts house/no-power',
    'personas/shopper.ts house/no-ambient',
    'src/engine/turn.ts house/no-ambient-date',
    'src/random/draw.ts house/no-ambient',
  ]);
});
