import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { BIN, configOf, projectsOfTests, type Ended, type Line, type Project } from './project.ts';

const newProject = projectsOfTests();
const project = (config: string, files: Readonly<Record<string, string>> = {}): Promise<Project> =>
  newProject({ 'synode.config.mjs': config, ...files });

/** A config whose handler is this text: a function of context and fields. */
const handling = (handler: string, options = "users: 20, adapter: 'events.ndjson'"): string =>
  configOf(options).replace("id: 'pay', fields", `id: 'pay', handler: ${handler}, fields`);

const KEPT = ['node_modules', 'package.json', 'synode.config.mjs'];

/** What a command has left in its folder. */
const filesOf = async ({ folder }: Project): Promise<string[]> =>
  (await readdir(folder)).filter((name) => !KEPT.includes(name)).sort();

describe('a config that cannot be right is exit 2, says all of it, and writes nothing', () => {
  const CYCLE = configOf("users: 1, adapter: 'events.ndjson'").replace(
    'export default defineConfig({ journeys: [shop],',
    `const a = defineJourney({ id: 'a', requires: ['b'], adventures: [] });
const b = defineJourney({ id: 'b', requires: ['a'], adventures: [] });
export default defineConfig({ journeys: [a, b],`,
  );

  it.each<[string, string, readonly string[]]>([
    [
      'unknown options',
      "users: 1, lane: 4, adaptor: 'x'",
      ["unknown option 'lane'", "Did you mean 'lanes'?", "Did you mean 'adapter'?"],
    ],
    ['wrong types', "users: '5', meta: 1, order: 5", ["users is '5'", 'meta is 1', 'order is 5']],
    ['threads that are no number, with all else', "users: -1, workers: 'two'", ["workers is 'two'", 'users is -1']],
    ['NaN', 'users: NaN, seed: NaN, lanes: 0 / 0', ['users is NaN', 'seed', 'lanes is NaN']],
    ['more users than can be', 'users: 10_000_001', ['users is 10000001']],
    ['fewer', 'users: -1', ['users is -1']],
    [
      'a window the wrong way round',
      "users: 1, startDate: '2025-02-01', endDate: '2025-01-01'",
      ['INVALID_DATE_RANGE'],
    ],
    ['an adapter that is none', 'users: 1, adapter: {}', ['ADAPTER_INVALID']],
    ['journeys that are none', 'users: 1, journeys: [5]', ['INVALID_SHAPE']],
  ])('%s', async (_what, options, says) => {
    const shop = await project(configOf(options));

    const { code, stdout, stderr } = await shop.synode('generate');

    expect(code).toBe(2);
    expect(stdout).toBe('');
    for (const text of says) expect(stderr).toContain(text);
    expect(await filesOf(shop)).toEqual([]);
  });

  it.each(['two', '-1', '257'])('validate says so too: --workers %s', async (workers) => {
    const shop = await project(configOf('users: 1'));

    const judged = await shop.synode(`validate --workers ${workers}`);
    const run = await shop.synode(`generate --to null --workers ${workers}`);

    expect([judged.code, judged.stdout]).toEqual([2, '']);
    expect(judged.stderr).toContain("Expected: a whole number from 0 to 256, or 'auto'");
    expect(run).toEqual(judged);
  });

  it('journeys that require each other', async () => {
    const shop = await project(CYCLE);
    const { code, stderr } = await shop.synode('generate');

    expect(code).toBe(2);
    expect(stderr).toContain('[CIRCULAR_DEPENDENCY] journeys require each other: a → b → a');
    expect(await filesOf(shop)).toEqual([]);
  });

  it.each([
    ['a file below a file', 'package.json/synode.config.mjs', 'CONFIG_NOT_FOUND'],
    ['a folder without a config', 'node_modules', 'CONFIG_NOT_FOUND'],
    ['what is no config', 'data.csv', 'CONFIG_INVALID'],
  ])('%s instead of a config', async (_what, path, expected) => {
    const { code, stderr } = await (await project(configOf(''), { 'data.csv': 'a,b\n' })).synode(`generate ${path}`);

    expect(code).toBe(2);
    expect(stderr).toContain(`[${expected}]`);
  });

  it.each([
    ['rows.csv', 'id,price\n1,2\n"3,4\n', 'rows.csv'],
    ['rows.json', '[{"id":1},', 'rows.json'],
    ['nothing.csv', undefined, 'nothing.csv'],
    ['package.json/rows.csv', undefined, 'rows.csv'],
  ])('a dataset file that cannot be read: %s', async (name, text, says) => {
    const shop = await project(configOf(''), text === undefined ? {} : { [name]: text });

    const { code, stderr } = await shop.synode(`dataset check ${name}`);

    expect(code).toBe(2);
    expect(stderr).toMatch(/\[DATASET_FILE_(INVALID|NOT_FOUND)\]/);
    expect(stderr).toContain(says);
  });
});

describe('a handler that cannot go on is exit 3, and no file looks complete', () => {
  const ended = async (handler: string, args = 'generate'): Promise<Ended & { readonly files: string[] }> => {
    const shop = await project(handling(handler));
    return { ...(await shop.synode(args)), files: await filesOf(shop) };
  };

  it.each([
    ['throws', "(ctx) => { throw new Error('no card'); }", 'no card'],
    ['rejects', "async () => { throw new Error('no card'); }", 'no card'],
    ['throws nothing', '() => { throw undefined; }', '[HANDLER_ERROR]'],
    ['returns nonsense', '() => 5', '[INVALID_HANDLER_RETURN]'],
    ['returns events of nobody', "() => [{ name: 'x' }]", '[INVALID_EVENT]'],
    ['waits for what never comes', '() => new Promise(() => {})', 'a handler waits for something that never comes'],
    ['ends the process', '() => process.exit(0)', 'called process.exit'],
    [
      'throws later, where nobody waits',
      "() => { Promise.reject(new Error('later')); return new Promise((r) => setTimeout(r, 500)); }",
      'threw outside of any call',
    ],
  ])('%s', async (_what, handler, says) => {
    const { code, stderr, files } = await ended(handler);

    expect(code).toBe(3);
    expect(stderr).toContain(says);
    expect(files).toEqual(['events.ndjson.part']);
  });

  it.each([
    ['waits for ever', '() => new Promise(() => {})'],
    ['ends the process', '() => process.exit(0)'],
  ])('%s, and is one document under --json', async (_what, handler) => {
    const { code, stdout } = await ended(handler, 'generate --json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'HANDLER_ERROR', kind: 'handler' } });
  });

  it('ends its worker', async () => {
    const { code, stderr, files } = await ended('() => process.exit(7)', 'generate --workers 2');

    expect(code).toBe(3);
    expect(stderr).toContain('[WORKER_DIED] worker exited with code 7 on actors ');
    expect(files).toEqual(['events.ndjson.part']);
  });
});

describe('a place that takes nothing', () => {
  it('is a disk that is full: exit 4, for there may be room later', async () => {
    const { code, stderr } = await (await project(configOf('users: 20'))).synode('generate --to /dev/full');

    expect(code).toBe(4);
    expect(stderr).toContain('ENOSPC');
  });

  it('is a full disk behind standard output too', async () => {
    const shop = await project(configOf('users: 20000'));
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BIN, 'generate', '--to', '-'], {
      cwd: shop.folder,
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));

    const [code] = (await once(child, 'close')) as [number];

    expect([3, 4]).toContain(code);
    expect(stderr).toContain('ENOSPC');
  });

  it.each(['--to package.json/events.ndjson', '--out package.json', '--to node_modules/../package.json/a/b.csv.gz'])(
    'is a path below a file: %s',
    async (target) => {
      const shop = await project(configOf('users: 20'));
      const before = await shop.read('package.json');

      const { code, stderr } = await shop.synode(`generate ${target}`);

      expect(code).toBe(3);
      expect(stderr).toMatch(/\[ADAPTER_ERROR\] file adapter: open of .*: (ENOTDIR|EEXIST)\n/);
      expect(await shop.read('package.json')).toBe(before);
    },
  );

  it('is told by every command that writes', async () => {
    const shop = await project(configOf('users: 20'));

    const init = await shop.synode('init package.json/x');

    expect(init.code).toBe(3);
    expect(init.stderr).toContain('[ADAPTER_ERROR] ENOTDIR');
  });

  it('is a folder where the file should be', async () => {
    const shop = await project(configOf('users: 20'), { 'out.ndjson/x': '' });

    const { code, stderr } = await shop.synode('generate --to out.ndjson');

    expect(code).toBe(3);
    expect(stderr).toContain('EISDIR');
  });
});

describe('much, and odd', () => {
  const CONTENT = `{ big: 'µ'.repeat(524288), ['__proto__']: { polluted: true }, 'key "with" \\u0000 \\u2028 😀': 'Łódź 東京 \\u001b[31m', constructor: 1 }`;
  const ODD = `(ctx) => [ctx.event('pay', JSON.parse(JSON.stringify(${CONTENT})))]`;

  it.each(['', ' --workers 2'])('events of a megabyte with odd keys arrive whole%s', async (how) => {
    const shop = await project(handling(ODD, "users: 8, adapter: 'events.ndjson'"));

    const { code } = await shop.synode(`generate${how}`);
    const events: readonly Line[] = await shop.events('events.ndjson');

    expect(code).toBe(0);
    expect(events).toHaveLength(8);
    for (const { payload } of events) {
      expect(String(payload['big'])).toHaveLength(524_288);
      expect(payload['key "with" \u0000 \u2028 😀']).toBe('Łódź 東京 \u001b[31m');
      expect(Object.keys(payload).sort()).toEqual(
        ['__proto__', 'big', 'constructor', 'key "with" \u0000 \u2028 😀'].sort(),
      );
    }
  });

  it('ten million users are begun at once and in no more memory than they need', async () => {
    const shop = await project(configOf("users: 10_000_000, adapter: 'events.ndjson'"));

    const { code, stdout } = await shop.synode('generate --max-events 1000', {
      env: { NODE_OPTIONS: '--max-old-space-size=256' },
    });

    expect(code).toBe(0);
    expect(stdout).toMatch(/^limited {5}1,000 events of 1,000 of 10,000,000 users/);
    expect(await shop.events('events.ndjson')).toHaveLength(1000);
  });

  it('a run that is killed leaves no file under its final name', async () => {
    const shop = await project(configOf("users: 10_000_000, adapter: 'events.ndjson'"));
    let isKilled = false;

    const { signal } = await shop.synode('generate --progress line --progress-interval 20', {
      onText: (_text, child) => {
        if (!isKilled) child.kill('SIGKILL');
        isKilled = true;
      },
    });

    expect(signal).toBe('SIGKILL');
    expect(await filesOf(shop)).toEqual(['events.ndjson.part']);
  });
});
