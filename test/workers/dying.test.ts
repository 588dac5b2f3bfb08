import { describe, expect, it } from 'vitest';

import { generate, InMemoryAdapter } from '../../dist/src/index.js';

const workerModule = new URL('./dying-module.ts', import.meta.url);

describe('a worker that ends', () => {
  it.each(['user', 'time'] as const)('fails the run in %s order and says what it was working on', async (order) => {
    const sink = new InMemoryAdapter();
    const run = generate([], { users: 100, order, workerModule, workers: 2, adapter: sink, logger: false });

    await expect(run).rejects.toMatchObject({
      code: 'WORKER_DIED',
      rawMessage: expect.stringMatching(/^worker exited with code 7 on (actors 32–47|the window to 2025)/) as unknown,
    });
  });

  it('is asked for without a module', async () => {
    const run = generate([], { users: 1, workers: 2, adapter: new InMemoryAdapter() });

    await expect(run).rejects.toMatchObject({ code: 'WORKER_MODULE_REQUIRED' });
  });

  it('cannot start where there is no module', async () => {
    const run = generate([], { users: 1, workers: 2, workerModule: './nowhere.js', adapter: new InMemoryAdapter() });

    await expect(run).rejects.toMatchObject({ code: 'WORKER_MODULE_NOT_FOUND' });
  });
});
