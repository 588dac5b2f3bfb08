import { readdirSync, readFileSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { allLocales } from '@faker-js/faker';
import { describe, expect, it } from 'vitest';

import { EXPORT_IDS } from '../../src/exports/formats.ts';
import { calendarIds } from '../../src/time/regional.ts';
import { catalogue } from '../../journeys/index.ts';
import { configOf, projectsOfTests, runChild, type Project } from './project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const project = projectsOfTests();

/** A shop with every verb, a persona, a dataset, two journeys in a chain and one by schedule. */
const CONFIG = `import { branch, chance, defineAction, defineAdventure, defineConfig, defineDataset, defineJourney, definePersona,
  every, fromDataset, int, lognormal, oneOf, repeat, sequence, wait, when } from 'synode';

const stock = defineDataset({ id: 'stock', count: 3, fields: { sku: sequence({ prefix: 'S-' }), price: int({ min: 5, max: 9 }) } });
const sign = defineAction({ id: 'sign', name: 'account.opened' });
const view = defineAction({ id: 'view', name: 'page.viewed', timeSpan: { min: '2s', max: '5s' }, fields: { sku: fromDataset(stock, 'sku') } });
const pay = defineAction({
  id: 'pay',
  emits: ['order.paid'],
  bounceChance: 0.1,
  fields: { amount: lognormal({ median: 120, sigma: 0.6 }) },
  handler: (ctx, { amount }) => [ctx.event('order.paid', { amount, gift: ctx.random.chance(0.2), note: ctx.draw('note', oneOf(['a', 'b'])) })],
});
const isRich = (ctx) => ctx.get('income') > 0;
const signup = defineJourney({ id: 'signup', adventures: [defineAdventure({ id: 'form', actions: [sign] })] });
const shop = defineJourney({
  id: 'shop',
  name: 'Shop a little',
  requires: ['signup'],
  bounceChance: 0.05,
  adventures: [
    defineAdventure({ id: 'look', actions: [repeat(2, [view]), wait('1m')] }),
    when(isRich, [defineAdventure({ id: 'buy', actions: [branch({ now: { weight: 0.75, steps: [pay] }, never: { weight: 0.25, steps: [] } })] })]),
  ],
});
const mail = defineJourney({ id: 'mail', arrivals: every('7d', { jitter: 0.1 }), adventures: [defineAdventure({ id: 'send', actions: [defineAction({ id: 'mail' })] })] });
const rich = definePersona({ id: 'rich', attributes: { income: int({ min: 1, max: 9 }), vip: chance(0.5) } });

export default defineConfig({
  journeys: [signup, shop, mail], persona: rich, datasets: [stock], users: 30, seed: 42,
  startDate: '2025-01-01', endDate: '2025-02-01', starts: 'together', adapter: 'events.ndjson',
});
`;

describe('synode preview', () => {
  it('shows one actor as a table of time, delay, actor, event and payload', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { code, stdout, stderr } = await shop.synode('preview');

    expect(code).toBe(0);
    const [head, first, second] = stdout.split('\n');
    expect(head).toMatch(/^time +\+ +actor +event +payload$/);
    expect(first).toMatch(/^2025-01-01T00:00:00.000Z +user-0 +account.opened +\{\}$/);
    expect(second).toMatch(/^2025-01-01T00:00:0[2-5].\d{3}Z +\d\.\ds +user-0 +page.viewed +\{"sku":"S-[123]"\}$/);
    expect(stderr).toMatch(/\d+ events of 1 user, seed 42\n/);
    await expect(shop.read('events.ndjson')).rejects.toThrow('ENOENT');
  });

  it('shows the events a run gives', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { stdout } = await shop.synode('preview --users 3 --json');
    const { stdout: lines } = await shop.synode('generate --users 3 --to - --quiet');

    const { events } = JSON.parse(stdout) as { events: unknown };
    expect(events).toEqual(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    );
  });
});

describe('synode plan', () => {
  it('prints phases, datasets, personas, chain, schedules, steps and the hash', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { code, stdout } = await shop.synode('plan');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^plan {8}[0-9a-f]{64}$/m);
    expect(stdout).toContain('phases      compile → datasets → journeys → close');
    expect(stdout).toContain('dataset     stock: 3 rows, computed where needed');
    expect(stdout).toContain('personas    rich');
    expect(stdout).toContain('chain       signup → shop');
    expect(stdout).toContain('journey shop  Shop a little');
    expect(stdout).toContain('starts      every 7d');
    for (const step of [
      /\d {2}requires +signup$/,
      /bounce +journey 5 % {2}bounced → \d+$/,
      /loop +look › repeat#0 +2 times$/,
      /delay +look › view +2s–5s$/,
      /act +look › view +page.viewed \{ sku \}$/,
      /test +when#0 +if ƒ isRich {2}else → \d+$/,
      /choose +buy › branch#0 +by weight {2}now 0.75 → \d+, never 0.25 → \d+$/,
      /bounce +buy › pay +action 10 % {2}bounced → \d+$/,
      /act +buy › pay +order.paid$/,
      /complete$/,
    ]) {
      expect(stdout.split('\n').some((line) => step.test(line.trimEnd()))).toBe(true);
    }
  });

  it('prints phases, order, what each process reads, its steps and the hash', async () => {
    const config = `import { defineAction, defineAdventure, defineConfig, defineJourney, defineProcess, scenario } from 'synode';
const flow = (id) => defineJourney({ id, adventures: [defineAdventure({ id: 'main', actions: [defineAction({ id })] })] });
const of = (id, more) => defineProcess({ id, ...more, populations: [{ id: 'team', size: 2, journeys: [flow(id)] }] })();
export default defineConfig({ scenario: scenario({ period: { start: '2025-01-01', end: '2025-02-01' },
  processes: [of('deliver', { reads: ['sell'], emits: ['deliver'] }), of('shop', { reads: [], emits: ['sell'] })] }) });`;
    const company = await project({ 'synode.config.mjs': config });

    const [byDefault, byUser] = await Promise.all([company.synode('plan'), company.synode('plan --order user')]);

    expect(byDefault.stdout).toMatch(/^run {9}4 users, seed synode, order time$/m);
    expect(byUser.stdout).toMatch(/^run {9}4 users, seed synode, order user$/m);
    // The one that reads stands behind the one it reads of, as it will run.
    expect(byDefault.stdout).toContain('compile → process:shop → process:deliver → close');
    expect(byDefault.stdout).toMatch(/^process deliver\nreads {7}sell\nemits {7}deliver$/m);
    expect(byDefault.stdout).toMatch(/^process shop\nemits {7}sell$/m);
    expect(byDefault.stdout).toMatch(/^plan {8}[0-9a-f]{64}$/m);
    expect(byDefault.stdout).toMatch(/ act +team › shop › main › shop +shop\b/);
  });

  it('is the same plan as JSON, whose targets are steps', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { stdout } = await shop.synode('plan --format json');

    interface Journey {
      readonly id: string;
      readonly steps: readonly { readonly index: number; readonly to: readonly { readonly step: number }[] }[];
    }
    const plan = JSON.parse(stdout) as { processes: { populations: { journeys: Journey[] }[] }[]; hash: string };
    expect(plan).toMatchObject({ format: 'synode-plan/1', seed: '42', users: 30, order: 'user' });
    const journeys = plan.processes.flatMap(({ populations }) => populations.flatMap((one) => one.journeys));
    expect(journeys.map(({ id }) => id)).toEqual(['signup', 'shop', 'mail']);
    for (const { steps } of journeys) {
      for (const { to } of steps) for (const { step } of to) expect(steps[step]?.index).toBe(step);
    }
  });

  it('has the hash that the run reports', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const plan = JSON.parse((await shop.synode('plan --format json')).stdout) as { hash: string };
    const run = JSON.parse((await shop.synode('generate --json --to null')).stdout) as { result: { planHash: string } };

    expect(run.result.planHash).toBe(plan.hash);
  });

  it('draws a Mermaid flowchart in which every arrow joins two nodes', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG.replace("'page.viewed'", '\'page "viewed" <1>\'') });

    const { stdout } = await shop.synode('plan --format mermaid');

    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trim());
    expect(lines[0]).toBe('flowchart TD');
    const nodes = new Set(lines.flatMap((line) => /^(n\d+)[[({]/.exec(line)?.[1] ?? []));
    const arrows = lines.filter((line) => line.includes('--') || line.includes('-.'));
    expect(arrows.length).toBeGreaterThan(10);
    for (const arrow of arrows) {
      const [, from = '', to = ''] = /^(n\d+) (?:-->|-\.->)(?:\|"[^"]*"\|)? (n\d+)$/.exec(arrow) ?? [];
      expect([nodes.has(from), nodes.has(to)]).toEqual([true, true]);
    }
    expect(lines.filter((line) => line.startsWith('subgraph'))).toHaveLength(
      lines.filter((line) => line === 'end').length,
    );
    expect(stdout).toContain('view<br/>page #quot;viewed#quot; #lt;1#gt;');
    expect(stdout).toContain('|"now 0.75, bounce 10 %"|');
  });
});

describe('synode replay', () => {
  it('gives exactly the events of one actor', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });
    await shop.synode('generate');

    const { code, stdout } = await shop.synode('replay --actor user:17 --to -');

    expect(code).toBe(0);
    const own = (await shop.read('events.ndjson')).split('\n').filter((line) => line.includes('"userId":"user-17"'));
    expect(own.length).toBeGreaterThan(3);
    expect(stdout.trimEnd().split('\n')).toEqual(own);
  });

  it('reaches an actor past the users of the config, as a larger run would', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { stdout } = await shop.synode('replay --actor user:35 --to -');
    const larger = await shop.synode('generate --users 40 --to - --quiet');

    expect(stdout.trimEnd().split('\n')).toEqual(
      larger.stdout.split('\n').filter((line) => line.includes('"user-35"')),
    );
  });

  it('traces every draw: path, generator, uniforms and value', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { stdout } = await shop.synode('replay --actor user:4 --trace --json');

    interface Draw {
      readonly path: readonly string[];
      readonly kind: string;
      readonly uniforms: readonly number[];
      readonly value: unknown;
      readonly instance: string;
    }
    const { draws, events } = JSON.parse(stdout) as {
      draws: Draw[];
      events: { id: string; name: string; payload: Record<string, unknown> }[];
    };
    const drawn = (tail: string): Draw | undefined => draws.find(({ path }) => path.join('/').endsWith(tail));
    const paid = events.find(({ name }) => name === 'order.paid');
    expect(drawn('persona/rich/attribute/income')).toMatchObject({ kind: 'int', uniforms: [expect.any(Number)] });
    expect(drawn('journey/shop/@bounce')).toMatchObject({ kind: 'bounce', value: false, instance: '0' });
    expect(drawn('action/view/@delay')).toMatchObject({ kind: 'delay', value: expect.any(Number) });
    expect(drawn('step/branch#0')).toMatchObject({ kind: 'branch', value: 'now' });
    expect(drawn('field/amount')).toMatchObject({ kind: 'lognormal', value: paid?.payload['amount'] });
    expect(drawn('action/pay/@handler')).toMatchObject({ kind: 'ctx.random', uniforms: [expect.any(Number)] });
    expect(drawn('draw/note')).toMatchObject({ kind: 'oneOf', value: paid?.payload['note'] });
    expect(drawn('mail/@arrivals')).toMatchObject({ kind: 'arrival' });
    const ids = draws.filter(({ kind }) => kind === 'event id').map(({ value }) => value);
    expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)));
  });

  it('dates the draw of its start by what it gives: before it an actor has no clock', async () => {
    const window = "startDate: '2025-03-01', endDate: '2025-04-01'";
    const shop = await project({
      'synode.config.mjs': configOf(`users: 5, ${window}`),
      'busy.config.mjs': configOf(
        `users: 5, ${window}, starts: profile({ hours: HOURS })`,
        "import { profile } from 'synode';\nconst HOURS = Array.from({ length: 24 }, (_, i) => (i === 9 ? 1 : 0));",
      ),
    });

    for (const config of ['synode.config.mjs', 'busy.config.mjs']) {
      const { stdout } = await shop.synode(`replay ${config} --actor user:4 --trace`);
      const [, dated, given] =
        /^user-4\n\n(\S+) {2}actor\n {2}@start {2}start {2}u 0\.\d+ +→ (\S+)\n/.exec(stdout) ?? [];

      expect(dated).toMatch(/^2025-03-\d\dT/);
      expect(given).toBe(dated);
    }
  });

  it('prints the trace with each event behind the draws of its action', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { stdout } = await shop.synode('replay --actor user:4 --trace');

    expect(stdout).toMatch(
      /^user-4\n\n2025-01-01T00:00:00.000Z {2}actor\n {2}persona\/rich\/attribute\/income +int +u 0\.\d+ +→ \d\n/,
    );
    expect(stdout).toMatch(
      /\S+Z {2}shop#0 › buy › pay\n(?: .*\n)*? {2}field\/amount +lognormal +u 0\.\d+ +→ [\d.]+\n(?: .*\n)*? {2}● \S+ {2}order\.paid /,
    );
  });

  it.each([
    ['user-17', 'Write --actor user:17.'],
    ['17', 'Write --actor user:17.'],
    ['bob', 'Write --actor bob:0.'],
    ['usr:17', "Did you mean 'user'?"],
  ])('explains who %s might be', async (actor, words) => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { code, stderr } = await shop.synode(`replay --actor ${actor}`);

    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('synode dataset', () => {
  it('exports the rows that a run sees', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { code, stdout } = await shop.synode('dataset export stock --to stock.csv');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^stock.csv {2}3 rows of 'stock', \d+ B\n$/);
    expect(await shop.read('stock.csv')).toMatch(/^sku,price\nS-1,[5-9]\nS-2,[5-9]\nS-3,[5-9]\n$/);
  });

  it('exports the rows that a run of a named scenario sees: those beside its events', async () => {
    const company = await project({
      'synode.config.mjs': `
import { defineConfig, scenario } from 'synode';
import { o2c, world } from 'synode/journeys';

export default defineConfig({
  scenario: scenario({
    ...world({ preset: 'distributor', scale: 0.6 }),
    id: 'plan-b',
    seed: 'named',
    period: { start: '2025-01-01', end: '2025-01-04' },
    processes: [o2c()],
  }),
});
`,
    });

    expect((await company.synode('generate --out out --quiet --progress none')).code).toBe(0);
    expect((await company.synode('dataset export customers.1000 --to customers.ndjson')).code).toBe(0);
    expect(await company.read('customers.ndjson')).toBe(await company.read('out/master/customers.1000.ndjson'));
    expect((await company.synode('verify out --config synode.config.mjs')).code).toBe(0);
  });

  it('names near datasets where there is none of this id', async () => {
    const shop = await project({ 'synode.config.mjs': CONFIG });

    const { code, stderr } = await shop.synode('dataset export stok --to stock.csv');

    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean 'stock'?");
  });

  it('checks a file and tells each column', async () => {
    const shop = await project({ 'people.csv': 'name,age\nAda,36\nGrace,\n' });

    const { code, stdout } = await shop.synode('dataset check people.csv');

    expect(code).toBe(0);
    expect(stdout).toContain('valid  people.csv: 2 rows\n');
    expect(stdout).toMatch(/name {2}100.0 % filled +2 different {2}Ada/);
    expect(stdout).toMatch(/age +50.0 % filled +1 different {2}36/);
  });

  it('names every bad row by a schema of the author', async () => {
    const rows =
      "export const row = { '~standard': { version: 1, vendor: 'own', validate: (value) => (/^\\d+$/.test(value.age) ? { value } : { issues: [{ message: 'is no age', path: ['age'] }] }) } };\n";
    const shop = await project({ 'people.csv': 'name,age\nAda,36\nGrace,old\n', 'rows.mjs': rows });

    const { code, stderr } = await shop.synode('dataset check people.csv --row ./rows.mjs#row');

    expect(code).toBe(2);
    expect(stderr).toContain('[DATASET_FILE_INVALID] 1 of 2 rows');
    expect(stderr).toContain('line 3');
  });
});

/** Every file of `adapters/` with an adapter in it. */
const ADAPTER_FILES = readdirSync(join(ROOT, 'adapters'))
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => /^export class \w+Adapter\b/m.test(readFileSync(join(ROOT, 'adapters', file), 'utf8')))
  .map((file) => file.slice(0, -'.ts'.length));

describe('synode list', () => {
  const list = async (kind: string) => (await project({})).synode(`list ${kind}`);

  it('lists the processes that come with it, each with what it tells', async () => {
    const { stdout } = await list('processes');

    expect(stdout).toMatch(/^inventory +cycle_count\.started/m);
    expect(stdout).toMatch(/^opening +opening_item\.recorded/m);
    expect(stdout).toMatch(/^order-to-cash +.*sales_order\.created/m);
    expect(stdout).toMatch(/^procure-to-pay +.*purchase_order\.created/m);
  });

  it('says of a calendar which region and years it has', async () => {
    const calendars = (await list('calendars')).stdout;
    expect(calendars).toMatch(/^weekdays +Monday to Friday/);
    expect(calendars).toMatch(/^DE-bank +Germany \(nationwide\), banks, 2020 to 2030$/m);
  });

  it.each([
    ['processes', Object.keys(catalogue)],
    ['calendars', calendarIds],
    ['adapters', ADAPTER_FILES],
    ['exports', ['asyncapi', 'schemas', ...EXPORT_IDS]],
    ['locales', Object.keys(allLocales)],
  ] as const)('shows all there is of each kind, in words and as a document: %s', async (kind, all) => {
    const shop = await project({});
    const [words, document] = [await shop.synode(`list ${kind}`), await shop.synode(`list ${kind} --json`)];

    const { [kind]: listed } = JSON.parse(document.stdout) as Record<typeof kind, readonly { readonly id: string }[]>;
    expect(listed.map(({ id }) => id).sort()).toEqual([...all].sort());
    // Locales stand side by side, everything else a line each.
    const shown = kind === 'locales' ? words.stdout.trim().split(/\s+/) : words.stdout.match(/^\S+/gm);
    expect(shown?.toSorted()).toEqual([...all].sort());
    expect([words.code, document.code]).toEqual([0, 0]);
  });

  it('says of an adapter which class it is', async () => {
    const { stdout } = await (await project({})).synode('list adapters --json');

    const { adapters } = JSON.parse(stdout) as { adapters: { id: string; about: string }[] };
    for (const { about } of adapters) expect(about).toMatch(/^\w+Adapter \(synode(\/adapters\/\w+)?\)/);
  });

  it('asks what to list', async () => {
    const { code, stderr } = await list('calender');

    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean 'calendars'?");
  });
});

describe('synode init', () => {
  /** A folder with what `npm install` would bring, and nothing else. */
  const empty = async (): Promise<Project> => {
    const made = await project();
    await rm(made.path('package.json'));
    for (const name of ['vitest', 'typescript'])
      await symlink(join(ROOT, 'node_modules', name), made.path(`node_modules/${name}`));
    return made;
  };

  it('writes a project that runs, whose test passes and whose types hold', async () => {
    const shop = await empty();

    const made = await shop.synode('init');
    const run = await shop.synode('generate');
    const script = (name: string): string => join(ROOT, 'node_modules', name);
    const test = await runChild([process.execPath, script('vitest/vitest.mjs'), 'run'], shop.folder);
    const types = await runChild([process.execPath, script('typescript/lib/tsc.js'), '-p', '.'], shop.folder);

    expect(made.stdout).toMatch(/^ {2}npm install "\$\(npm pack --silent \S+\)"$/m);
    expect(made.stdout).toContain('npm run generate');
    expect(run.code).toBe(0);
    expect((await shop.events('out/events.ndjson')).length).toBeGreaterThan(300);
    expect([test.code, types.stdout, types.code]).toEqual([0, '', 0]);
    expect(JSON.parse(await shop.read('package.json'))).toMatchObject({
      type: 'module',
      scripts: { generate: 'synode generate', preview: 'synode preview', test: 'vitest run' },
    });
  });

  it('overwrites nothing without --force', async () => {
    const shop = await project({ 'journeys/first-order.ts': '// mine\n', 'synode.config.json': '{}' });

    const refused = await shop.synode('init');
    const left = await shop.read('journeys/first-order.ts');
    const forced = await shop.synode('init --force');

    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      '[FILE_EXISTS] journeys/first-order.ts, synode.config.json exist; nothing was written',
    );
    expect(left).toBe('// mine\n');
    expect(forced.code).toBe(0);
    expect(await shop.read('journeys/first-order.ts')).toContain('export const firstOrder');
  });

  it('completes the package.json of npm init, which knows no test and is CommonJS', async () => {
    const npm = { name: 'mine', scripts: { test: 'echo "Error: no test specified" && exit 1' }, type: 'commonjs' };
    const shop = await project({ 'package.json': JSON.stringify(npm) });

    const { stdout } = await shop.synode('init');
    const { code } = await shop.synode('generate');

    expect(stdout).toContain('type module');
    expect(JSON.parse(await shop.read('package.json'))).toMatchObject({
      type: 'module',
      scripts: { test: 'vitest run' },
    });
    expect(code).toBe(0);
  });

  it('does not turn the code of a CommonJS project into modules', async () => {
    const shop = await project({ 'package.json': '{ "type": "commonjs" }', 'index.js': 'exports.x = 1;\n' });

    const { code, stderr } = await shop.synode('init');

    expect(code).toBe(2);
    expect(stderr).toContain('Run: synode init simulation, for a folder of its own.');
    expect(await shop.read('package.json')).toBe('{ "type": "commonjs" }');
  });

  it('adds scripts to a package.json and leaves those that are there', async () => {
    const shop = await project({
      'package.json': '{ "name": "mine", "type": "module", "scripts": { "test": "node --test" } }',
    });

    await shop.synode('init');

    expect(JSON.parse(await shop.read('package.json'))).toMatchObject({
      name: 'mine',
      scripts: { test: 'node --test', generate: 'synode generate' },
    });
  });
});
