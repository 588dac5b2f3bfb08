import { describe, expect, it } from 'vitest';

import {
  AdapterError,
  defineProcess,
  generate,
  InMemoryAdapter,
  SynodeError,
  SynodeValidationError,
  validateConfig,
  type AnyEvent,
} from '../../src/index.ts';
import { z } from 'zod';
import { didYouMean } from '../../src/errors.ts';
import { action, flow } from '../journeys/world.ts';
import { errorOf } from './faults.ts';

describe('an error', () => {
  it('has code, kind, path, message, what was expected and received, and what to do', async () => {
    const error = await errorOf(() => validateConfig(flow('shop', [action('pay', { bounceChance: 15 })])));

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({
      name: 'SynodeError',
      code: 'INVALID_BOUNCE_CHANCE',
      kind: 'configuration',
      path: ["journey 'shop'", "adventure 'main'", "action 'pay'", "'bounceChance'"],
      rawMessage: 'bounceChance must be between 0 and 1',
      message: '[INVALID_BOUNCE_CHANCE] bounceChance must be between 0 and 1',
      expected: 'a number from 0 to 1',
      received: '15',
      suggestion: 'Use 0.15 for 15 %.',
    });
    expect(error.issues).toHaveLength(1);
  });

  it('is plain data as JSON, which a thread hands on whole', async () => {
    const error = await errorOf(() =>
      validateConfig(flow('shop', [action('pay', { bounceChance: 15 }), action('pay')])),
    );

    const crossed = structuredClone(error.toJSON()) as SynodeError;

    expect(crossed).toEqual(JSON.parse(JSON.stringify(error)));
    expect(crossed).toMatchObject({ code: 'INVALID_CONFIG', kind: 'configuration', message: error.rawMessage });
    expect(crossed.issues).toEqual(error.issues);
  });

  it('of a worker is the error of the main thread, with all its fields', async () => {
    const built = await import('../../dist/src/index.js');
    const workerModule = new URL('./failing-module.mjs', import.meta.url);
    const run = (workers: number) =>
      built.generate([], { users: 3, workers, workerModule, logger: false, adapter: { write: () => undefined } }).then(
        () => undefined,
        (error: SynodeError) => [error.format(), error.toJSON(), String(error.cause)],
      );

    expect(await run(1)).toEqual(await run(0));
    expect(JSON.stringify(await run(1))).toContain('no card');
  });

  it('of a schema has the event and every fault of it', async () => {
    const schema = { paid: z.object({ total: z.number(), to: z.string() }) };
    const pay = action('pay', { name: 'paid', fields: { total: '12' } });

    const error = await errorOf(() =>
      generate(flow('shop', [pay]), { users: 1, eventSchema: { schema }, adapter: new InMemoryAdapter<AnyEvent>() }),
    );

    expect(error).toBeInstanceOf(SynodeValidationError);
    expect(error).toMatchObject({ event: { name: 'paid', userId: 'user-0', payload: { total: '12' } } });
    expect((error as SynodeValidationError).validationIssues.map(({ path }) => path)).toEqual(['total', 'to']);
  });

  it('of an adapter has the adapter, what it did, and what arrived, in JSON too', async () => {
    const write = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };

    const error = await errorOf(() =>
      generate(flow('shop', [action('pay')]), { users: 1, logger: false, adapter: { name: 'mine', write } }),
    );

    const fields = {
      adapter: 'mine',
      operation: 'write',
      systemCode: 'ENOSPC',
      retriable: false,
      acknowledged: 0,
      unacknowledged: 1,
    };
    expect(error).toBeInstanceOf(AdapterError);
    expect(error).toMatchObject(fields);
    expect(error.toJSON()).toMatchObject(fields);
  });
});

describe('a near name', () => {
  it.each([
    ['lane', ['lanes', 'seed'], 'lanes'],
    ['sede', ['lanes', 'seed'], 'seed'],
    // Two letters off in a short word, a third of the letters in a long one: no further.
    ['ab', ['cd'], 'cd'],
    ['abc', ['xyz'], undefined],
    ['invoice_posted', ['invoice_paid'], 'invoice_paid'],
    ['invoice_posted', ['goods_received'], undefined],
    ['nearer', ['nearest', 'nearer!'], 'nearer!'],
  ])('of %s among %j is %s', (word, candidates, expected) => {
    const told = didYouMean(word, candidates);

    expect(told).toBe(expected === undefined ? `Use '${candidates[0]}'.` : `Did you mean '${expected}'?`);
  });

  it('of nothing near is the list of what there is', () => {
    expect(didYouMean('abc', ['uvw', 'xyz'])).toBe("Use one of 'uvw', 'xyz'.");
  });

  it('is not there: the candidates are listed, a dozen of them', () => {
    const many = Array.from({ length: 14 }, (_, i) => `candidate-${i}`);

    expect(didYouMean('x', many)).toBe(
      `Use one of ${many
        .slice(0, 12)
        .map((name) => `'${name}'`)
        .join(', ')}, … (14).`,
    );
    expect(didYouMean('x', [])).toBe('There is none to choose from.');
  });
});

describe('an option', () => {
  it('of a process or of an adapter that cannot be is INVALID_OPTION', async () => {
    const sale = defineProcess({
      id: 'sale',
      options: z.strictObject({ clerks: z.int().min(1) }),
      populations: [],
      emits: [],
      reads: [],
    });

    expect(await errorOf(() => sale({ clerks: -1 }))).toMatchObject({ code: 'INVALID_OPTION', kind: 'configuration' });
    expect(await errorOf(() => new InMemoryAdapter({ limit: -1 }))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('the seed of a run', () => {
  it('is in its result, its telemetry and its errors', async () => {
    const boom = action('pay', {
      fields: {
        a: () => {
          throw new Error('boom');
        },
      },
    });
    const options = { users: 1, seed: 'grüß', logger: false, debug: true, telemetryPath: '/dev/null' } as const;

    const result = await generate(flow('shop', [action('view')]), {
      ...options,
      adapter: new InMemoryAdapter<AnyEvent>(),
    });
    const error = await errorOf(() =>
      generate(flow('shop', [boom]), { ...options, adapter: new InMemoryAdapter<AnyEvent>() }),
    );

    expect(result.seed).toBe('grüß');
    expect(result.telemetry?.['run']).toMatchObject({ seed: 'grüß' });
    expect(error.replay).toContain('--seed grüß');
    expect(error.result?.seed).toBe('grüß');
  });
});

describe('workers and an adapter that takes objects', () => {
  it('are warned of: ENCODING_MISSING', async () => {
    const built = await import('../../dist/src/index.js');
    const workerModule = new URL('../testing/worker-shop.mjs', import.meta.url);
    const warningsOf = async (adapter: object) =>
      (await built.generate([], { users: 2, workers: 1, workerModule, logger: false, adapter: adapter as never }))
        .warnings;

    expect((await warningsOf({ write: () => undefined })).map(({ code }) => code)).toEqual(['ENCODING_MISSING']);
    const csv = { format: 'csv', columns: [], rest: 'json', eol: '\n' };
    for (const encoding of ['ndjson', csv]) {
      expect(await warningsOf({ write: () => undefined, encoding, writeEncoded: () => undefined })).toEqual([]);
    }
  });
});
