import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  generate,
  InMemoryAdapter,
  SynodeError,
} from '../../src/index.ts';

const fails = defineAction({
  id: 'fails',
  handler: (ctx) => {
    if (ctx.actor.index === 2) throw new Error('no stock');
    return [ctx.event('sold')];
  },
});
const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'a', actions: [fails] })] });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-telemetry-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;

describe('telemetry', () => {
  it('is written where it is asked for, and stands in the result', async () => {
    const telemetryPath = join(folder, 'good.json');
    const result = await generate(shop, { users: 2, debug: true, telemetryPath, adapter: new InMemoryAdapter() });

    const told = read(telemetryPath);
    expect(told['format']).toBe('synode-telemetry/1');
    expect(told['run']).toMatchObject({ runId: result.runId, seed: 'synode', status: 'completed' });
    expect(told['counts']).toEqual(result.counts);
    expect(told).toEqual(JSON.parse(JSON.stringify(result.telemetry)));
    expect(Object.keys(told)).toEqual([
      'format',
      'run',
      'environment',
      'timing',
      'adapters',
      'memory',
      'counts',
      'validation',
      'failures',
      'warnings',
      'pacing',
    ]);
  });

  it('names the seed, as result and error do', async () => {
    const telemetryPath = join(folder, 'seed.json');
    const options = { seed: 'a b', debug: true, telemetryPath };

    const good = await generate(shop, { users: 2, ...options, adapter: new InMemoryAdapter() });
    const told = read(telemetryPath);
    const bad = generate(shop, { users: 4, ...options, adapter: new InMemoryAdapter() });

    expect([good.seed, told['run']?.['seed']]).toEqual(['a b', 'a b']);
    await expect(bad).rejects.toMatchObject({
      replay: expect.stringMatching(/--seed ('a b'|"a b") --actor user:2/) as string,
      result: { seed: 'a b' },
    });
  });

  it('tells of a failed run too', async () => {
    const telemetryPath = join(folder, 'failed.json');
    const run = generate(shop, { users: 4, debug: true, telemetryPath, adapter: new InMemoryAdapter() });

    await expect(run).rejects.toMatchObject({ code: 'HANDLER_ERROR' });
    expect(read(telemetryPath)['run']).toMatchObject({ status: 'failed' });
    expect(read(telemetryPath)['failures']).toMatchObject([{ userId: 'user-2', cause: 'no stock' }]);
  });

  it('is not written without debug', async () => {
    const telemetryPath = join(folder, 'none.json');
    const result = await generate(shop, { users: 1, telemetryPath, adapter: new InMemoryAdapter() });

    expect(result.telemetry).toBeNull();
    expect(existsSync(telemetryPath)).toBe(false);
  });

  it('says so when it cannot be written', async () => {
    const telemetryPath = join(folder, 'no', 'such', 'folder.json');
    const run = generate(shop, { users: 1, debug: true, telemetryPath, adapter: new InMemoryAdapter() });

    await expect(run).rejects.toThrow(SynodeError);
    await expect(run).rejects.toMatchObject({ code: 'ADAPTER_ERROR', systemCode: 'ENOENT' });
  });
});
