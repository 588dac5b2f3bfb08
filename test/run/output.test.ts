/** The output folder of a run: what stands there, who may write there, and what its manifest says. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { NullAdapter } from '../../adapters/null.ts';
import { defineAction, definePopulation, defineProcess, generate, scenario, verify } from '../../src/index.ts';
import { action, flow } from '../journeys/world.ts';
import { shop } from '../ledger/shop.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-output-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const visit = flow('shop', [action('view'), action('buy')]);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const manifest = (): Record<string, never> => JSON.parse(read('manifest.json')) as Record<string, never>;
const run = (options: object = {}, input: unknown = visit) =>
  generate(input as typeof visit, { users: 3, output: folder, logger: false, ...options } as never);

describe('a run with an output folder', () => {
  it('writes its events there as NDJSON, in a folder that it makes', async () => {
    const output = join(folder, 'deep', 'out');
    const result = await generate(visit, { users: 3, output, logger: false });
    const lines = readFileSync(join(output, 'events', 'events.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');

    expect(lines.length).toBe(6);
    expect(result.files.map(({ format, events }) => `${format} ${events}`)).toEqual(['ndjson 6']);
    expect(readdirSync(output).sort()).toEqual(['events', 'manifest.json', 'result.json']);
  });

  it('hands events to its own adapter, and tells of the run all the same', async () => {
    await run({ adapter: new NullAdapter() });

    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'result.json']);
    expect(manifest()['files']).toEqual([]);
  });

  it('has the tables of its books, and can be verified', async () => {
    await run({ users: undefined }, shop());
    const report = await verify(folder);

    expect(existsSync(join(folder, 'ledger', 'trial-balance.ndjson'))).toBe(true);
    expect(report.ok).toBe(true);
    expect(report.checks.find(({ id }) => id === 'T1')?.outcome).toBe('passed');
  });

  it('tells how it went in the folder, under debug', async () => {
    await run({ debug: true });

    expect(JSON.parse(read('telemetry.json'))).toMatchObject({ format: 'synode-telemetry/1' });
  });

  it('that fails leaves a result and no manifest', async () => {
    const broken = flow('shop', [
      defineAction({
        id: 'break',
        handler: () => {
          throw new Error('out of stock');
        },
      }),
    ]);

    await expect(run({}, broken)).rejects.toMatchObject({ code: 'HANDLER_ERROR' });
    expect(JSON.parse(read('result.json'))).toMatchObject({ status: 'failed' });
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
    await expect(verify(folder)).rejects.toMatchObject({ code: 'NOTHING_TO_VERIFY' });
  });

  it.each([
    ['a folder', {}, 'stream'],
    [
      'a folder and a destination that asks for more',
      { adapter: Object.assign(new NullAdapter(), { digest: 'full' }) },
      'full',
    ],
    ['a folder, as a shard', { shard: { index: 1, count: 2 } }, 'full'],
    ['no folder', { output: undefined, adapter: new NullAdapter() }, 'none'],
    ['no folder, as a shard', { output: undefined, adapter: new NullAdapter(), shard: { index: 1, count: 2 } }, 'full'],
    ['a folder and its own word', { digest: 'none' }, 'none'],
  ])('makes the digest of %s', async (_where, options, level) => {
    const { stream } = await run(options);

    expect([stream.sha256 !== null, stream.set !== null]).toEqual([level !== 'none', level === 'full']);
  });
});

describe('the manifest', () => {
  it('has its keys in order, says nothing of the clock, and is equal for equal runs', async () => {
    await run({ seed: 7, codeVersion: 'v1' });
    const first = read('manifest.json');
    await run({ seed: 7, codeVersion: 'v1', overwrite: true, lanes: 4, batchSize: 2 });

    expect(read('manifest.json')).toBe(first);
    expect(first.endsWith('}\n')).toBe(true);
    expect(Object.keys(manifest())).toEqual(
      (
        'format versions seed planHash configHash codeHash window order shard phases counts assumptions stream files ' +
        'projections checks complete'
      ).split(' '),
    );
  });

  it('names each file with its SHA-256, as sha256sum says it', async () => {
    await run({ users: undefined }, shop());
    const files = manifest()['files'] as unknown as { path: string; sha256: string | null; bytes: number }[];
    const known = files.filter(({ sha256 }) => sha256 !== null);

    expect(known.length).toBeGreaterThan(3);
    for (const { path, sha256, bytes } of known) {
      const content = readFileSync(join(folder, path));
      expect([path, createHash('sha256').update(content).digest('hex'), content.length]).toEqual([path, sha256, bytes]);
    }
    // Those of the events are what the digest of the stream covers.
    expect(files.filter(({ sha256 }) => sha256 === null).map(({ path }) => path)).toEqual(['events/events.ndjson']);
  });

  it('has the hash of what was said, which neither seed nor transport moves, and that of the code', async () => {
    const hashes = async (options: object, input?: unknown): Promise<readonly unknown[]> => {
      await run({ overwrite: true, codeVersion: 'v1', ...options }, input);
      const { configHash, codeHash } = manifest();
      return [configHash, codeHash];
    };
    const usual = await hashes({});

    expect(usual[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(usual[1]).toBe('v1');
    expect(await hashes({ seed: 9, lanes: 3 })).toEqual(usual);
    expect((await hashes({ users: 4 }))[0]).not.toBe(usual[0]);
    expect((await hashes({}, flow('shop', [action('view')])))[0]).not.toBe(usual[0]);
    expect(await hashes({ codeVersion: undefined })).toEqual([usual[0], null]);
  });

  it('tells the phases of the plan, with what each emitted and wrote', async () => {
    await run({ users: undefined }, shop({ customers: 4, end: '2025-02-20' }));
    const phases = manifest()['phases'] as unknown as { id: string; status: string; events: number; rows: number }[];
    const rows = (name: string): number => read(`ledger/${name}`).trimEnd().split('\n').length;
    const events = read('events/events.ndjson').trimEnd().split('\n').length;

    expect(phases).toEqual([
      { id: 'compile', status: 'done', events: 0, rows: 0 },
      { id: 'process:shop', status: 'done', events, rows: events },
      {
        id: 'projections',
        status: 'done',
        events: 0,
        rows: 1 + rows('trial-balance.ndjson') + rows('open-items.ndjson') + rows('aging.ndjson'),
      },
      { id: 'close', status: 'done', events: 0, rows: 0 },
    ]);
  });

  it('tells of a process that emits nothing, and warns of it', async () => {
    const idle = defineProcess({
      id: 'idle',
      emits: [],
      populations: [definePopulation({ id: 'nobody', size: 0, journeys: [visit] })],
    })();
    const period = { start: '2025-01-01', end: '2025-01-02' };
    const { warnings, phases } = await run({ users: undefined }, scenario({ period, processes: [idle] }));

    expect(phases.find(({ id }) => id === 'process:idle')?.status).toBe('empty');
    expect(warnings).toContainEqual({
      code: 'PHASE_EMPTY',
      message: 'process:idle ran and emitted nothing',
      count: 1,
    });
  });
});

describe('an output folder that is not empty', () => {
  const all = (): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${name} ${readFileSync(join(parentPath, name), 'utf8').length}`)
      .sort();

  it('with a finished run is refused, and nothing in it is touched', async () => {
    await run({ users: 2 });
    const before = all();

    await expect(run()).rejects.toMatchObject({
      code: 'OUTPUT_NOT_EMPTY',
      kind: 'configuration',
      message: expect.stringContaining(`the output folder ${folder} holds a finished run`) as string,
      suggestion: expect.stringContaining('--overwrite') as string,
    });
    expect(all()).toEqual(before);
  });

  it('with files of others is refused too', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');

    await expect(run()).rejects.toMatchObject({
      code: 'OUTPUT_NOT_EMPTY',
      message: expect.stringContaining('holds what no finished run has written: notes.txt') as string,
    });
    expect(all()).toEqual(['notes.txt 4']);
  });

  it('is replaced where that is asked: files of the old run go, those of others stay', async () => {
    await run({ users: undefined }, shop());
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    writeFileSync(join(folder, 'events', 'notes.txt'), 'mine too');
    await run({ overwrite: true });

    expect(existsSync(join(folder, 'ledger', 'trial-balance.ndjson'))).toBe(false);
    expect(read('notes.txt') + read('events/notes.txt')).toBe('minemine too');
    expect(read('events/events.ndjson').trimEnd().split('\n').length).toBe(6);
  });

  it('loses nothing outside of it, whatever a manifest says', async () => {
    const [inside, outside] = [join(folder, 'out'), join(folder, 'precious.txt')];
    mkdirSync(inside);
    writeFileSync(outside, 'mine');
    const files = ['../precious.txt', 'events/../../precious.txt', outside].map((path) => ({ path }));
    writeFileSync(join(inside, 'manifest.json'), JSON.stringify({ files }));
    await generate(visit, { users: 1, output: inside, overwrite: true, logger: false });

    expect(readFileSync(outside, 'utf8')).toBe('mine');
  });

  it('is not touched by a run whose options are wrong', async () => {
    await run();
    const before = all();

    await expect(run({ overwrite: true, lanes: 0 })).rejects.toMatchObject({ code: 'INVALID_RUN_OPTIONS' });
    expect(all()).toEqual(before);
  });

  it('may hold what an earlier run has told of its failure', async () => {
    writeFileSync(join(folder, 'result.json'), '{}');
    await run();

    expect(JSON.parse(read('result.json'))).toMatchObject({ status: 'completed' });
  });
});
