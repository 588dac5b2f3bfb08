/** Every example of the README and of the pages in `docs/` runs on the built package (`dist`), and says what they show. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { blocksOf, examplesOf, fragmentsOf, shows, type Example } from './docs/blocks.ts';
import {
  checkTypes,
  exampleFolder,
  ROOT,
  runCommand,
  runModules,
  writeModules,
  type Ran,
} from './docs/run-examples.ts';

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
/** Pages whose examples need a test runner around them, or half a year of a company, each run by a test of its own. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/testing.md': 'test/testing/docs.test.ts',
  'docs/realism.md': 'test/docs/realism.test.ts',
};
const RUN_HERE = PAGES.filter((page) => RUN_ELSEWHERE[page] === undefined);
const LINKED = [...PAGES, 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const withModules = RUN_HERE.filter((page) => examplesOf(textOf(page), 'ts').length > 0);

const folder = exampleFolder();
const folderOf = (page: string): string => join(folder.path, page.replaceAll(/\W/g, '-'));

interface PageRun {
  readonly ran: Ran;
  readonly examples: readonly (Example & { readonly real: string | undefined })[];
}
const runs = new Map<string, PageRun>();

beforeAll(async () => {
  await Promise.all(
    withModules.map(async (page) => {
      const examples = examplesOf(textOf(page), 'ts');
      const { ran, outputs } = await runModules(folderOf(page), examples);
      runs.set(page, { ran, examples: examples.map((example, i) => ({ ...example, real: outputs[i] })) });
    }),
  );
}, 120_000);

afterAll(() => folder.remove());

describe.each(withModules)('the examples of %s', (page) => {
  it('run to their end', () => {
    const { code, stderr } = runs.get(page)?.ran ?? { code: -1, stderr: '' };

    expect(code, stderr).toBe(0);
  });

  it('say what the page shows', () => {
    const shown = (runs.get(page)?.examples ?? []).filter(({ output }) => output !== undefined);
    const different = shown.filter(({ output = '', real = '' }) => !shows(output, real));

    expect(different.map(({ line, real }) => `${page}:${line} says\n${real}`)).toEqual([]);
  });
});

it.each(['README.md', 'docs/authoring.md'])('the examples of %s say the same in Samoa, in Turkish', async (page) => {
  const elsewhere = { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };

  const { ran, outputs } = await runModules(`${folderOf(page)}-elsewhere`, examplesOf(textOf(page), 'ts'), elsewhere);

  expect(ran.code, ran.stderr).toBe(0);
  expect(outputs).toEqual(runs.get(page)?.examples.map(({ real }) => real));
});

it('the types of all examples are right, and the imports of fragments', async () => {
  for (const page of RUN_HERE) writeModules(folderOf(page), fragmentsOf(textOf(page)));
  writeModules(folderOf('docs/realism.md'), examplesOf(textOf('docs/realism.md'), 'ts'));

  const { code, stdout } = await checkTypes(folder.path);

  expect(code, stdout).toBe(0);
}, 60_000);

describe.each(RUN_HERE.filter((page) => commandsOf(page).length > 0))('the commands of %s', (page) => {
  it('say what the page shows', async () => {
    for (const { line, text, output } of commandsOf(page)) {
      const { code, stdout, stderr } = await runCommand(folderOf(page), text.trim());
      const real = stdout + stderr;

      expect(code, `${page}:${line}\n${real}`).toBe(0);
      if (output !== undefined) expect(shows(output, real), `${page}:${line} says\n${real}`).toBe(true);
    }
  }, 60_000);
});

/** Single lines that call the command line; `npm` is for the reader's machine. */
function commandsOf(page: string): readonly Example[] {
  return examplesOf(textOf(page), 'sh').filter(({ text }) => /^npx synode [^\n]*\n$/.test(text));
}

it.each(Object.entries(RUN_ELSEWHERE))('the examples of %s are run by %s', (page, test) => {
  expect(readFileSync(join(ROOT, test), 'utf8')).toContain(page);
});

describe('the links of the pages', () => {
  it.each(LINKED.filter((page) => existsSync(join(ROOT, page))))('of %s lead to files that are there', (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const local = links.filter((link) => !/^\w+:/.test(link));

    expect(local.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });
});

describe('the examples of a page', () => {
  const page = 'Text.\n\n```ts\n// a.ts\nlog();\n```\n\nSays:\n\n```text\n1 …\n…\nend\n```\n\n```sh\nnpm test\n```\n';

  it('are found with their file, their line and the output behind them', () => {
    expect(blocksOf(page).map(({ language }) => language)).toEqual(['ts', 'text', 'sh']);
    expect(examplesOf(page, 'ts')).toMatchObject([{ file: 'a.ts', line: 3, output: '1 …\n…\nend\n' }]);
  });

  it('differ from what is shown by one character, not by what the page leaves open', () => {
    expect(shows('1 …\n…\nend\n', '1 x\n2\n3\nend\n')).toBe(true);
    expect(shows('1 …\n…\nend\n', '2 x\n2\nend\n')).toBe(false);
    expect(shows('a.b\n', 'axb\n')).toBe(false);
  });
});
