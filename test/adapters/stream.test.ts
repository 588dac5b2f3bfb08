import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Transform, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

import { StreamAdapter, type StreamOptions } from '../../adapters/stream.ts';
import { adapterContract, type AdapterSubject, type ReceivedEvent } from '../../src/testing/adapter-contract.ts';
import { drive, runInfo } from '../../src/testing/adapter-driver.ts';
import { exitOf } from './children.ts';
import { withClosedPipe } from './closed-pipe.ts';
import { events } from './events.ts';
import { adapterFailure, failure } from './failure.ts';
import { linesOf } from './place.ts';
import { SinkStream } from './sink-stream.ts';

function subjectOf(options: StreamOptions, read: (text: string) => ReceivedEvent[]): AdapterSubject {
  let stream = new SinkStream();
  const format = options.format ?? 'ndjson';
  return {
    name: `stream, ${format}`,
    prepare: () => {
      stream = new SinkStream();
    },
    create: () => new StreamAdapter(stream, options),
    read: () => read(stream.text),
    bytes: () => Buffer.from(stream.text),
    exists: () => stream.text !== '',
    faults: {
      open: () => {
        stream.destroy();
        return new StreamAdapter(stream, options);
      },
      write: () => {
        stream.failAfter = 40;
        return new StreamAdapter(stream, options);
      },
      slow: () => ({ adapter: new StreamAdapter(stream, options), ...stream.hold() }),
    },
    exit: exitOf('stream'),
    deviations: [
      'no-own-retry',
      'takes-no-secrets',
      ...(format === 'json' ? (['readable-only-when-closed', 'write-never-fails'] as const) : []),
    ],
  };
}

const readCsv = (csv: string) =>
  parse<Record<keyof ReceivedEvent, string>>(csv, { columns: true }).map((row) => ({
    ...row,
    payload: JSON.parse(row.payload) as object,
  }));

describe('a stream adapter keeps the contract', () => {
  const subjects = [
    subjectOf({}, linesOf),
    subjectOf({ format: 'json' }, (json) => JSON.parse(json) as ReceivedEvent[]),
    subjectOf({ format: 'csv' }, readCsv),
  ];
  for (const subject of subjects) for (const { title, run } of adapterContract(subject)) it(title, run);
});

describe('a stream', () => {
  it('is ended with the output, and all of it is through by then', async () => {
    const through = new Transform({ transform: (chunk, _encoding, callback) => callback(null, chunk) });
    const received = text(through);

    await drive(new StreamAdapter(through), events(500), { batchSize: 3 });

    expect(through.writableFinished).toBe(true);
    expect(linesOf(await received)).toHaveLength(500);
  });

  it('lives on with end: false, without listeners of ours', async () => {
    const stream = new SinkStream();

    await drive(new StreamAdapter(stream, { end: false }), events(2));

    expect(stream.writableEnded).toBe(false);
    expect(stream.eventNames().flatMap((name) => stream.listeners(name))).toEqual([]);
    await drive(new StreamAdapter(stream), events(2));
    expect(linesOf(stream.text)).toHaveLength(4);
  });

  it.each([1, 2])('that is standard output or error (%i) is never ended', async (descriptor) => {
    const name = descriptor === 1 ? 'stdout' : 'stderr';
    const program = `
      import { StreamAdapter } from '${new URL('../../adapters/stream.ts', import.meta.url).href}';
      import { drive } from '${new URL('../../src/testing/adapter-driver.ts', import.meta.url).href}';
      const { error } = await drive(new StreamAdapter(process.${name}, { format: 'json' }), []);
      process.${name}.write(error === undefined ? 'still open' : String(error));
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);

    const [output] = await Promise.all([text(child[name]), once(child, 'exit')]);

    expect(output).toBe('[\n]\nstill open');
  });

  it.each<[string, () => Writable, string]>([
    ['was destroyed', () => new PassThrough().destroy(), 'the stream was destroyed'],
    ['had ended', () => new PassThrough().end(), 'the stream had ended'],
  ])('that %s is refused before the first event', async (_what, make, message) => {
    const adapter = new StreamAdapter(make());

    const error = await adapterFailure(adapter.open(runInfo()));
    await adapter.close();

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', operation: 'open', retriable: false });
    expect(error.message).toContain(message);
  });

  it('that closes too early fails the run', async () => {
    const stream = new SinkStream();
    stream.hold();
    const adapter = new StreamAdapter(stream);
    await adapter.open(runInfo());
    const writing = adapterFailure(() => adapter.writeBatch(events(100)));
    stream.destroy();

    const error = await writing;

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', acknowledged: 0, unacknowledged: 100 });
    await expect(adapter.close()).resolves.toBeUndefined();
  });

  it('whose reader has gone fails the run with EPIPE', async () => {
    const { error } = await withClosedPipe((pipe) => drive(new StreamAdapter(pipe), events(100)));

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', systemCode: 'EPIPE', acknowledged: 0 });
  });

  it('is waited for when it asks to, and its callbacks at flush', async () => {
    const stream = new SinkStream(100);
    const adapter = new StreamAdapter(stream);
    await adapter.open(runInfo());
    const { release } = stream.hold();
    const first = adapter.writeBatch(events(10));
    let isFlushed = false;
    const flushing = adapter.flush().then(() => (isFlushed = true));

    await new Promise((resolve) => setImmediate(resolve));
    expect(first).toBeInstanceOf(Promise);
    expect([isFlushed, adapter.report().acknowledged]).toEqual([false, 0]);

    release();
    await flushing;
    expect(adapter.report()).toMatchObject({ acknowledged: 10, bytes: stream.text.length });
    await adapter.close();
  });

  it('gets what comes before an event that cannot be written', async () => {
    const stream = new SinkStream();
    const sent = events(4, (i) => ({ payload: { n: i === 2 ? Number.NaN : i } }));

    const { error } = await drive(new StreamAdapter(stream), sent);

    expect(error).toMatchObject({ code: 'ENCODING_FAILED', acknowledged: 2, unacknowledged: 1 });
    expect(linesOf(stream.text)).toHaveLength(2);
  });
});

describe('options of a stream adapter', () => {
  it.each<[string, unknown, StreamOptions | object, string]>([
    ['something that is no stream', {}, {}, 'writable'],
    ['another format', new PassThrough(), { format: 'xml' }, "option 'format'"],
    ['an end that is no yes or no', new PassThrough(), { end: 'no' }, "option 'end'"],
  ])('refuse %s', (_what, stream, options, place) => {
    const error = failure(() => new StreamAdapter(stream as Writable, options));

    expect(error.code).toBe('INVALID_OPTION');
    expect(error.path.join()).toContain(place);
  });

  it('name the option that was meant', () => {
    const error = failure(() => new StreamAdapter(new PassThrough(), { fromat: 'csv' } as StreamOptions));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'format'?" });
  });
});
