import { describe, expect, it } from 'vitest';

import { judgeProofs, readPromises } from './promises.ts';
import { temporaryTree } from './temporary-tree.ts';
import { testTitles } from './test-titles.ts';

const table = (...rows: readonly string[]): string =>
  ['## 1.1 Events', '', '| § | Promise | Proof |', '|---|---|---|', ...rows].join('\n');

describe('the form of the table of promises', () => {
  it('has a section, a promise and a proof a row', () => {
    expect(readPromises(table('| 1.1 | ids are unique | open |'))).toEqual({
      rows: [{ line: 5, section: '1.1', promise: 'ids are unique', proof: 'open' }],
      faults: [],
    });
  });

  it.each([
    ['a row with a cell too many', '| 1.1 | a | b | open |', 'a row is | section | promise | proof |'],
    ['a row without proof', '| 1.1 | a |', 'a row is | section | promise | proof |'],
    ['a row under another section', '| 1.2 | a | open |', '§ 1.2 stands under 1.1'],
    ['a promise made twice', '| 1.1 | Ids are unique | open |', 'line 6: said before in line 5'],
  ])('refuses %s', (_, row, fault) => {
    expect(readPromises(table('| 1.1 | ids are unique | open |', row)).faults).toEqual([
      expect.stringContaining(fault),
    ]);
  });
});

describe('the proofs of promises', () => {
  const file = [
    "describe('ids', () => {",
    "  it('are unique', () => {});",
    "  it.skip('are short', () => {});",
    '});',
    "describe.skip('later', () => {",
    "  it('comes', () => {});",
    '});',
  ].join('\n');
  const judge = (proof: string): readonly string[] => {
    const root = temporaryTree({ 'test/ids.test.ts': file });
    return judgeProofs(root, readPromises(table(`| 1.1 | a promise | ${proof} |`)).rows);
  };

  it.each(['open', 'test/ids.test.ts › are unique', 'test/ids.test.ts › ids › are unique'])('may be %s', (proof) => {
    expect(judge(proof)).toEqual([]);
  });

  it.each([
    ['a file that is not there', 'test/no.test.ts › are unique', 'there is no test/no.test.ts'],
    ['a test that is not there', 'test/ids.test.ts › are long', "has no test 'are long'"],
    ['a describe alone', 'test/ids.test.ts › ids', "has no test 'ids'"],
    ['a test of another describe', 'test/ids.test.ts › later › are unique', 'has no test'],
    ['a skipped test', 'test/ids.test.ts › are short', 'is skipped'],
    ['a test in a skipped describe', 'test/ids.test.ts › comes', 'is skipped'],
    ['a word', 'yes', "a proof is 'open' or 'file › test name'"],
  ])('may not be %s', (_, proof, fault) => {
    expect(judge(proof)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('the titles of a test file', () => {
  it('are found behind tables, types and line breaks', () => {
    const code = [
      "describe('money', () => {",
      '  it.each([',
      '    [\'(\', /[)"]/, "it\'s"],',
      '  ])("adds %s", (a) => {});',
      '  it.each<Row>(rows)(',
      "    'splits %s',",
      '    (a) => {},',
      '  );',
      "  describe('rounding', () => {",
      "    test('is half-even: \\'2.5\\' is 2', () => {});",
      '  });',
      "  it('is whole', () => {});",
      '});',
      'it(`stands alone`, () => {});',
      "it.todo('comes later');",
      'it(name, () => {});',
      "const item = it('inside a line');",
    ].join('\n');

    expect(
      testTitles(code).map(({ path, isSkipped }) => `${path.join(' > ')}${isSkipped ? ' (skipped)' : ''}`),
    ).toEqual([
      'money > adds %s',
      'money > splits %s',
      "money > rounding > is half-even: '2.5' is 2",
      'money > is whole',
      'stands alone',
      'comes later (skipped)',
    ]);
  });
});
