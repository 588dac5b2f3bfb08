import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePersona,
  generate,
  InMemoryAdapter,
  type RunOptions,
} from '../../dist/src/index.js';
import { failureOf } from '../journeys/world.ts';

const synode = new URL('../../dist/src/index.js', import.meta.url).href;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-modules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let modules = 0;

/** A worker module of these lines, behind what describes a journey. */
function moduleOf(...lines: readonly string[]): string {
  const path = join(folder, `module-${modules++}.mjs`);
  const head = [
    `import { appendFileSync, readFileSync } from 'node:fs';`,
    `import { threadId } from 'node:worker_threads';`,
    `import { defineAction, defineAdventure, defineJourney, fromDataset, ids } from '${synode}';`,
    `const flow = (id, ...actions) => defineJourney({ id, adventures: [defineAdventure({ id: 'main', actions })] });`,
  ];
  writeFileSync(path, [...head, ...lines].join('\n'));
  return path;
}

const visit = `const visit = flow('shop', defineAction({ id: 'visit' }));`;
const shop = [visit, 'export const journeys = [visit];'];

const flow = (id: string) =>
  defineJourney({ id, adventures: [defineAdventure({ id: 'main', actions: [defineAction({ id: 'visit' })] })] });

async function run(
  workerModule: string | URL,
  options: Partial<RunOptions> = {},
  journeys: Parameters<typeof generate>[0] = [],
) {
  const sink = new InMemoryAdapter();
  const result = await generate(journeys as [], {
    users: 40,
    workers: 2,
    logger: false,
    adapter: sink,
    workerModule,
    ...options,
  });
  return { events: sink.events, result };
}

/** The lines a module has written beside what it emits. */
const notesIn = (path: string): readonly string[] => {
  try {
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
};

describe('a worker module', () => {
  it('exports journeys, which run where the call gives none', async () => {
    const { events } = await run(moduleOf(...shop));

    expect(events.map(({ userId }) => userId)).toEqual(Array.from({ length: 40 }, (_, i) => `user-${i}`));
  });

  it('without journeys is refused with what it exports', async () => {
    expect(await failureOf(run(moduleOf(`export const journey = flow('shop');`)))).toMatchObject({
      code: 'WORKER_MODULE_INVALID',
      rawMessage: expect.stringContaining("exports no journeys, but journey (Did you mean 'journey'?)") as string,
    });
  });

  it('may hold all of it in its default export', async () => {
    const { events } = await run(moduleOf(visit, 'export default { journeys: [visit], idGenerator: ids.readable() };'));

    expect(events[0]?.id).toBe('user-0:shop:0:visit.0');
  });

  it('is found relative to the working directory', async () => {
    const path = relative(process.cwd(), moduleOf(...shop));

    expect(path.startsWith('..')).toBe(true);
    expect((await run(path)).events).toHaveLength(40);
  });

  it('may be a URL, or its text', async () => {
    const url = pathToFileURL(moduleOf(...shop));

    expect((await run(url)).events).toHaveLength(40);
    expect((await run(url.href)).events).toHaveLength(40);
  });

  it('that is not there is WORKER_MODULE_NOT_FOUND', async () => {
    expect(await failureOf(run(join(folder, 'nowhere.mjs')))).toMatchObject({
      code: 'WORKER_MODULE_NOT_FOUND',
      received: join(folder, 'nowhere.mjs'),
    });
  });

  it('sets itself up once in each worker, and once alone', async () => {
    const notes = join(folder, 'setup.txt');
    const path = moduleOf(
      visit,
      'let ready = false;',
      `export const setup = async () => { await null; ready = true; appendFileSync('${notes}', threadId + '\\n'); };`,
      `export const journeys = [flow('shop', defineAction({ id: 'look', handler: (ctx) => [ctx.event('looked', { ready })] }))];`,
    );

    const { events } = await run(path, { workers: 3, users: 300 });
    const threads = notesIn(notes);
    await run(path, { workers: 0 });

    expect(events.every(({ payload }) => payload['ready'] === true)).toBe(true);
    expect(new Set(threads).size).toBe(3);
    expect(threads).toHaveLength(3);
    expect(notesIn(notes)).toHaveLength(4);
  });

  it('has the journeys of the call, or it is WORKER_PLAN_MISMATCH', async () => {
    const path = moduleOf(...shop);

    expect((await run(path, {}, [flow('shop')])).events).toHaveLength(40);
    expect(await failureOf(run(path, {}, [flow('store')]))).toMatchObject({
      code: 'WORKER_PLAN_MISMATCH',
      received: "'store'",
    });
  });

  it('may export what the call has as well, functions and all; another of that kind is told', async () => {
    const path = moduleOf(
      ...shop,
      `import { definePersona } from '${synode}';`,
      `export const persona = definePersona({ id: 'p', attributes: { age: () => 30 } });`,
    );
    const { journeys, persona } = (await import(pathToFileURL(path).href)) as {
      readonly journeys: Parameters<typeof generate>[0];
      readonly persona: ReturnType<typeof definePersona>;
    };
    const other = definePersona({ id: 'p', attributes: { age: 31 } });

    const { events } = await run(path, { persona }, journeys);
    const alone = await run(path, { persona, workers: 0 }, journeys);

    expect(events).toEqual(alone.events);
    expect(events).toHaveLength(40);
    expect(await failureOf(run(path, { persona: other }, journeys))).toMatchObject({ code: 'WORKER_PLAN_MISMATCH' });
  });

  it('has what holds functions, or it is WORKER_MODULE_INVALID with all that is missing', async () => {
    const persona = definePersona({ id: 'p', attributes: { age: 30 } });
    const options = { persona, idGenerator: () => 'x', checks: [], eventSchema: { schema: {} as never } };

    expect(await failureOf(run(moduleOf(...shop), options))).toMatchObject({
      code: 'WORKER_MODULE_INVALID',
      rawMessage: expect.stringContaining(
        'does not export persona, eventSchema, idGenerator, checks, which the call has',
      ) as string,
    });
  });

  it('reads the preloaded datasets of the call', async () => {
    const path = moduleOf(
      `export const journeys = [flow('shop', defineAction({ id: 'buy', fields: { sku: fromDataset('products', 'sku') } }))];`,
    );
    const products = { id: 'products', name: 'Products', rows: [{ sku: 'A' }, { sku: 'B' }] };

    const alone = await run(path, { preloadedDatasets: [products], workers: 0 });
    const { events } = await run(path, { preloadedDatasets: [products] });

    expect(new Set(events.map(({ payload }) => payload['sku']))).toEqual(new Set(['A', 'B']));
    expect(events).toEqual(alone.events);
  });

  it('is checked on the main thread before any thread loads it', async () => {
    const notes = join(folder, 'loaded.txt');
    const path = moduleOf(
      `appendFileSync('${notes}', threadId + '\\n');`,
      `export const journeys = [defineJourney({ id: 'a b', bounceChance: 7, adventures: [] })];`,
    );
    let opened = 0;

    const error = await failureOf(run(path, { adapter: { open: () => void opened++, write: () => undefined } }));

    expect(error).toMatchObject({ code: 'INVALID_ID' });
    expect(opened).toBe(0);
    expect(notesIn(notes)).toHaveLength(1);
  });

  it('that gives a worker another plan is WORKER_PLAN_MISMATCH', async () => {
    const notes = join(folder, 'plans.txt');
    const path = moduleOf(
      `appendFileSync('${notes}', 'x');`,
      `const loads = readFileSync('${notes}', 'utf8').length;`,
      "export const journeys = [flow('shop', defineAction({ id: `load-${loads}` }))];",
    );

    expect(await failureOf(run(path))).toMatchObject({
      code: 'WORKER_PLAN_MISMATCH',
      suggestion: 'Does the module read the clock, random numbers or a file that changes?',
    });
  });
});

describe('between threads', () => {
  it('bytes travel where the adapter takes lines', async () => {
    const lines: string[] = [];
    const { result } = await run(moduleOf(...shop), {
      adapter: {
        encoding: 'ndjson',
        write: () => {
          throw new Error('an object came');
        },
        writeEncoded: ({ bytes }) => void lines.push(...Buffer.from(bytes).toString().trim().split('\n')),
      },
    });

    expect(lines).toHaveLength(40);
    expect(JSON.parse(lines[7] ?? '')).toMatchObject({ userId: 'user-7', name: 'visit' });
    expect(result.warnings).toEqual([]);
  });

  it('objects travel where it does not, which is said', async () => {
    const { events, result } = await run(moduleOf(...shop));

    expect(events[7]).toMatchObject({ userId: 'user-7', timestamp: new Date('2025-01-01') });
    expect(result.warnings).toMatchObject([{ code: 'ENCODING_MISSING' }]);
  });

  it('a failure keeps all that it says', async () => {
    const path = moduleOf(
      `const fail = defineAction({ id: 'fail', handler: (ctx) => { if (ctx.actor.index === 17) throw new RangeError('out of stock'); return []; } });`,
      `const odd = defineAction({ id: 'odd', fields: { n: (ctx) => (ctx.actor.index === 23 ? NaN : 1) } });`,
      `export const journeys = [flow('shop', fail, odd)];`,
    );
    const told = async (workers: number) => {
      const { result } = await run(path, { workers, onError: 'skipUser' });
      const error = (await failureOf(run(path, { workers }))) as unknown as Record<string, unknown>;
      const { code, kind, path: where, rawMessage, expected, received, suggestion, issues, replay } = error;
      const cause = error['cause'] as Error;
      const said = { code, kind, where, rawMessage, expected, received, suggestion, issues, replay };
      return { said, cause: [cause.name, cause.message], failures: result.failures };
    };

    const [alone, threaded] = [await told(0), await told(2)];

    expect(threaded).toEqual(alone);
    expect(alone.cause).toEqual(['RangeError', 'out of stock']);
    expect(alone.failures).toMatchObject([
      { userId: 'user-17', code: 'HANDLER_ERROR' },
      { userId: 'user-23', code: 'INVALID_FIELD_VALUE' },
    ]);
  });

  it('lanes let the actors of one worker wait together', async () => {
    // Each handler waits until four are in flight: with fewer lanes nobody would ever go on.
    const path = moduleOf(
      'let waiting = [];',
      `const meet = defineAction({ id: 'meet', handler: (ctx) => new Promise((go) => {`,
      `  waiting.push(() => go([ctx.event('met')]));`,
      `  if (waiting.length === 4) { for (const next of waiting) next(); waiting = []; }`,
      `}) });`,
      `export const journeys = [flow('shop', meet)];`,
    );

    const { events } = await run(path, { workers: 1, users: 16, lanes: 4 });

    expect(events.map(({ userId }) => userId)).toEqual(Array.from({ length: 16 }, (_, i) => `user-${i}`));
  });
});
