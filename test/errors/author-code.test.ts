import { describe, expect, it } from 'vitest';

import { CompositeAdapter } from '../../adapters/composite.ts';
import { NullAdapter } from '../../adapters/null.ts';
import {
  defineCheck,
  defineDataset,
  definePersona,
  generate,
  type AnyEvent,
  type OutputAdapter,
  type RunOptions,
} from '../../src/index.ts';
import { action, flow, look } from '../journeys/world.ts';
import { errorOf } from './faults.ts';

type Provocation = () => Promise<unknown>;

const boom = (): never => {
  throw new Error('boom');
};
const sink: OutputAdapter<AnyEvent> = { write: () => undefined };
const run = (options: object, steps: Parameters<typeof flow>[1] = [action('view')]) =>
  generate(flow('shop', steps), { users: 1, logger: false, adapter: sink, ...options } as RunOptions<AnyEvent>);

const counting = {
  id: 'count',
  init: () => ({ n: 0 }),
  apply: () => undefined,
  merge: (a: object) => a,
  finish: () => ({ all: { n: 1 } }),
};
const failed = { code: 'HANDLER_ERROR', kind: 'handler' } as const;

describe('what an author wrote and throws is named, and the run fails by a SynodeError', () => {
  it.each<[string, Provocation, object, string]>([
    ['a handler', () => run({}, [look('view', boom)]), failed, 'shop › main › view'],
    ['a field', () => run({}, [action('view', { fields: { a: boom } })]), failed, 'shop › main › view'],
    ['a bounce chance', () => run({}, [action('view', { bounceChance: boom })]), failed, 'shop › main › view'],
    ['a time span', () => run({}, [action('view', { timeSpan: boom })]), failed, 'shop › main › view'],
    ['a generator of ids', () => run({ idGenerator: boom }), failed, 'user-0 · 2025-01-01T00:00:00.000Z · start'],
    [
      'an attribute',
      () => run({ persona: definePersona({ id: 'p', name: 'P', attributes: { x: boom } } as never) }),
      failed,
      'user-0 · 2025-01-01T00:00:00.000Z · start',
    ],
    [
      'a row of a dataset',
      () =>
        run({ datasets: [defineDataset({ id: 'd', count: 1, fields: { x: boom } })] }, [
          look('view', (ctx) => ctx.dataset('d').row(0)),
        ]),
      failed,
      "row 0 of dataset 'd': boom",
    ],
    [
      'init of a projection',
      () => run({ projections: [{ ...counting, init: boom }] }),
      failed,
      "init of projection 'count' threw: boom",
    ],
    ['apply of a projection', () => run({ projections: [{ ...counting, apply: boom }] }), failed, 'shop › main › view'],
    [
      'finish of a projection',
      () => run({ projections: [{ ...counting, finish: boom }] }),
      failed,
      "finish of projection 'count' threw: boom",
    ],
    [
      'a check',
      () => run({ projections: [counting], checks: [defineCheck({ id: 'c', name: 'C', over: 'count', holds: boom })] }),
      failed,
      "holds of check 'c' threw: boom",
    ],
    ['onProgress', () => run({ onProgress: boom }), failed, 'onProgress threw: boom'],
    [
      'a dead letter',
      () => run({ onError: 'deadLetter', deadLetter: boom }, [look('view', boom)]),
      { code: 'ADAPTER_ERROR' },
      'deadLetter failed for user-0: boom',
    ],
    [
      'a factory of adapters',
      () => run({ adapter: boom }),
      { code: 'ADAPTER_ERROR' },
      'the adapter could not be made: boom',
    ],
    [
      'open of an adapter',
      () => run({ adapter: { ...sink, open: boom } }),
      { code: 'ADAPTER_ERROR', operation: 'open' },
      'open failed after 0',
    ],
    [
      'write of an adapter',
      () => run({ adapter: { write: boom } }),
      { code: 'ADAPTER_ERROR', operation: 'write' },
      'write failed after 0',
    ],
    [
      'flush of an adapter',
      () => run({ adapter: { ...sink, flush: boom } }),
      { code: 'ADAPTER_ERROR', operation: 'flush' },
      'flush failed after 1',
    ],
    [
      'close of an adapter',
      () => run({ adapter: { ...sink, close: boom } }),
      { code: 'ADAPTER_ERROR', operation: 'close' },
      'close failed after 1',
    ],
  ])('%s', async (_what, provoke, expected, says) => {
    const error = await errorOf(provoke);

    expect(error).toMatchObject(expected);
    expect(error.rawMessage).toContain(says);
    expect(error.rawMessage).toContain('boom');
    expect(error.cause).toMatchObject({ message: 'boom' });
  });

  it('and the result is there, failed, where projections and checks end it', async () => {
    const error = await errorOf(() => run({ projections: [{ ...counting, finish: boom }] }));

    expect(error.result).toMatchObject({ status: 'failed', stream: { events: 1 }, projections: {} });
  });
});

describe('what tells of a run', () => {
  it('and throws does not fail it: a report of an adapter costs a warning', async () => {
    const { status, warnings, adapter } = await run({ adapter: { ...sink, name: 'mine', report: boom } });

    expect(status).toBe('completed');
    expect(warnings).toEqual([{ code: 'ADAPTER_REPORT', message: 'boom', count: 1 }]);
    expect(adapter).toMatchObject({ name: 'mine', events: 1, acknowledged: 1 });
  });

  it('and throws does not fail it: a logger is asked no more', async () => {
    const composite = new CompositeAdapter<AnyEvent>([{ write: boom }, new NullAdapter()], { onError: 'isolate' });

    const { status, warnings } = await run({ adapter: composite, logger: { warn: boom } });

    expect(status).toBe('completed');
    expect(warnings.map(({ code }) => code)).toEqual(['COMPOSITE_CHILD_LOST', 'LOGGER']);
  });

  it('may be a report that tells nothing', async () => {
    const { adapter } = await run({ adapter: { ...sink, report: () => null } });

    expect(adapter).toMatchObject({ events: 1, acknowledged: 1 });
  });
});

describe('an adapter that cannot be fed is refused before it is opened', () => {
  it.each([
    [{ batchSize: 0 }, 'feed.batchSize of the adapter is 0'],
    [{ batchSize: Number.NaN }, 'feed.batchSize of the adapter is NaN'],
    [{ batchSize: '10' }, "feed.batchSize of the adapter is '10'"],
    [{ maxInFlight: 0 }, 'feed.maxInFlight of the adapter is 0'],
    [{ maxInFlight: 1.5 }, 'feed.maxInFlight of the adapter is 1.5'],
  ])('%j', async (feed, says) => {
    const error = await errorOf(() => run({ adapter: { ...sink, feed, open: boom } }));

    expect(error).toMatchObject({ code: 'ADAPTER_INVALID', rawMessage: says });
  });

  it.each([
    [{ encoding: 'csv', writeEncoded: boom }, "encoding of the adapter is 'csv'"],
    [{ encoding: 'ndjson' }, 'adapter has an encoding and no writeEncoded()'],
  ])('as is one that wants bytes it cannot get: %j', async (wants, says) => {
    const error = await errorOf(() => run({ adapter: { ...sink, ...wants, open: boom } }));

    expect(error).toMatchObject({ code: 'ADAPTER_INVALID', rawMessage: says });
  });

  it('as is a factory that gives a promise, which says where to wait instead', async () => {
    const error = await errorOf(() => run({ adapter: async () => sink }));

    expect(error).toMatchObject({ code: 'ADAPTER_INVALID', received: 'a promise' });
    expect(error.suggestion).toContain('open()');
  });

  it.each([
    ['out/events.ndjson', "new FileAdapter(path), from 'synode/adapters/file'"],
    ['https://example.com/', "new HttpAdapter({ url }), from 'synode/adapters/http'"],
  ])('as is the text %s, which only a config may give', async (adapter, fix) => {
    const error = await errorOf(() => run({ adapter: adapter as never }));

    expect(error).toMatchObject({ code: 'ADAPTER_INVALID', received: `'${adapter}'` });
    expect(error.suggestion).toContain(fix);
  });
});

describe('a message', () => {
  it('stays on one line and sends nothing to a terminal, whatever a thrown text or a name holds', async () => {
    const thrown = await errorOf(() =>
      run({}, [
        look('view', () => {
          throw new Error('first\n  second\u001b[31m\u0000');
        }),
      ]),
    );
    const named = await errorOf(() => run({}, [look('view\nor\u0007not', () => ({}))]));

    expect(thrown.message).toMatch(/: first second\\u001b\[31m\\u0000$/);
    for (const error of [thrown, named]) {
      // eslint-disable-next-line no-control-regex -- the characters that must not be there
      expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      // eslint-disable-next-line no-control-regex -- lines end, and nothing else
      expect(error.format()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
    }
  });
});
