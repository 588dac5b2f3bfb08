import { describe, expect, it } from 'vitest';

import { configOf, projectsOfTests, type Project } from './project.ts';

const newProject = projectsOfTests();
const project = (config = configOf('users: 20'), files: Readonly<Record<string, string>> = {}): Promise<Project> =>
  newProject({ 'synode.config.mjs': config, ...files });

/** A config whose handler throws for user 7. */
const FAILING = configOf('users: 20, seed: 3').replace(
  "id: 'pay', fields",
  "id: 'pay', handler: (ctx, f) => { if (ctx.actor.index === 7) throw new Error('no card'); return [ctx.event('pay', f)]; }, fields",
);
const CHEAP =
  "{ '~standard': { version: 1, vendor: 'shop', validate: (value) => (value.amount > 1 ? { issues: [{ message: 'too dear' }] } : { value }) } }";
const STRICT = configOf(`users: 20, eventSchema: { schema: ${CHEAP} }`);

describe('standard output', () => {
  it('holds the summary where events go elsewhere, and the events where they go there', async () => {
    const shop = await project();

    const [elsewhere, there] = await Promise.all(['null', '-'].map((to) => shop.synode(`generate --to ${to}`)));

    expect(elsewhere?.stdout).toMatch(/^completed {3}20 events of 20 users in /);
    expect(elsewhere?.stdout).toContain('journeys    20 started: 20 completed');
    expect(elsewhere?.stdout).toContain('window      2025-01-01 to the end of every journey, order user, seed synode');
    expect(elsewhere?.stdout).toContain('again       npx synode generate\n');
    expect(
      there?.stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { name: string }).name),
    ).toEqual(new Array(20).fill('pay'));
    expect(there?.stderr).toContain('completed   20 events');
  });

  it('holds exactly one JSON document under --json', async () => {
    const { code, stdout, stderr } = await (await project()).synode('generate --json --to null');

    const document = JSON.parse(stdout) as { ok: boolean; result: { counts: { users: object } } };
    expect(code).toBe(0);
    expect(document).toMatchObject({ ok: true, result: { counts: { users: { planned: 20, simulated: 20 } } } });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('completed   20 events');
  });

  it('holds the error as one document too, with the partial result', async () => {
    const { code, stdout } = await (await project(FAILING)).synode('generate --json --to null');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: {
        code: 'HANDLER_ERROR',
        kind: 'handler',
        path: ["journey 'shop'", "adventure 'buy'", "action 'pay'"],
        issues: [{ code: 'HANDLER_ERROR' }],
        replay: 'npx synode replay --seed 3 --actor user:7',
        result: { status: 'failed', stream: { events: 7 } },
      },
    });
  });

  it('sends who is lost to the help of the command, not of them all', async () => {
    const { code, stderr } = await (await project()).synode('preview --nonsense');

    expect(code).toBe(2);
    expect(stderr).toContain('See: synode preview --help');
  });

  it('holds the faults of a command line as a document', async () => {
    const { code, stdout } = await (await project()).synode('generate --json --usres 3');

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: 'UNKNOWN_KEY', suggestion: 'Did you mean --users?' },
    });
  });

  it.each(['--to -', '--to console', ''])('is not shared by --json and events: %s', async (target) => {
    const { code, stdout } = await (await project()).synode(`generate --json ${target}`);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'INVALID_OPTION' } });
  });

  it('holds nothing but events under --quiet, and errors stay on standard error', async () => {
    const shop = await project();

    const [silent, events] = await Promise.all(['null', '-'].map((to) => shop.synode(`generate --quiet --to ${to}`)));
    const failed = await shop.synode('generate --quiet --users -1');

    expect([silent?.stdout, silent?.stderr, events?.stderr]).toEqual(['', '', '']);
    expect(events?.stdout.split('\n')).toHaveLength(21);
    expect(failed.stderr).toContain('[INVALID_RUN_OPTIONS] users is -1');
  });
});

describe('progress without a terminal', () => {
  it('is one plain line at the end of a short run', async () => {
    const { stderr } = await (await project()).synode('generate --to null');

    expect(stderr).toMatch(/^done: {2}100\.0 % {2}20 events {2}\S+\/s {2}in \S+ m?s\n$/);
  });

  it('is a line an interval where one is given', async () => {
    const { stderr } = await (
      await project()
    ).synode('generate --to null --batch-size 1 --progress line --progress-interval 0');

    const lines = stderr.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines[5]).toMatch(/^journeys: {2}[\d.]+ % {2}\d+ events? /);
  });

  it('is an object a line under --progress ndjson', async () => {
    const { stderr } = await (
      await project()
    ).synode('generate --quiet --to null --batch-size 1 --progress ndjson --progress-interval 0');

    const objects = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { state: string; unit: string });
    expect(objects.at(-1)).toMatchObject({
      state: 'done',
      percent: 100,
      current: 20,
      total: 20,
      events: 20,
      unit: 'actor-day',
    });
    expect(objects.some(({ state }) => state === 'running')).toBe(true);
  });

  it('is nothing under --progress none', async () => {
    const { stderr } = await (await project()).synode('generate --to null --progress none');

    expect(stderr).toBe('');
  });

  it('is refused in a form nobody knows', async () => {
    const { code, stderr } = await (await project()).synode('generate --to null --progress nodjson');

    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean 'ndjson'?");
  });
});

describe('a reader that has seen enough', () => {
  it('ends the run quietly, as head does', async () => {
    const shop = await project(configOf('users: 300000'));

    const { code, stderr } = await shop.synode('generate --to -', { onText: (_text, child) => child.closeStdout() });

    expect(code).toBe(0);
    expect(stderr).not.toContain('EPIPE');
    expect(stderr).not.toContain('completed');
  });
});

describe('the exit code', () => {
  it.each([
    ['0: completed', 'generate --to null', configOf('users: 2'), 0],
    ['0: stopped at --max-events', 'generate --to null --max-events 1', configOf('users: 2'), 0],
    ['1: the data failed a strict schema', 'generate --to null', STRICT, 1],
    ['2: a fault of the config', 'generate --to null --lanes 0', configOf('users: 2'), 2],
    ['2: a flag nobody knows', 'generate --too null', configOf('users: 2'), 2],
    ['2: a command nobody knows', 'genrate', configOf('users: 2'), 2],
    ['3: a handler failed', 'generate --to null', FAILING, 3],
    ['3: too many users failed', 'generate --to null --on-error skipUser --error-limit 0', FAILING, 3],
  ])('is %s', async (_meaning, command, config, expected) => {
    const { code } = await (await project(config)).synode(command);

    expect(code).toBe(expected);
  });

  it('is 4 where the outside world may be better later', async () => {
    const full =
      "adapter: { write() { throw new AdapterError('ADAPTER_ERROR', 'the queue is full', { adapter: 'queue', operation: 'write', retriable: true, acknowledged: 0, unacknowledged: 1 }); } }";
    const shop = await project(configOf(`users: 2, ${full}`, "import { AdapterError } from 'synode';"));

    const { code, stderr } = await shop.synode('generate');

    expect(code).toBe(4);
    expect(stderr).toContain('[ADAPTER_ERROR] the queue is full');
  });

  it('is 3 where it will not be', async () => {
    const shop = await project(configOf("users: 2, adapter: '/dev/null/events.ndjson'"));

    const { code, stderr } = await shop.synode('generate');

    expect(code).toBe(3);
    expect(stderr).toContain('[ADAPTER_ERROR]');
  });
});

describe('synode validate', () => {
  it('lists every fault of config and flags, opens nothing and writes nothing', async () => {
    const config = configOf("users: 2, adapter: 'out/events.ndjson', lains: 2").replace(
      "id: 'pay'",
      "id: 'pay', bounceChance: 15",
    );
    const shop = await project(config);

    const { code, stderr } = await shop.synode('validate --users many');

    expect(code).toBe(2);
    expect(stderr).toContain('in synode.config.mjs:\n[INVALID_CONFIG] 3 problems');
    expect(stderr).toContain("unknown option 'lains'");
    expect(stderr).toContain("Did you mean 'lanes'?");
    expect(stderr).toContain("users is 'many'");
    expect(stderr).toContain('Use 0.15 for 15 %.');
    await expect(shop.read('out/events.ndjson')).rejects.toThrow('ENOENT');
  });

  it('says what a run would be where all is well', async () => {
    const { code, stdout } = await (await project()).synode('validate --json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, plan: { users: 20, journeys: 1, actions: 1 }, warnings: [] });
  });
});

describe('without a command', () => {
  it('synode shows its commands', async () => {
    const { code, stdout } = await (await project()).synode('');

    expect(code).toBe(0);
    for (const name of ['init', 'generate|run', 'validate', 'preview', 'plan', 'replay', 'dataset', 'list']) {
      expect(stdout).toContain(`  ${name}`);
    }
  });
});
