import fc from 'fast-check';
import { mkdirSync, rmdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { CompositeAdapter } from '../../adapters/composite.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { FilterAdapter } from '../../adapters/filter.ts';
import { HttpAdapter } from '../../adapters/http.ts';
import { RetryAdapter, type RetryOptions } from '../../adapters/retry.ts';
import { AdapterError } from '../../src/errors.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract } from '../../src/testing/adapter-contract.ts';
import { drive, runInfo } from '../../src/testing/adapter-driver.ts';
import { exitOf } from './children.ts';
import { events } from './events.ts';
import { adapterFailure, failure } from './failure.ts';
import { FlakyAdapter } from './flaky.ts';
import { contentOf, Place, readNdjson } from './place.ts';
import { accept, answer, Web } from './web.ts';

const QUICK = { baseMs: 0 };
const idsOf = (sent: readonly Event[]) => sent.map(({ id }) => id);
const isEisdir = (error: unknown) => error instanceof AdapterError && error.systemCode === 'EISDIR';

describe('a retry adapter over a file keeps the contract', () => {
  const place = new Place();
  const path = () => place.path('out.ndjson');
  const cases = adapterContract({
    name: 'retry, file',
    prepare: place.prepare,
    create: () => new RetryAdapter(new FileAdapter(path()), QUICK),
    read: () => [
      ...readNdjson(path()),
      ...['00001', '00002', '00003', '00004'].flatMap((part) => readNdjson(place.path(`out-${part}.ndjson`))),
    ],
    bytes: () => contentOf(path()),
    exists: () => place.files().length > 0,
    faults: {
      open: () => {
        mkdirSync(path());
        return new RetryAdapter(new FileAdapter(path()), QUICK);
      },
      transient: () => {
        mkdirSync(place.path('out-00003.ndjson'));
        const retryOn = (error: unknown) => {
          if (!isEisdir(error)) return false;
          rmdirSync(place.path('out-00003.ndjson'));
          return true;
        };
        return new RetryAdapter(new FileAdapter({ path: path(), rotate: { events: 55 } }), { ...QUICK, retryOn });
      },
    },
    exit: exitOf('retry', path),
    cleanup: place.cleanup,
    deviations: ['write-never-fails', 'never-slow', 'takes-no-secrets'],
  });
  for (const { title, run } of cases) it(title, run);
});

const reportOfNothing = { name: 'holding', filtered: 0, batches: 0, bytes: 0, retries: 0 };

async function sendThrough(flaky: FlakyAdapter, sent: readonly Event[], options: RetryOptions = {}, encoded = false) {
  const adapter = new RetryAdapter(flaky, { ...QUICK, ...options });
  const outcome = await drive(adapter, sent, { batchSize: 10, encoded });
  return { ...outcome, report: adapter.report() };
}

describe('a retry adapter', () => {
  it('resends what was not acknowledged, and nothing else', async () => {
    const flaky = new FlakyAdapter({ failAt: [13, 27] });

    const { error, report } = await sendThrough(flaky, events(40));

    expect(error).toBeUndefined();
    expect(flaky.ids).toEqual(idsOf(events(40)));
    expect(flaky.calls).toEqual([
      'open',
      'write 10',
      'write 10',
      'write 7',
      'write 10',
      'write 3',
      'write 10',
      'flush',
      'close',
    ]);
    expect(report).toMatchObject({ name: 'retry', events: 40, acknowledged: 40, retries: 2 });
  });

  it('resends what an adapter had held back of earlier calls, whatever fails and when', async () => {
    const failures = fc.uniqueArray(fc.nat(60), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(failures, fc.nat(25), fc.boolean(), async (failAt, holds, encoded) => {
        const flaky = new FlakyAdapter({ failAt, holds, batchSize: 8 });

        const { error } = await sendThrough(flaky, events(60), { attempts: 10 }, encoded);

        expect(error).toBeUndefined();
        expect(flaky.ids).toEqual(idsOf(events(60)));
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it('resends what an adapter had held back when it first failed, and lost when it failed again', async () => {
    const arrived: string[] = [];
    let held: string[] = [];
    let calls = 0;
    const fails = (unacknowledged: number) =>
      new AdapterError('ADAPTER_ERROR', 'away', {
        adapter: 'holding',
        operation: 'write',
        retriable: true,
        acknowledged: 0,
        unacknowledged,
      });
    const holding = {
      write: () => undefined,
      writeBatch: async (batch: readonly Event[]) => {
        calls++;
        const lost = calls === 2 ? held.length + batch.length : 0;
        held = calls === 2 ? [] : [...held, ...idsOf(batch).slice(0, calls === 1 ? 3 : undefined)];
        if (calls === 1) throw fails(batch.length - 3);
        if (calls === 2) throw fails(lost);
      },
      flush: () => void arrived.push(...held.splice(0)),
      report: () => ({ ...reportOfNothing, events: arrived.length + held.length, acknowledged: arrived.length }),
    };

    const { error } = await drive(new RetryAdapter(holding, QUICK), events(5), { batchSize: 5 });

    expect(error).toBeUndefined();
    expect(arrived).toEqual(idsOf(events(5)));
  });

  it('asks for the digest that the adapter behind it asks for', () => {
    expect(new RetryAdapter({ write: () => undefined, digest: 'full' }).digest).toBe('full');
    expect(new RetryAdapter({ write: () => undefined }).digest).toBeUndefined();
  });

  it.each([
    [1, 1],
    [3, 3],
  ])('tries %i times in all', async (attempts, tries) => {
    const flaky = new FlakyAdapter({ failAt: [0] });
    flaky.writeBatch = async (batch) => {
      flaky.calls.push('try');
      throw new AdapterError('ADAPTER_ERROR', 'always', {
        adapter: 'flaky',
        operation: 'write',
        retriable: true,
        acknowledged: 0,
        unacknowledged: batch.length,
      });
    };

    const { error, report } = await sendThrough(flaky, events(5), { attempts });

    expect(flaky.calls.filter((call) => call === 'try')).toHaveLength(tries);
    expect(error).toMatchObject({ rawMessage: 'always', unacknowledged: 5 });
    expect(report.retries).toBe(attempts - 1);
  });

  it('does not try again what is not worth it', async () => {
    const flaky = new FlakyAdapter({ failAt: [3], retriable: false });

    const { error } = await sendThrough(flaky, events(10));

    expect(error).toMatchObject({ systemCode: 'EFLAKY' });
    expect(flaky.ids).toEqual(idsOf(events(3)));
  });

  it('tries again what retryOn says, also errors of plain adapters', async () => {
    const received: string[] = [];
    let failures = 2;
    const plain = {
      write: (event: Event) => {
        if (received.length === 4 && failures-- > 0) throw new Error('busy');
        received.push(event.id);
      },
    };

    const { error } = await drive(new RetryAdapter(plain, { ...QUICK, retryOn: () => true }), events(9));

    expect(error).toBeUndefined();
    expect(received).toEqual(idsOf(events(9)));
  });

  it('tries a failing flush again, with what was lost in it', async () => {
    const flaky = new FlakyAdapter({ failAt: [2], holds: 100 });

    const { error, report } = await sendThrough(flaky, events(5));

    expect(error).toBeUndefined();
    expect(flaky.ids).toEqual(idsOf(events(5)));
    expect(flaky.calls).toEqual(['open', 'write 5', 'flush', 'write 3', 'flush', 'close']);
    expect(report.retries).toBe(1);
  });

  it.each<[string, RetryOptions]>([
    ['baseMs', { baseMs: 3_600_000, maxMs: 3_600_000 }],
    ['the smaller of baseMs and maxMs', { baseMs: 3_600_000, maxMs: 3_000_000 }],
  ])('waits %s, and not once the run is aborted', async (_what, options) => {
    const abort = new AbortController();
    const flaky = new FlakyAdapter({ failAt: [0] });
    const adapter = new RetryAdapter(flaky, options);
    await adapter.open(runInfo({ signal: abort.signal }));

    const writing = adapterFailure(adapter.writeBatch(events(3)));
    setImmediate(() => abort.abort());

    await expect(writing).resolves.toMatchObject({ systemCode: 'EFLAKY', unacknowledged: 3 });
    expect(flaky.ids).toEqual([]);
    await adapter.close();
  });

  it('waits for nothing in a run that was aborted before it was opened', async () => {
    const adapter = new RetryAdapter(new FlakyAdapter({ failAt: [0] }), { baseMs: 3_600_000, maxMs: 3_600_000 });
    await adapter.open(runInfo({ signal: AbortSignal.abort() }));

    await expect(adapterFailure(adapter.writeBatch(events(3)))).resolves.toMatchObject({ systemCode: 'EFLAKY' });
    await adapter.close();
  });

  it('goes on at once where maxMs allows no wait', async () => {
    const { error } = await sendThrough(new FlakyAdapter({ failAt: [0] }), events(3), { baseMs: 3_600_000, maxMs: 0 });

    expect(error).toBeUndefined();
  });

  it('closes behind the call that is under way', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const flaky = new FlakyAdapter({ gate: () => gate });
    const adapter = new RetryAdapter(flaky, QUICK);
    await adapter.open(runInfo());

    const writing = adapter.writeBatch(events(3));
    const closing = adapter.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(flaky.calls).toEqual(['open', 'write 3']);
    open();
    await Promise.all([writing, closing]);

    expect(flaky.calls).toEqual(['open', 'write 3', 'close']);
  });

  it('ends a wait when it is closed', async () => {
    const adapter = new RetryAdapter(new FlakyAdapter({ failAt: [0] }), { baseMs: 3_600_000, maxMs: 3_600_000 });
    await adapter.open(runInfo());
    const writing = adapterFailure(adapter.writeBatch(events(3)));

    setImmediate(() => void adapter.close());

    await expect(writing).resolves.toMatchObject({ systemCode: 'EFLAKY' });
  });

  it('over HTTP resends the events that waited for their batch too', async () => {
    const web = await Web.start((request, response, count) =>
      count === 1 ? answer(503)(request, response, count) : accept(request, response, count),
    );
    const http = new HttpAdapter({ url: web.url(), batchSize: 5, maxRetries: 0 });
    const adapter = new RetryAdapter(http, QUICK);
    await adapter.open(runInfo());

    await adapter.writeBatch(events(9).slice(0, 3));
    await adapter.writeBatch(events(9).slice(3));
    await adapter.flush();
    await adapter.close();
    await web.stop();

    expect(web.events().map(({ id }) => id)).toEqual(idsOf(events(9)));
    expect(adapter.report()).toMatchObject({ events: 9, acknowledged: 9, retries: 1 });
  });

  it('stands where its adapter stands', async () => {
    const flaky = new FlakyAdapter();
    const adapter = new RetryAdapter(flaky);
    await adapter.restore?.({ ids: ['x'] });

    expect(adapter.position?.()).toEqual({ ordinal: 1, detail: { ids: ['x'] } });
    expect(new RetryAdapter({ write: () => undefined }).position).toBeUndefined();
  });
});

describe('options of a retry adapter', () => {
  it.each<[string, RetryOptions]>([
    ['attempts', { attempts: 0 }],
    ['baseMs', { baseMs: -1 }],
    ['maxMs', { maxMs: 1.5 }],
    ['retryOn', { retryOn: true as unknown as () => boolean }],
  ])('refuse a wrong %s', (name, options) => {
    const error = failure(() => new RetryAdapter(new FlakyAdapter(), options));

    expect(error).toMatchObject({ code: 'INVALID_OPTION', path: ['RetryAdapter', `option '${name}'`] });
  });

  it('name the option that was meant', () => {
    const error = failure(() => new RetryAdapter(new FlakyAdapter(), { attempt: 2 } as RetryOptions));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'attempts'?" });
  });

  it.each([
    ['FilterAdapter', () => new FilterAdapter(new FlakyAdapter(), () => true)],
    ['CompositeAdapter', () => new CompositeAdapter([new FlakyAdapter()])],
  ])('refuse a %s, which cannot say which events are missing', (name, make) => {
    const error = failure(() => new RetryAdapter(make()));

    expect(error).toMatchObject({ code: 'INVALID_OPTION', received: `a ${name}` });
    expect(error.suggestion).toContain(`new ${name}(new RetryAdapter(…), …)`);
  });
});
