import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';

import { configOf, projectsOfTests, type Project } from '../cli/project.ts';
import { useCluster } from './cluster.ts';

const newProject = projectsOfTests();
const shop = (options = 'users: 60, seed: 3'): Promise<Project> =>
  newProject({ 'synode.config.mjs': configOf(options) });

/** The outcomes of a report as `--json` gives it, by check. */
function outcomesOf(stdout: string): Readonly<Record<string, string>> {
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly { id: string; outcome: string }[] };
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

const ALL_PASSED = {
  records: 'passed',
  count: 'passed',
  set: 'passed',
  ids: 'passed',
  order: 'passed',
  transactions: 'passed',
  checkpoint: 'passed',
};

describe('synode verify kafka://…', () => {
  const cluster = useCluster();
  const address = (topic: string) => `kafka://${cluster.broker.address}/${topic}`;
  const create = '--set adapter.createTopics=true';

  async function produce(topic: string, value: string, transactionalId?: string) {
    const kafka = new kafkajs.Kafka({ brokers: [cluster.broker.address], logLevel: kafkajs.logLevel.NOTHING });
    const producer = kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      ...(transactionalId === undefined ? {} : { transactionalId, idempotent: true, maxInFlightRequests: 1 }),
    });
    await producer.connect();
    const transaction = transactionalId === undefined ? undefined : await producer.transaction();
    await (transaction ?? producer).send({ topic, messages: [{ key: 'user-0', value }] });
    return { transaction, close: () => producer.disconnect() };
  }

  it.each(['off', 'binary', 'structured'])(
    'finds every event that a run with cloudEvents: %s has delivered, by its manifest, result or document',
    async (mode) => {
      const project = await shop();
      const topic = cluster.topic();
      const to = `--to ${address(topic)} ${create} --set adapter.cloudEvents=${mode}`;
      const run = await project.synode(`generate --out out ${to} --json`);
      await project.write({ 'run.json': run.stdout });

      for (const file of ['out/manifest.json', 'out/result.json', 'run.json']) {
        const { code, stdout, stderr } = await project.synode(`verify ${address(topic)} --manifest ${file} --json`);

        expect([code, stderr], stderr).toEqual([0, '']);
        expect(outcomesOf(stdout)).toEqual(ALL_PASSED);
      }
    },
    60_000,
  );

  it('says what it read and found, for a person', async () => {
    const project = await shop();
    const topic = cluster.topic();
    await project.synode(`generate --out out --to ${address(topic)} ${create} --quiet`);

    const { code, stdout } = await project.synode(`verify ${address(topic)} --manifest out/manifest.json`);

    expect(code).toBe(0);
    expect(stdout).toContain(`${topic}, 60 records`);
    expect(stdout).toMatch(/set +the-events-that-were-written +60 +passed/);
    expect(stdout).toContain('7 passed, 0 failed');
  });

  it('ends with 1 where something was added, and says what', async () => {
    const project = await shop();
    const topic = cluster.topic();
    await project.synode(`generate --out out --to ${address(topic)} ${create} --quiet`);
    const [first] = await cluster.records(topic);
    const again = await produce(topic, String(first?.value));
    await again.close();

    const { code, stdout } = await project.synode(`verify ${address(topic)} --manifest out/manifest.json`);

    expect(code).toBe(1);
    expect(stdout).toContain('1 records repeat an event that stands before them');
    expect(stdout).toMatch(/count .* passed\n/);
  });

  it('compares the labels of a run too, which stand in a topic of their own', async () => {
    const config = `import { defineAction, defineAdventure, defineConfig, defineJourney } from 'synode';
const label = defineAction({ id: 'label', name: 'label.known' });
const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [defineAction({ id: 'pay' }), label] })] });
export default defineConfig({ journeys: [shop], users: 5 });
`;
    const project = await newProject({ 'synode.config.mjs': config });
    const topic = cluster.topic();
    const run = await project.synode(`generate --out out --to ${address(topic)} ${create} --quiet`);

    const { code, stdout } = await project.synode(`verify ${address(topic)} --manifest out/manifest.json --json`);

    expect([run.code, code], run.stderr + stdout).toEqual([0, 0]);
    expect(outcomesOf(stdout)).toEqual(ALL_PASSED);
    expect(JSON.parse(stdout)).toMatchObject({ read: { topics: [topic, `${topic}.labels`], records: 10 } });
  });

  it('adds the parts of a run up', async () => {
    const project = await shop();
    const topic = cluster.topic();
    for (const part of [1, 2]) {
      const { code, stderr } = await project.synode(
        `generate --shard ${part}/2 --out out-${part} --to ${address(topic)} ${create} --quiet`,
      );
      expect(code, stderr).toBe(0);
    }

    const one = await project.synode(`verify ${address(topic)} --manifest out-1/manifest.json --json`);
    const both = await project.synode(
      `verify ${address(topic)} --manifest out-1/manifest.json --manifest out-2/manifest.json --json`,
    );

    expect([one.code, both.code]).toEqual([1, 0]);
    expect(outcomesOf(both.stdout)).toEqual(ALL_PASSED);
  }, 60_000);

  it('finds a run that did not come to its end, and a transaction that is open', async () => {
    const project = await shop();
    const topic = cluster.topic();
    const to = `--to ${address(topic)} ${create}`;
    await project.synode(`generate --out whole --to null --digest full --quiet`);
    await project.synode(`generate ${to} --max-events 20 --quiet`);
    const open = await produce(topic, '{}', `open-${topic}`);

    const { code, stdout } = await project.synode(`verify ${address(topic)} --manifest whole/manifest.json --json`);
    await open.transaction?.abort();
    await open.close();

    expect(code).toBe(1);
    expect(outcomesOf(stdout)).toMatchObject({ count: 'failed', set: 'failed', ids: 'passed', transactions: 'failed' });
  });

  it.each<[string, (topic: string) => string, number, string]>([
    ['a topic that is not there', (topic) => `${address('nobody-made-this')},${topic}`, 2, '[NOTHING_TO_VERIFY]'],
    ['a manifest that is not there', (topic) => `${address(topic)} --manifest none.json`, 2, '[NOTHING_TO_VERIFY]'],
    ['a file that is no manifest', (topic) => `${address(topic)} --manifest package.json`, 2, 'neither a manifest nor'],
    ['an address without a topic', () => `kafka://${cluster.broker.address}`, 2, '[INVALID_OPTION]'],
    ['an unknown option', (topic) => `${address(topic)} --set adapter.brokerz=1`, 2, '[UNKNOWN_KEY]'],
    ['an option of writing', (topic) => `${address(topic)} --set adapter.batchSize=9`, 2, 'is not about reading'],
    ['posting rules', (topic) => `${address(topic)} --config synode.config.mjs`, 2, '[INVALID_OPTION]'],
    [
      'a broker that is not there',
      () => 'kafka://127.0.0.1:1/t --set adapter.connectTimeoutMs=100',
      4,
      '[KAFKA_CONNECT_FAILED]',
    ],
  ])('refuses %s', async (_what, args, expected, text) => {
    const project = await shop();
    const topic = cluster.topic();

    const { code, stderr } = await project.synode(`verify ${args(topic)}`);

    expect([code, stderr]).toEqual([expected, expect.stringContaining(text)]);
  });

  it('needs a manifest for what was written, and finds repetitions without one', async () => {
    const project = await shop();
    const topic = cluster.topic();
    const plain = `--to ${address(topic)} ${create} --set adapter.delivery=at-least-once --quiet`;
    await project.synode(`generate ${plain}`);
    await project.synode(`generate ${plain}`);

    const { code, stdout } = await project.synode(`verify ${address(topic)}`);

    expect(code).toBe(1);
    expect(stdout).toContain('60 records repeat an event');
    expect(stdout).toContain('not run: no --manifest');
  });

  it('reads behind a name and password', async () => {
    const project = await shop();
    const topic = cluster.topic();
    await project.synode(`generate --out out --to ${address(topic)} ${create} --quiet`);
    const sasl =
      '--set adapter.sasl.mechanism=plain --set adapter.sasl.username=synode --set adapter.sasl.password=a-real-secret';

    const { code, stdout } = await project.synode(
      `verify kafka://${cluster.broker.saslAddress}/${topic} --manifest out/manifest.json --json ${sasl}`,
    );

    expect(code).toBe(0);
    expect(outcomesOf(stdout)).toEqual(ALL_PASSED);
  });
});
