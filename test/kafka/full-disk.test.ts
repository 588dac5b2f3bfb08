/** A broker whose disk is full: a small file system in memory, which only root can make. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KafkaAdapter } from '../../adapters/kafka.ts';
import type { Event } from '../../src/model/event.ts';
import { drive } from '../../src/testing/adapter-driver.ts';
import { Broker, DEFAULT_VERSION, freePort } from '../../tools/kafka.mjs';
import { events } from '../adapters/events.ts';
import { hasKafka, JavaReader } from './cluster.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const mount = (...args: readonly string[]): boolean => spawnSync('mount', args).status === 0;

describe('a broker whose disk is full', () => {
  let broker: Broker | undefined;
  let folder = '';
  let isMounted = false;
  beforeAll(async () => {
    if (!hasKafka || !isRoot) return;
    broker = new Broker(await freePort());
    folder = join(broker.folder, 'data');
    mkdirSync(folder, { recursive: true });
    isMounted = mount('-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder);
    if (isMounted) await broker.up();
  }, 120_000);
  afterAll(async () => {
    await broker?.crash();
    if (isMounted) spawnSync('umount', ['-l', folder]);
    await broker?.down();
  }, 60_000);

  it('makes the run wait; with room and the broker back it comes to its end, and nothing is lost', async ({ skip }) => {
    if (broker === undefined || !isMounted) return skip('needs a broker, and root to make a small file system');
    const full = broker;
    const adapter = new KafkaAdapter({ brokers: [full.address], topic: 'full', createTopics: { partitions: 1 } });
    const text = 'x'.repeat(2000);
    const sent: readonly Event[] = events(16_000, () => ({ payload: { text } }));
    const running = drive(adapter, sent);
    while (adapter.report().waiting === undefined || full.pid !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const arrived = adapter.report().acknowledged;

    mount('-o', 'remount,size=200m', folder);
    await full.up();
    const { error } = await running;
    const reader = new JavaReader(DEFAULT_VERSION);
    const records = await reader.read(full.address, 'full');
    reader.stop();

    expect(error).toBeUndefined();
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(sent.length);
    expect(adapter.report()).toMatchObject({ acknowledged: sent.length });
    expect(new Set(records.map(({ value }) => (JSON.parse(String(value)) as Event).id)).size).toBe(sent.length);
  }, 150_000);
});
