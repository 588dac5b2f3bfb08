import { afterEach, describe, expect, it } from 'vitest';

import { configOf, newProject, type Project } from '../cli/project.ts';
import { useCluster } from './cluster.ts';

let made: Project | undefined;
afterEach(async () => {
  await made?.remove();
  made = undefined;
});

async function synode(args: string) {
  made ??= await newProject({ 'synode.config.mjs': configOf('users: 20') });
  return made.synode(`generate ${args}`);
}

describe('a target that begins with kafka://', () => {
  it.each<[string, string, string]>([
    ['without a topic', 'kafka://localhost:9092', 'names no brokers and topic'],
    ['without a port', 'kafka://localhost/events', 'Expected: a list of host:port'],
    ['with two paths', 'kafka://localhost:9092/a/b', 'names no brokers and topic'],
  ])('is refused %s', async (_what, target, message) => {
    const { code, stderr } = await synode(`--to ${target}`);

    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('never shows a password', async () => {
    const { code, stderr } = await synode('--to kafka://me:hidden-word@localhost:9092/events');

    expect([code, stderr]).toEqual([2, expect.stringContaining('sasl')]);
    expect(stderr).not.toContain('hidden-word');
  });

  it('is the only one that --new-run can be about', async () => {
    const { code, stderr } = await synode('--to null --new-run');

    expect([code, stderr]).toEqual([2, expect.stringContaining('--new-run is about an earlier run into Kafka')]);
  });

  it('without a broker ends with 4, for another try may help', async () => {
    const { code, stderr } = await synode('--to kafka://127.0.0.1:1/events --set adapter.connectTimeoutMs=100');

    expect([code, stderr]).toEqual([4, expect.stringContaining('[KAFKA_CONNECT_FAILED]')]);
  });
});

describe('a run into Kafka by a command', () => {
  const cluster = useCluster();

  it('is exactly once: given again it adds nothing, and with --new-run it begins again', async () => {
    const topic = cluster.topic();
    const command = `--to kafka://${cluster.broker.address}/${topic} --set adapter.createTopics=true`;
    const first = await synode(command);
    const ids = (await cluster.events(topic)).map(({ id }) => id);
    const again = await synode(command);
    const afterAgain = await cluster.events(topic);
    const anew = await synode(`${command} --new-run`);
    const afterAnew = await cluster.events(topic);

    expect([first.code, again.code, anew.code], first.stderr + again.stderr + anew.stderr).toEqual([0, 0, 0]);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again.stdout).toContain('KAFKA_RESUMED');
    expect(afterAgain).toHaveLength(ids.length);
    expect(anew.stdout).toContain('KAFKA_NEW_RUN');
    expect(afterAnew).toHaveLength(2 * ids.length);
  }, 60_000);

  it('names the topics it misses, that for checkpoints too', async () => {
    const { code, stderr } = await synode(`--to kafka://${cluster.broker.address}/nobody-made-this`);

    expect(code).toBe(3);
    expect(stderr).toMatch(/\[KAFKA_TOPIC_MISSING\] topics? 'nobody-made-this'/);
  });
});
