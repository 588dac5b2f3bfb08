import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Finding } from './linter.ts';
import { lint, treeWithRules } from './linter.ts';
import { removeTree } from './temporary-tree.ts';

/** What stands in a file → the rule that speaks and a part of what it says, naming the replacement. */
type Case = readonly [file: string, code: string, rule: string, message: string];

const broken: readonly Case[] = [
  ['src/time/a.ts', 'export const a = (x: number) => x ** 2;', 'house/no-power', 'use powInt'],
  ['src/time/b.ts', 'export const b = (x: number) => { let y = x; y **= 2; return y; };', 'house/no-power', 'powInt'],
  ['src/time/c.ts', 'export const c = Math.pow(2, 0.5);', 'house/no-power', 'Math.exp(y * Math.log(x))'],
  ['src/time/d.ts', "export const d = Math['pow'](2, 3);", 'house/no-power', 'Math.pow'],
  ['src/time/e.ts', 'const { pow } = Math; export const e = pow(2, 3);', 'house/no-power', 'Math.pow'],

  ['journeys/tax/a.ts', 'export const a = Math.random();', 'house/no-ambient', 'ctx.random, ctx.draw(name, generator)'],
  ['journeys/tax/b.ts', 'export const b = globalThis.Math.random();', 'house/no-ambient', 'Math.random is ambient'],
  ['personas/c.ts', 'export const c = { draw: Math.random };', 'house/no-ambient', 'ctx.random'],
  [
    'src/dsl/d.ts',
    "import { randomUUID } from 'node:crypto'; export const d = randomUUID();",
    'house/no-ambient',
    'keyed',
  ],
  [
    'src/random/ids.ts',
    "import { nanoid } from 'nanoid'; export const e = nanoid();",
    'house/no-ambient',
    'customRandom',
  ],
  [
    'src/random/faker.ts',
    "import { faker } from '@faker-js/faker'; export const f = faker.person.fullName();",
    'house/no-ambient',
    'ctx.faker or fake(…)',
  ],
  ['src/engine/g.ts', 'export const g = process.env.SEED;', 'house/no-ambient', 'an option handed in by the caller'],
  ['src/engine/h.ts', "import { env } from 'node:process'; export const h = env;", 'house/no-ambient', 'an option'],
  ['src/engine/i.ts', 'export const i = () => process.exit(1);', 'house/no-ambient', 'use process.exitCode'],
  ['src/cli/exit.ts', 'export const j = () => process.exit(1);', 'house/no-ambient', 'may hang on Node 24'],
  ['src/time/k.ts', 'export const k = (n: number) => n.toLocaleString();', 'house/no-ambient', 'the locale'],
  [
    'src/time/l.ts',
    "export const l = (x: string) => x.localeCompare('b');",
    'house/no-ambient',
    'code-unit comparison',
  ],
  ['src/time/m.ts', 'export const m = new Intl.NumberFormat();', 'house/no-ambient', 'own formatting'],

  ['src/time/n.ts', 'export const n = Date.now();', 'house/no-ambient-date', 'ctx.now() for simulated time'],
  ['src/time/o.ts', 'export const o = new Date();', 'house/no-ambient-date', 'src/run/clock.ts is the one wall clock'],
  ['src/time/p.ts', 'export const p = Date();', 'house/no-ambient-date', 'ctx.now()'],
  ['src/time/q.ts', 'export const q = { now: Date.now };', 'house/no-ambient-date', 'Date.now is ambient'],
  ['src/time/r.ts', 'export const r = performance.now();', 'house/no-ambient-date', 'src/run/clock.ts'],
  ['src/time/s.ts', 'export const s = new Date(2025, 0, 1);', 'house/no-ambient-date', 'Date.UTC'],
  ['src/time/t.ts', 'export const t = (at: Date) => at.getHours();', 'house/no-ambient-date', 'getUTC'],
  ['src/cli/now.ts', 'export const u = () => Date.now();', 'house/no-ambient-date', 'src/run/clock.ts'],
  ['src/engine/v.ts', 'export const v = () => process.hrtime();', 'house/no-ambient-date', 'process.hrtime is ambient'],

  [
    'src/engine/name-a.ts',
    "export const a = 'order-to-cash';",
    'house/no-process-name',
    "'order-to-cash' is a process",
  ],
  ['src/engine/name-b.ts', 'export const b = (x: string) => `process:tax/${x}`;', 'house/no-process-name', "'tax'"],
  ['src/cli/name-c.ts', "export const c = 'synode/journeys/tax';", 'house/no-process-name', 'the catalogue'],

  [
    'src/model/public.ts',
    'export interface Bare { readonly a: number }',
    'house/documented-export',
    "'Bare' is public",
  ],
  ['src/dsl/public.ts', 'export const bare = (n: number) => n;', 'house/documented-export', "'bare' is public"],
  ['src/time/public.ts', '// not TSDoc\nexport function renamed() {}', 'house/documented-export', "'renamed'"],

  ['src/plan/any.ts', 'export const a = (x: any) => x;', 'typescript/no-explicit-any', 'any'],
  ['src/plan/bang.ts', 'export const b = (x?: number) => x!;', 'typescript/no-non-null-assertion', 'non-null'],
  ['src/plan/default.ts', 'export default 1;', 'import/no-default-export', 'named'],
  ['src/plan/catch.ts', 'export const c = () => { try { return 1; } catch {} return 2; };', 'eslint/no-empty', 'block'],
  [
    'src/plan/cycle-a.ts',
    "import { two } from './cycle-b.ts'; export const one = () => two;",
    'import/no-cycle',
    'cycle',
  ],
  [
    'src/plan/float.ts',
    'const f = async () => 1; export const g = () => { f(); };',
    'typescript/no-floating-promises',
    '',
  ],
];

const clean: Readonly<Record<string, string>> = {
  'src/plan/cycle-b.ts': "import { one } from './cycle-a.ts'; export const two = () => one;",
  'src/time/good.ts': [
    '// oxlint has nothing to say here: products, keyed streams, UTC.',
    'export const square = (x: number) => x * x * Math.exp(2 * Math.log(x));',
    'export const exact = 2n ** 64n;',
    "export const at = (ms: number) => new Date(ms).getUTCHours() + Date.UTC(2025, 0, 1) + Date.parse('2025-01-01Z');",
    'export const shadowed = (Math: { random(): number }) => Math.random();',
    'export const path = { resolve: (name: string) => name };',
    "export const joined = path.resolve('lodash');",
    '/** Not public, and documented anyway. */',
    'export const taxes = (tax: number) => `tax ${tax}`;',
  ].join('\n'),
  'src/run/clock.ts': 'export const now = () => Date.now() + performance.now() + new Date().getTime();',
  'src/cli/edge.ts': 'export const edge = () => process.env.NO_COLOR;',
  'src/time/good.test.ts': 'export const inTest = Math.random() ** Date.now();',
  'adapters/outside.ts': 'export const wait = () => Math.random() * 100;',
  'journeys/order-to-cash/a.ts': "export const id = 'order-to-cash';",
  'journeys/world/a.ts': "export const id = 'procure-to-pay';",
  'src/index.ts': [
    "export type { Bare } from './model/public.ts';",
    "export { bare } from './dsl/public.ts';",
    "export { documented, renamed as other } from './dsl/again.ts';",
  ].join('\n'),
  'src/dsl/again.ts': [
    "import { renamed } from '../time/public.ts';",
    'export { renamed };',
    '/** Says what it is. */',
    'export function documented(): void {}',
  ].join('\n'),
};

const loosePromise = 'typescript/no-floating-promises';

describe('the house rules', () => {
  let root = '';
  let findings: readonly Finding[] = [];
  beforeAll(() => {
    root = treeWithRules({ ...Object.fromEntries(broken.map(([file, code]) => [file, code])), ...clean });
    findings = lint(root, '--type-aware');
  });
  afterAll(() => removeTree(root));

  it.each(broken)('%s: %s → %s', (file, _, rule, message) => {
    const found = findings.find((one) => one.file === file && one.rule === rule);

    expect(found?.message).toContain(message);
    expect(found?.severity).toBe('error');
  });

  it.each(Object.keys(clean).filter((file) => !file.includes('cycle')))('have nothing to say about %s', (file) => {
    expect(findings.filter((one) => one.file === file)).toEqual([]);
  });

  it('need the types for a promise that nobody awaits', () => {
    expect(lint(root).filter((one) => one.rule === loosePromise)).toEqual([]);
  });

  it('warn of long files and functions, and do not fail', () => {
    const lines = Array.from({ length: 301 }, (_, i) => `  console.log(${i});`).join('\n');
    const long = treeWithRules({ 'src/time/long.ts': `export function long(): void {\n${lines}\n}\n` });

    const found = lint(long);
    removeTree(long);

    expect(found.map(({ rule, severity }) => `${rule} ${severity}`).toSorted()).toEqual([
      'eslint/max-lines warning',
      'eslint/max-lines-per-function warning',
    ]);
  });

  it('report a public name whose declaration cannot be found', () => {
    const lost = treeWithRules({
      'src/index.ts': "export { gone } from './dsl/a.ts';",
      'src/dsl/a.ts': 'export const a = 1;',
    });

    const found = lint(lost);
    removeTree(lost);

    expect(found).toMatchObject([{ file: 'src/index.ts', message: expect.stringContaining("'gone' was not found") }]);
  });
});
