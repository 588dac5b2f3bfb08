import { describe, expect, it } from 'vitest';

import { configOf, projectsOfTests } from './project.ts';

const project = projectsOfTests();

/** A module whose exports data configs name. */
const SHOP = configOf('users: 1').replace(
  /export default.*/,
  'export const journeys = [shop];\nexport const single = shop;',
);

interface Fault {
  readonly code: string;
  readonly path: readonly string[];
}

describe('the config of a folder', () => {
  it.each([
    ['ts', configOf('users: 2')],
    ['mts', configOf('users: 2')],
    ['js', configOf('users: 2')],
    ['mjs', configOf('users: 2')],
    ['json', '{ "journeys": "./shop.mjs#journeys", "users": 2 }'],
    ['yaml', 'journeys: ./shop.mjs#journeys\nusers: 2\n'],
    ['yml', 'journeys: [./shop.mjs#single]\nusers: 2\n'],
  ])('may be called synode.config.%s', async (extension, text) => {
    const shop = await project({ [`synode.config.${extension}`]: text, 'shop.mjs': SHOP });

    const { code, stdout } = await shop.synode('validate');

    expect(code).toBe(0);
    expect(stdout).toContain(`valid  synode.config.${extension}: 1 journey, 1 action, 2 users`);
  });

  it('is CONFIG_NOT_FOUND where there is none, with the way to make one', async () => {
    const { code, stderr } = await (await project({})).synode('generate');

    expect(code).toBe(2);
    expect(stderr).toContain('[CONFIG_NOT_FOUND] there is no config in this folder');
    expect(stderr).toContain('Run: synode init');
  });

  it('is CONFIG_AMBIGUOUS where there are several, and all are named', async () => {
    const shop = await project({ 'synode.config.mjs': configOf('users: 1'), 'synode.config.yaml': 'users: 1' });

    const { code, stderr } = await shop.synode('generate');

    expect(code).toBe(2);
    expect(stderr).toContain(
      '[CONFIG_AMBIGUOUS] there are 2 configs in this folder: synode.config.mjs, synode.config.yaml',
    );
  });

  it('is found by path, as a file or as a folder', async () => {
    const shop = await project({ 'sub/synode.config.mjs': configOf('users: 3') });

    const [byFolder, byFile, mistyped] = await Promise.all(
      ['sub', 'sub/synode.config.mjs', 'sub/synode.config.js'].map((path) => shop.synode(`validate ${path}`)),
    );

    expect(byFolder?.stdout).toContain('3 users');
    expect(byFile?.stdout).toContain('3 users');
    expect(mistyped?.stderr).toContain("Did you mean 'synode.config.mjs'?");
  });
});

describe('a config function', () => {
  it('hears the command and the flags, and may take its time', async () => {
    const text = configOf('users: 1')
      .replace(
        'defineConfig({',
        'defineConfig(async ({ command, flags }) => ({ seed: `${command} ${flags.users} ${flags.maxEvents}`,',
      )
      .replace('users: 1 });', 'users: 1 }));');
    const shop = await project({ 'synode.config.mjs': text });

    const { stdout } = await shop.synode('validate --users 9 --max-events 5');

    expect(stdout).toContain('9 users');
    expect(stdout).toContain('seed validate 9 5');
  });

  it('that throws is shown with its words and its line', async () => {
    const shop = await project({
      'synode.config.mjs': "export default () => {\n  throw new Error('no stock list');\n};\n",
    });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toContain('the config function threw: no stock list');
  });
});

describe('a config that is data', () => {
  const data = async (config: object, env: Readonly<Record<string, string>> = {}, args = 'generate') => {
    const shop = await project({ 'synode.config.json': JSON.stringify(config), 'shop.mjs': SHOP });
    return { shop, ...(await shop.synode(args, { env })) };
  };

  it('names the adapter as a block, and its options are those of the class', async () => {
    const adapter = { type: 'file', path: 'out/events.csv', columns: ['amount'], rest: 'drop' };

    const { shop, code } = await data({ journeys: './shop.mjs#journeys', users: 2, adapter });

    expect(code).toBe(0);
    expect((await shop.read('out/events.csv')).split('\n')[0]).toBe('id,userId,sessionId,name,timestamp,amount');
  });

  it('feeds several adapters at once', async () => {
    const adapter = { type: 'composite', adapters: ['a.ndjson', { type: 'file', path: 'b.json' }] };

    const { shop } = await data({ journeys: './shop.mjs#journeys', users: 2, adapter });

    expect(await shop.events('a.ndjson')).toHaveLength(2);
    expect(JSON.parse(await shop.read('b.json'))).toHaveLength(2);
  });

  it('names transforms as it names journeys', async () => {
    const shop = await project({
      'synode.config.json': JSON.stringify({
        journeys: './shop.mjs#journeys',
        users: 2,
        transforms: './odd.mjs#transforms',
        adapter: 'a.ndjson',
      }),
      'shop.mjs': SHOP,
      'odd.mjs': "export const transforms = [{ id: 'twice', stage: 'noise', apply: (batch) => [...batch, ...batch] }];",
    });

    const { code, stdout } = await shop.synode('generate');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^added {6} 2 events by transforms/m);
    expect(await shop.events('a.ndjson')).toHaveLength(4);
  });

  it('takes secrets from the environment inside the adapter', async () => {
    const adapter = { type: 'file', path: '${env:SYNODE_TEST_DIR}/events.ndjson' };

    const { shop, code } = await data(
      { journeys: './shop.mjs#journeys', users: 2, adapter },
      { SYNODE_TEST_DIR: 'secret' },
    );

    expect(code).toBe(0);
    expect(await shop.events('secret/events.ndjson')).toHaveLength(2);
  });

  it('is CONFIG_INVALID where a secret is missing, naming it', async () => {
    const adapter = {
      type: 'http',
      url: 'https://example.com',
      headers: { authorization: 'Bearer ${env:SYNODE_NO_TOKEN}' },
    };

    const { code, stderr } = await data({ journeys: './shop.mjs#journeys', users: 2, adapter });

    expect(code).toBe(2);
    expect(stderr).toContain('[CONFIG_INVALID] the environment has no SYNODE_NO_TOKEN');
    expect(stderr).toContain("'adapter' > 'headers' > 'authorization'");
  });

  it('may not take what is generated from the environment', async () => {
    const { code, stderr } = await data({ journeys: './shop.mjs#journeys', users: 2, seed: '${env:HOME}' });

    expect(code).toBe(2);
    expect(stderr).toContain('the environment is named outside of the adapter');
    expect(stderr).not.toContain(process.env['HOME'] ?? 'no home');
  });

  it('is EXPORT_NOT_FOUND where the module has no such export', async () => {
    const { code, stderr } = await data({ journeys: './shop.mjs#journey', users: 2 });

    expect(code).toBe(2);
    expect(stderr).toContain("[EXPORT_NOT_FOUND] './shop.mjs' has no export 'journey'");
    expect(stderr).toContain("Did you mean 'journeys'?");
  });

  it('lists all faults of its shape at once', async () => {
    const { code, stderr } = await data({ journeys: 7, users: 2, adapter: { type: 'fil' } });

    expect(code).toBe(2);
    expect(stderr).toContain('[INVALID_CONFIG] 2 problems');
    expect(stderr).toContain("'journeys' is 7");
    expect(stderr).toContain("Did you mean 'file'?");
  });

  /** The codes of all faults that a YAML config has, by `validate` and by `generate`. */
  const faultsOf = async (text: string): Promise<readonly string[]> => {
    const shop = await project({ 'synode.config.yaml': text, 'shop.mjs': SHOP });
    const [judged, run] = [await shop.synode('validate --json'), await shop.synode('generate --json')];
    expect([judged.code, run.code, run.stdout]).toEqual([2, 2, judged.stdout]);
    const { error } = JSON.parse(judged.stdout) as { readonly error: { readonly issues: readonly Fault[] } };
    return error.issues.map(({ code, path }) => `${code} ${path.join(' > ')}`);
  };

  it('tells every fault at once, whichever of its items is wrong, and wherever that is judged', async () => {
    expect(
      await faultsOf(`journeys: ['./shop.mjs#nobody', './nowhere.mjs#journeys']
persona: ./nowhere.mjs#persona
adapter: { type: file, path: out/events.ndjson, formatt: csv }
users: -1
lanes: 0
`),
    ).toEqual([
      "EXPORT_NOT_FOUND 'journeys' > file 'shop.mjs'",
      "CONFIG_INVALID 'journeys'",
      "CONFIG_INVALID 'persona'",
      "UNKNOWN_KEY FileAdapter > option 'formatt'",
      "INVALID_RUN_OPTIONS option 'users'",
      "INVALID_RUN_OPTIONS option 'lanes'",
    ]);
    expect(
      await faultsOf(`scenario:
  perio: 5
  world: { presett: small }
  processes: [7, { use: nobody }, { use: order-to-cash, options: { customerss: 5 } }]
adapter: { type: fil }
lanes: 0
`),
    ).toEqual([
      "CONFIG_INVALID 'scenario' > 'processes' > [0]",
      "CONFIG_INVALID 'adapter' > 'type'",
      "UNKNOWN_KEY 'scenario' > 'perio'",
      "UNKNOWN_KEY world > 'presett'",
      "CONFIG_INVALID 'scenario' > 'processes' > [1] > 'use'",
      "UNKNOWN_KEY process 'order-to-cash' > 'customerss'",
      "INVALID_RUN_OPTIONS option 'lanes'",
    ]);
  });

  it('tells what is wrong with its destination beside what is wrong with its options', async () => {
    expect(
      await faultsOf(`journeys: ./shop.mjs#journeys
adapter: { type: file, path: out/events.ndjson, formatt: csv }
users: -1
`),
    ).toEqual(["UNKNOWN_KEY FileAdapter > option 'formatt'", "INVALID_RUN_OPTIONS option 'users'"]);
  });

  it.each([
    ['synode.config.json', '{\n  "journeys": "./shop.mjs#journeys",\n  "users": 2,,\n}', 'synode.config.json:3:'],
    ['synode.config.yaml', 'journeys: ./shop.mjs#journeys\nusers: 2\nusers: 3\n', 'synode.config.yaml:3:1'],
    ['synode.config.yaml', 'users: &all [*all, 2]\n', 'synode.config.yaml contains itself: an alias'],
    ['synode.config.yaml', 'journeys: ./shop.mjs#journeys\nusers: 2\nseed: 007\n', "Write seed: '007'."],
  ])('that cannot be read says where: %s', async (name, text, words) => {
    const shop = await project({ [name]: text, 'shop.mjs': SHOP });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('a config with threads', () => {
  it('is judged, planned and shown with the datasets it has', async () => {
    const shop = await project({
      'synode.config.mjs': `import { defineAction, defineAdventure, defineConfig, defineDataset, defineJourney, fromDataset, int } from 'synode';
const prices = defineDataset({ id: 'prices', count: 3, fields: { minor: int({ min: 1, max: 9 }) } });
const pay = defineAction({ id: 'pay', name: 'order.paid', fields: { minor: fromDataset(prices, 'minor') } });
const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [pay] })] });
export default defineConfig({ journeys: [shop], datasets: [prices], users: 3, workers: 2 });
`,
    });
    const commands = ['validate', 'plan', 'preview', 'replay --actor user:1', 'dataset export prices --to p.csv'];

    for (const command of commands) {
      const { code, stderr } = await shop.synode(command);
      expect([command, code, stderr]).toEqual([command, 0, expect.not.stringContaining('[')]);
    }
  });
});

describe('a config that is none', () => {
  it.each([
    ['export default 5;', 'does not export a config'],
    ['export const users = 5;', 'exports no config'],
    [configOf('users: 1').replace('defineConfig({ journeys: [shop], users: 1 })', 'shop'), 'Received: a journey'],
    ['export default { jorneys: [], users: 1 };', "Did you mean 'journeys' instead of 'jorneys'?"],
  ])('is CONFIG_INVALID and says what to write', async (text, words) => {
    const shop = await project({ 'synode.config.mjs': text });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toContain('[CONFIG_INVALID]');
    expect(stderr).toContain(words);
  });
});

describe('an adapter in a config', () => {
  it.each([
    ['an instance', "adapter: new FileAdapter('events.ndjson')"],
    ['a factory', "adapter: () => new FileAdapter('events.ndjson')"],
    ['a target', "adapter: 'events.ndjson'"],
  ])('is %s', async (_form, option) => {
    const more = "import { FileAdapter } from 'synode/adapters/file';";
    const shop = await project({ 'synode.config.mjs': configOf(`users: 4, ${option}`, more) });

    const { code } = await shop.synode('generate');

    expect(code).toBe(0);
    expect(await shop.events('events.ndjson')).toHaveLength(4);
  });
});

describe('the environment', () => {
  it('changes nothing of what is generated', async () => {
    const shop = await project({ 'synode.config.mjs': configOf('users: 5') });

    const plain = await shop.synode('generate --to -');
    const other = await shop.synode('generate --to -', {
      env: {
        TZ: 'Asia/Tokyo',
        LANG: 'de_DE.UTF-8',
        SYNODE_SEED: '1',
        CI: '1',
        FORCE_COLOR: '1',
        NODE_ENV: 'production',
      },
    });

    expect(other.stdout).toBe(plain.stdout);
  });

  it('may colour the words of the command, and nothing else', async () => {
    const shop = await project({ 'synode.config.mjs': configOf('users: 5') });

    const [plain, forced, refused, flagged] = await Promise.all([
      shop.synode('generate --to null'),
      shop.synode('generate --to null', { env: { FORCE_COLOR: '1' } }),
      shop.synode('generate --to null', { env: { NO_COLOR: '1' } }),
      shop.synode('generate --to null --no-color', { env: { FORCE_COLOR: '1' } }),
    ]);

    expect(forced?.stdout).toContain('\u001b[');
    for (const { stdout } of [plain, refused, flagged]) expect(stdout).not.toContain('\u001b[');
  });
});
