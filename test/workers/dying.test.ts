import { describe, expect, it } from 'vitest';

import { generate, InMemoryAdapter, type SynodeError } from '../../dist/src/index.js';

const workerModule = new URL('./dying-module.ts', import.meta.url);

describe('a worker that ends', () => {
  it.each(['user', 'time'] as const)('fails the run in %s order and says what it was working on', async (order) => {
    const sink = new InMemoryAdapter();
    const run = generate([], { users: 100, order, workerModule, workers: 2, adapter: sink, logger: false });

    const failure = (await run.catch((error: unknown) => error)) as SynodeError;

    expect(failure).toMatchObject({ code: 'WORKER_DIED' });
    expect(failure.rawMessage).toMatch(/^worker exited with code 7 on (actors \d+–\d+|the window to 2025)/);
    // How many actors a thread is given depends on what it has been given before; actor 40 ended it.
    const [first = 40, last = 40] = (/actors (\d+)–(\d+)/.exec(failure.rawMessage) ?? []).slice(1).map(Number);
    expect(first).toBeLessThanOrEqual(40);
    expect(last).toBeGreaterThanOrEqual(40);
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
