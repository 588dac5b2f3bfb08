import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { configOf, newProject, type Project } from './project.ts';

/** A company as an author has it, a month long; what it exports stands in its config. */
const CONFIG = `
import { defineConfig, scenario } from 'synode';
import { o2c, opening, p2p, world } from 'synode/journeys';
export default defineConfig({
  scenario: scenario({
    ...world({ preset: 'distributor', scale: 0.6 }),
    period: { start: '2025-01-01', end: '2025-01-20' },
    processes: [opening(), o2c(), p2p()],
  }),
  seed: 'books',
  exports: { formats: ['hledger', 'xes'], ocel: { flatten: ['SalesOrder'] } },
});
`;

let project: Project;
beforeAll(async () => {
  project = await newProject({ 'synode.config.mjs': CONFIG });
});
afterAll(() => project.remove());

/** SHA-256 of every file below a folder. */
function digests(folder: string): Readonly<Record<string, string>> {
  const root = project.path(folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path));
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(`${root}/${path}`))
        .digest('hex'),
    ]),
  );
}

describe('synode generate --export', () => {
  it('writes the same bytes on any number of threads', async () => {
    const formats = 'journal-csv,hledger,beancount,documents-csv,ads,ocel-json,ocel-xml,xes';
    const alone = await project.synode(`generate --out alone --export ${formats} --quiet`);
    const threads = await project.synode(`generate --out threads --workers 2 --export ${formats} --quiet`);

    expect([alone.stderr, alone.code, threads.stderr, threads.code]).toEqual(['', 0, '', 0]);
    expect(Object.keys(digests('alone/exports')).length).toBeGreaterThan(40);
    expect(digests('threads/exports')).toEqual(digests('alone/exports'));
  });

  it('has the same manifest and tables of books on any number of threads', async () => {
    expect(digests('threads/ledger')).toEqual(digests('alone/ledger'));
    expect(await project.read('threads/manifest.json')).toBe(await project.read('alone/manifest.json'));
  });

  it('lists every file in the manifest, and verify finds them as they were written', async () => {
    const manifest = JSON.parse(await project.read('alone/manifest.json')) as {
      readonly files: readonly { readonly path: string; readonly format: string; readonly sha256: string | null }[];
    };

    const exported = manifest.files.filter(({ path }) => path.startsWith('exports/'));
    expect(Object.fromEntries(exported.map(({ path, sha256 }) => [path.replace('exports/', ''), sha256]))).toEqual(
      digests('alone/exports'),
    );
    expect((await project.synode('verify alone')).code).toBe(0);
  });

  it('takes from the config what it is not told', async () => {
    const { code, stdout } = await project.synode('generate --out configured');

    expect(code).toBe(0);
    expect(Object.keys(digests('configured/exports'))).toEqual([
      'hledger/1000.journal',
      'models/SalesOrder.pnml',
      'models/opening.json',
      'models/order-to-cash.json',
      'models/procure-to-pay.json',
      'xes/SalesOrder.xes',
    ]);
    expect(stdout).toMatch(/configured\/exports\/hledger\/1000\.journal {2}[\d,]+ rows/);
  });
});

describe('an export that cannot be made', () => {
  it('is refused before anything is written, so that the corrected command finds its folder empty', async () => {
    const { code, stderr } = await project.synode(
      'generate --process order-to-cash --shard 1/2 --out refused --export hledger',
    );

    const judged = await project.synode('validate --process order-to-cash --shard 1/2 --export hledger');

    expect([code, stderr]).toEqual([2, expect.stringContaining('[EXPORT_NOT_AVAILABLE]')]);
    expect([judged.code, judged.stderr]).toEqual([2, expect.stringContaining('[EXPORT_NOT_AVAILABLE]')]);
    expect(existsSync(project.path('refused'))).toBe(false);
  });

  it('leaves the run alone that --overwrite would replace', async () => {
    await project.write({
      'shop.mjs': configOf("users: 3, seed: 'kept'"),
    });
    await project.synode('generate shop.mjs --out kept');
    const before = digests('kept');

    const noBooks = await project.synode('generate shop.mjs --out kept --overwrite --export schemas,hledger');
    const mistyped = await project.synode('generate shop.mjs --out kept --overwrite --export hledgr');

    expect([noBooks.code, noBooks.stderr]).toEqual([2, expect.stringContaining('[EXPORT_NOT_AVAILABLE]')]);
    expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringContaining("Did you mean 'hledger'?")]);
    expect(digests('kept')).toEqual(before);
  });
});

describe('the summary of a run with exports', () => {
  it('names each file, or their folders where they are many', async () => {
    const { stdout } = await project.synode('generate --out many --export documents-csv,hledger');
    const written = stdout.split('\n').filter((line) => line.includes('many/exports'));

    expect(written.map((line) => line.replace(/[\d,.]+ (rows|kB|MB)/g, '# $1').replace(/sha256 .*/, 'sha256'))).toEqual(
      [
        expect.stringMatching(/many\/exports\/documents-csv {2}\d+ files {2}# rows {2}# (kB|MB)$/),
        expect.stringMatching(/many\/exports\/hledger\/1000\.journal {2}# rows {2}# (kB|MB) {2}sha256$/),
      ],
    );
  });
});

describe('an export that cannot be', () => {
  it.each([
    ['generate --out out --export hledgr', 'INVALID_OPTION', "Did you mean 'hledger'?"],
    ['generate --to null --export hledger', 'INVALID_OPTION', 'Add --out out.'],
    [
      'generate --out out --export xes --set exports.ocel.flatten=["Salesorder"]',
      'INVALID_OPTION',
      "Did you mean 'SalesOrder'?",
    ],
    ['validate --export xes --set exports.ocel.masters=1', 'INVALID_OPTION', ''],
  ])('%s is told', async (line, code, suggestion) => {
    const ended = await project.synode(`${line} --json`);
    const { error } = JSON.parse(ended.stdout) as {
      readonly error: { readonly code: string; readonly suggestion: string };
    };

    expect({ exit: ended.code, code: error.code }).toEqual({ exit: 2, code });
    expect(error.suggestion).toContain(suggestion);
  });
});

it('synode list exports says what there is', async () => {
  const { stdout } = await project.synode('list exports');

  for (const id of ['schemas', 'journal-csv', 'hledger', 'beancount', 'ads', 'ocel-json', 'xes']) {
    expect(stdout).toMatch(new RegExp(`^${id} +\\S`, 'm'));
  }
});
