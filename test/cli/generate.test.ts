import { readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { configOf, projectsOfTests, runChild, type Ended, type Project } from './project.ts';

/** Git as of a machine where nobody has set it up. */
const GIT = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

const newProject = projectsOfTests();
const project = (files: Readonly<Record<string, string>> = {}): Promise<Project> =>
  newProject({ 'synode.config.mjs': configOf('users: 20'), ...files });

describe('synode generate', () => {
  it('prints events to the console where neither config nor flags name a target', async () => {
    const { code, stdout, stderr } = await (await project()).synode('generate --users 2');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^2025-01-01T00:01:00.000Z {2}user-0 {2}pay {2}\{"amount":[\d.]+\}\n.* {2}user-1 /);
    expect(stderr).toContain('completed   2 events of 2 users');
  });

  it('writes NDJSON and the result into the folder of --out', async () => {
    const shop = await project();

    const { code, stdout } = await shop.synode('run --out out');

    expect(code).toBe(0);
    expect(await shop.events('out/events/events.ndjson')).toHaveLength(20);
    const result = JSON.parse(await shop.read('out/result.json')) as { status: string; stream: { events: number } };
    expect(result).toMatchObject({ status: 'completed', stream: { events: 20 } });
    expect(stdout).toContain('out/events/events.ndjson  20 events');
    expect(stdout).toContain('out/result.json');
  });

  it('gives the same bytes to a file, to standard output and to a folder', async () => {
    const shop = await project();

    const { stdout } = await shop.synode('generate --to -');
    await shop.synode('generate --to events.ndjson --to csv --out out');

    expect(await shop.read('events.ndjson')).toBe(stdout);
    const csv = await shop.read('out/events/events.csv');
    expect(csv.split('\n')[0]).toBe('id,userId,sessionId,name,timestamp,payload');
    expect(csv.trimEnd().split('\n')).toHaveLength(21);
  });

  it('sends events to a web address, one a request, or as many as --set adapter.batchSize says', async () => {
    const requests: string[][] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
      request.on('end', () => {
        requests.push((JSON.parse(body) as { events: { userId: string }[] }).events.map(({ userId }) => userId));
        response.end();
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const shop = await project();

    const single = await shop.synode(`generate --users 3 --to http://127.0.0.1:${port}/events`);
    const batched = await shop.synode(`generate --users 3 --to http://127.0.0.1:${port}/ --set adapter.batchSize=2`);
    await new Promise((resolve) => void server.close(resolve));

    expect([single.code, batched.code]).toEqual([0, 0]);
    expect(requests).toEqual([['user-0'], ['user-1'], ['user-2'], ['user-0', 'user-1'], ['user-2']]);
  });

  it('takes options of the target of --to by --set adapter.…', async () => {
    const shop = await project({ 'synode.config.mjs': configOf("users: 2, adapter: 'config.ndjson'") });

    const stdout = await shop.synode('generate --to - --set adapter.format=csv');
    await shop.synode('generate --to out.csv --set adapter.columns=["amount"] --set adapter.rest=drop');
    await shop.synode('generate --out out --to csv --set adapter.eol="\\r\\n"');

    expect(stdout.stdout).toMatch(/^id,userId,sessionId,name,timestamp,payload\n/);
    expect(await shop.read('out.csv')).toMatch(/^id,userId,sessionId,name,timestamp,amount\n/);
    expect(await shop.read('out/events/events.csv')).toMatch(/,payload\r\n/);
    expect(stdout.stderr).toContain('again       npx synode generate\n');
  });

  it.each([
    ['it does not know', '--to http://127.0.0.1:1/ --set adapter.batchSiez=2', "Did you mean 'batchSize'?"],
    ['of a wrong value', '--to http://127.0.0.1:1/ --set adapter.batchSize=many', 'batchSize of HttpAdapter'],
    ['that --to says already', '--to a.ndjson --set adapter.path=b.ndjson', 'contradicts --to'],
    ['of what has none', '--to null --set adapter.batchSize=2', "unknown option 'batchSize' of NullAdapter"],
    ['of one target among several', '--to a.ndjson --to b.ndjson --set adapter.fsync=false', 'which of 2 targets'],
  ])('refuses an option of the target %s, as validate does', async (_what, flags, message) => {
    const shop = await project();

    const [run, check] = await Promise.all([shop.synode(`generate ${flags}`), shop.synode(`validate ${flags}`)]);

    expect([run.code, check.code]).toEqual([2, 2]);
    expect(run.stderr).toContain(message);
    expect(check.stderr).toContain(message);
  });

  it('says in the result what to type for the same again, the config file included', async () => {
    const shop = await project();

    await shop.synode('generate synode.config.mjs --users 2 --seed 7 --out out');
    const { replay } = JSON.parse(await shop.read('out/result.json')) as { replay: string };
    const again = await shop.synode(`${replay.replace('npx synode ', '')} --to -`);

    expect(replay).toBe('npx synode generate synode.config.mjs --users 2 --seed 7');
    expect(again.stdout).toBe(await shop.read('out/events/events.ndjson'));
  });

  it('counts and discards for --to null', async () => {
    const { stdout } = await (await project()).synode('generate --to null');

    expect(stdout).toContain('null: 20 events');
  });

  it('keeps seeds text, so that 007 and 7 are two seeds', async () => {
    const shop = await project();

    const [first, second] = await Promise.all(
      ['007', '7'].map((seed) => shop.synode(`generate --to - --seed ${seed}`)),
    );

    expect(first?.stdout).not.toBe(second?.stdout);
    expect(first?.stderr).toContain('seed 007');
  });

  it('takes flags over the config, and says what to type for the same again', async () => {
    const shop = await project({
      'synode.config.mjs': configOf("users: 20, seed: 'config', adapter: 'config.ndjson'"),
    });

    const { stdout } = await shop.synode('generate --users 5 --max-events 3 --seed flag --to flag.ndjson');

    expect(await shop.events('flag.ndjson')).toHaveLength(3);
    await expect(shop.read('config.ndjson')).rejects.toThrow('ENOENT');
    expect(stdout).toContain('limited     3 events of 3 of 5 users');
    expect(stdout).toContain('again       npx synode generate --users 5 --seed flag --max-events 3\n');
  });

  it('replaces one end of the window and keeps the other', async () => {
    const window = "startDate: '2025-03-01', endDate: '2025-04-01', starts: 'together', users: 1, adapter: 'e.ndjson'";
    const shop = await project({ 'synode.config.mjs': configOf(window) });

    const { stdout } = await shop.synode('generate --duration 7d');

    expect(stdout).toContain('window      2025-03-01 to 2025-03-08');
    expect((await shop.events('e.ndjson'))[0]?.timestamp).toBe('2025-03-01T00:01:00.000Z');
  });

  it('reaches any option with --set', async () => {
    const shop = await project();

    const { stdout } = await shop.synode('generate --to null --set users=4 --set seed=0042');

    expect(stdout).toContain('4 events of 4 users');
    expect(stdout).toContain('seed 0042');
  });

  it('takes the words now and random once and repeats what they meant', async () => {
    const shop = await project();

    const { stdout } = await shop.synode('generate --to null --start now --duration 30d --seed random');

    const again = /npx synode generate --seed ([0-9a-f]{16}) --start (\S+) --duration 30d\n/.exec(stdout);
    expect(Math.abs(Date.parse(again?.[2] ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('takes the commit of the folder for the seed git, and says so where there is none', async () => {
    const shop = await project();
    const without = await shop.synode('generate --to null --seed git', {
      env: { GIT_CEILING_DIRECTORIES: shop.folder },
    });
    const git = (args: string) => runChild(['git', ...args.split(' ')], shop.folder, { env: GIT });
    await git('init -q');
    await git('commit -q --allow-empty -m first');
    const { stdout: head } = await git('rev-parse HEAD');

    const { stdout } = await shop.synode('generate --to null --seed git');

    expect(without.code).toBe(2);
    expect(without.stderr).toContain("[INVALID_SEED] seed 'git' needs a git repository");
    expect(head).toMatch(/^[0-9a-f]{40}\n$/);
    expect(stdout).toContain(`again       npx synode generate --seed ${head.trim()}\n`);
  });

  it.each([
    ['out.ndjson', /^\{"id":/],
    ['out.json', /^\[\n\{"id":/],
    ['out.csv', /^id,userId,sessionId,name,timestamp,payload\n/],
    ['out.ndjson.gz', /^\{"id":/],
  ])('writes the format that the extension says: %s', async (name, begin) => {
    const shop = await project();
    await shop.synode(`generate --to ${name}`);
    const bytes = await readFile(shop.path(name));

    expect((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()).toMatch(begin);
  });

  it('sums up with status, users, events, time, hash and the line that does it again', async () => {
    const { stdout } = await (await project()).synode('generate --to null --digest stream');

    expect(stdout).toMatch(
      /^completed {3}20 events of 20 users in \d+ ms \([\d,]+ events\/s\)\nevents {6}pay +20 +100\.0 %\n(.*\n)*sha256 {6}[0-9a-f]{64}\nagain {7}npx synode generate\n$/,
    );
  });

  it('runs a scenario of the config', async () => {
    const config = configOf(
      'users: 1',
      "import { defineProcess, scenario } from 'synode';\nimport { z } from 'zod';",
    ).replace(
      /export default.*/,
      `const sale = defineProcess({ id: 'sale', options: z.strictObject({}), emits: ['pay'], reads: [], populations: () => [{ id: 'clerk', size: 3, journeys: [shop] }] });
export default defineConfig({ scenario: scenario({ period: { start: '2025-01-01', end: '2025-02-01' }, processes: [sale({})] }), adapter: 'events.ndjson' });`,
    );
    const shop = await project({ 'synode.config.mjs': config });
    await symlink(fileURLToPath(new URL('../../node_modules/zod', import.meta.url)), shop.path('node_modules/zod'));

    const { code, stderr } = await shop.synode('generate');

    expect([code, stderr.includes('Error')]).toEqual([0, false]);
    expect((await shop.events('events.ndjson')).map(({ userId }) => userId).sort()).toEqual([
      'sale/clerk-0',
      'sale/clerk-1',
      'sale/clerk-2',
    ]);
  });

  it('runs the journeys named and no others', async () => {
    const two = `${configOf('users: 2').replace('journeys: [shop]', 'journeys: [shop, other]')}`.replace(
      'export default',
      "const other = defineJourney({ id: 'other', adventures: [] });\nexport default",
    );
    const shop = await project({ 'synode.config.mjs': two });

    const chosen = await shop.synode('generate --to null --journey other');
    const mistyped = await shop.synode('generate --to null --journey othr');

    expect(chosen.stdout).toContain('0 events of 2 users');
    expect(mistyped.code).toBe(2);
    expect(mistyped.stderr).toContain("Did you mean 'other'?");
  });

  it('runs the processes named of a scenario and no others', async () => {
    const two = `import { defineAction, defineAdventure, defineConfig, defineJourney, definePopulation, defineProcess, scenario } from 'synode';
const told = (id) => defineProcess({ id, emits: [id + '.told'], populations: [definePopulation({ id: 'clerk', size: 2, journeys: [
  defineJourney({ id: 'tell', adventures: [defineAdventure({ id: 'a', actions: [defineAction({ id: 'tell', name: id + '.told' })] })] })] })] })({});
export default defineConfig({ scenario: scenario({ processes: [told('sale'), told('buy')] }), adapter: 'events.ndjson' });
`;
    const shop = await project({ 'synode.config.mjs': two });

    await shop.synode('generate');
    const both = await shop.events('events.ndjson');
    const { code } = await shop.synode('generate --process buy');
    const one = await shop.events('events.ndjson');
    const mistyped = await shop.synode('generate --process bye');
    const journeys = await (await project()).synode('generate --to null --process buy');

    expect(code).toBe(0);
    expect(new Set(both.map(({ name }) => name))).toEqual(new Set(['sale.told', 'buy.told']));
    expect(one).toEqual(both.filter(({ name }) => name === 'buy.told'));
    expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringContaining("Did you mean 'buy'?")]);
    expect([journeys.code, journeys.stderr]).toEqual([2, expect.stringContaining('Leave --process out')]);
  });

  it('runs one shard of several, and the shards together are the whole', async () => {
    const shop = await project();

    const parts = await Promise.all(['1/2', '2/2'].map((shard) => shop.synode(`generate --to - --shard ${shard}`)));
    const whole = await shop.synode('generate --to -');

    expect(parts.map(({ stdout }) => stdout).join('')).toBe(whole.stdout);
  });

  it('writes failed actors to the file of --dead-letter and goes on', async () => {
    const failing = configOf("users: 20, adapter: 'events.ndjson'").replace(
      "const pay = defineAction({ id: 'pay', fields",
      "const pay = defineAction({ id: 'pay', handler: (ctx, f) => { if (ctx.actor.index === 7) throw new Error('no card'); return [ctx.event('pay', f)]; }, fields",
    );
    const shop = await project({ 'synode.config.mjs': failing });

    const { code, stdout } = await shop.synode('generate --dead-letter failed.ndjson');

    expect(code).toBe(0);
    const records = (await shop.read('failed.ndjson')).trim().split('\n');
    expect(records.map((line) => JSON.parse(line) as object)).toMatchObject([{ userId: 'user-7', cause: 'no card' }]);
    expect(stdout).toContain('completed   19 events of 20 users');
    expect(stdout).toContain('see it: npx synode replay --actor user:7');
  });

  it('writes the same failed actors to the file of --dead-letter on threads, with an output folder too', async () => {
    const failing = configOf("users: 20, seed: 'letters'").replace(
      "const pay = defineAction({ id: 'pay', fields",
      "const pay = defineAction({ id: 'pay', handler: (ctx, f) => { if (ctx.actor.index % 7 === 3) throw new Error('no card'); return [ctx.event('pay', f)]; }, fields",
    );
    const shop = await project({ 'synode.config.mjs': failing });

    const alone = await shop.synode('generate --on-error deadLetter --dead-letter alone.ndjson --out alone --quiet');
    const threads = await shop.synode('generate --dead-letter threads.ndjson --to c.ndjson --workers 2 --quiet');
    const judged = await shop.synode('validate --on-error deadLetter --dead-letter never.ndjson');

    expect([alone.stderr, alone.code, threads.stderr, threads.code, judged.code]).toEqual(['', 0, '', 0, 0]);
    expect((await shop.read('threads.ndjson')).split('\n')).toHaveLength(4);
    expect(await shop.read('threads.ndjson')).toBe(await shop.read('alone.ndjson'));
    expect(await shop.read('c.ndjson')).toBe(await shop.read('alone/events/events.ndjson'));
  });

  it.each(['--on-error fail', '--on-error skipUser', '--set onError=fail'])(
    'refuses %s beside --dead-letter: nothing would be written there',
    async (policy) => {
      const shop = await project();

      for (const command of ['generate', 'validate']) {
        const { code, stderr } = await shop.synode(`${command} ${policy} --dead-letter failed.ndjson --to c.ndjson`);

        expect(code).toBe(2);
        expect(stderr).toContain(`${policy} contradicts --dead-letter`);
      }
    },
  );

  it('takes --dead-letter for what the config says of failed actors', async () => {
    const failing = configOf("users: 3, onError: 'skipUser'").replace(
      "id: 'pay', fields",
      "id: 'pay', handler: () => { throw new Error('no card'); }, fields",
    );
    const shop = await project({ 'synode.config.mjs': failing });

    const { code } = await shop.synode('generate --to null --dead-letter failed.ndjson');

    expect(code).toBe(0);
    expect((await shop.read('failed.ndjson')).split('\n')).toHaveLength(4);
  });

  it('says why --verify has proved nothing where the run was stopped at its limit', async () => {
    const { code, stdout } = await (await project()).synode('generate --max-events 5 --out out --verify');

    expect(code).toBe(0);
    expect(stdout).toContain('--verify has proved nothing: maxEvents stopped the run, and only a complete run');
  });

  it('runs a module that exports journeys', async () => {
    const module = configOf('').replace(
      /export default.*/,
      'export const journeys = [shop];\nexport const helper = 1;',
    );
    const shop = await project({ 'shop.mjs': module });

    const { code, stdout } = await shop.synode('generate shop.mjs --users 3 --to null');

    expect(code).toBe(0);
    expect(stdout).toContain('3 events of 3 users');
  });
});

describe('worker threads', () => {
  it('take journeys and persona from the config itself, and change no byte', async () => {
    const persona = configOf("users: 300, persona, seed: 'threads', adapter: 'events.ndjson'").replace(
      'export default',
      "const persona = definePersona({ id: 'p', attributes: { name: fake((f) => f.person.firstName()) } });\nexport default",
    );
    const shop = await project({
      'synode.config.mjs': persona.replace('{ defineAction', '{ definePersona, fake, defineAction'),
    });

    const threads = await shop.synode('generate --workers 2');
    const alone = await shop.synode('generate --to - --quiet');

    expect(threads.code).toBe(0);
    expect(await shop.read('events.ndjson')).toBe(alone.stdout);
  });

  /** What a command line writes, with threads and without. */
  const bothWays = async (shop: Project, args: string): Promise<readonly Ended[]> => [
    await shop.synode(`generate ${args} --to - --quiet --workers 2`),
    await shop.synode(`generate ${args} --to - --quiet`),
  ];

  const JOURNEYS = `import { defineAction, defineAdventure, defineJourney, definePersona, fake } from 'synode';
const who = defineAction({ id: 'tell', name: 'name.told', fields: { name: (ctx) => ctx.get('name') ?? '' } });
export const told = (id) => defineJourney({ id, adventures: [defineAdventure({ id: 'a', actions: [who] })] });
export const journeys = [told('first'), told('second')];
export const persona = definePersona({ id: 'p', attributes: { name: fake((f) => f.person.firstName()) } });
`;

  it.each([
    ['are named by texts in code', "export default { journeys: './shop.mjs#journeys', users: 40, seed: 4 };"],
    ['are named by texts in a list', "export default { journeys: ['./shop.mjs#journeys'], users: 40, seed: 4 };"],
    ['are named by an export that is a text', "export const journeys = './shop.mjs#journeys';"],
    ['are one alone', "import { told } from './shop.mjs';\nexport default { journeys: told('first'), users: 40 };"],
    [
      'are others than the module exports beside its config',
      "import { told } from './shop.mjs';\nexport const journeys = [told('x')];\nexport default { journeys: [told('first')], users: 40 };",
    ],
  ])('take journeys that %s, and a persona that is set, and change no byte', async (_what, config) => {
    const shop = await project({ 'shop.mjs': JOURNEYS, 'synode.config.mjs': config });
    const [threads, alone] = await bothWays(shop, '--users 40 --set persona=./shop.mjs#persona');

    expect(threads).toMatchObject({ code: 0, stderr: '' });
    expect(threads?.stdout.split('\n').length).toBeGreaterThan(40);
    expect(threads?.stdout).toMatch(/"payload":\{"name":"[A-Z]/);
    expect(threads?.stdout).toBe(alone?.stdout);
  });

  it('run the journeys and processes that are chosen, and no others', async () => {
    const text = `import { defineAction, defineAdventure, defineConfig, defineJourney, definePopulation, defineProcess, scenario } from 'synode';
const tell = (id) => defineJourney({ id, adventures: [defineAdventure({ id: 'a', actions: [defineAction({ id: 'tell', name: id + '.told' })] })] });
const told = (id) => defineProcess({ id, emits: [id + '.told'], populations: [definePopulation({ id: 'clerk', size: 40, journeys: [tell(id)] })] })({});
`;
    const shop = await project({
      'journeys.mjs': `${text}export default defineConfig({ journeys: [tell('sale'), tell('buy')], users: 40 });\n`,
      'scenario.mjs': `${text}export default defineConfig({ scenario: scenario({ processes: [told('sale'), told('buy')] }) });\n`,
      'company.yaml': "scenario:\n  processes:\n    - use: './own.mjs#sale'\n    - use: './own.mjs#buy'\n",
      'own.mjs': `${text}export const sale = () => told('sale');\nexport const buy = () => told('buy');\n`,
    });

    for (const args of ['journeys.mjs --journey buy', 'scenario.mjs --process buy', 'company.yaml --process buy']) {
      const [threads, alone] = await bothWays(shop, args);
      expect([args, threads?.code, threads?.stderr]).toEqual([args, 0, '']);
      expect(threads?.stdout.match(/"name":"buy\.told"/g)).toHaveLength(40);
      expect(threads?.stdout).not.toContain('sale.told');
      expect(threads?.stdout).toBe(alone?.stdout);
    }
  });

  it('ask a config function anew, with the command and the flags', async () => {
    const text = configOf('users: 1')
      .replace('defineConfig({', 'defineConfig(async ({ command, flags }) => ({ seed: `${command} ${flags.users}`,')
      .replace('users: 1 });', '}));');
    const shop = await project({ 'synode.config.mjs': text });

    const [threads, alone] = await bothWays(shop, '--users 30');

    expect([threads?.code, threads?.stderr]).toEqual([0, '']);
    expect(threads?.stdout.trimEnd().split('\n')).toHaveLength(30);
    expect(threads?.stdout).toBe(alone?.stdout);
  });
});

describe('a mistyped target', () => {
  it.each([
    ['ndjso', "Did you mean 'ndjson'?"],
    ['events', 'For a file, write ./events or events.ndjson.'],
    ['ndjson', 'Add --out out, or name a file: --to events.ndjson'],
    ['ftp://example.com/x', 'there is no target for addresses with ftp://'],
  ])('is explained: %s', async (target, words) => {
    const { code, stderr } = await (await project()).synode(`generate --to ${target}`);

    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
