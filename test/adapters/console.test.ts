import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { ConsoleAdapter, type ConsoleOptions } from '../../adapters/console.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract } from '../../src/testing/adapter-contract.ts';
import { drive } from '../../src/testing/adapter-driver.ts';
import { exitOf } from './children.ts';
import { withClosedPipe } from './closed-pipe.ts';
import { events } from './events.ts';
import { failure } from './failure.ts';
import { linesOf } from './place.ts';
import { SinkStream } from './sink-stream.ts';

describe('a console adapter keeps the contract', () => {
  let stream = new SinkStream();
  const create = () => new ConsoleAdapter({ stream, format: 'json' });
  const cases = adapterContract({
    name: 'console, json',
    prepare: () => {
      stream = new SinkStream();
    },
    create,
    read: () => linesOf(stream.text),
    bytes: () => Buffer.from(stream.text),
    exists: () => stream.text !== '',
    faults: {
      open: () => {
        stream.destroy();
        return create();
      },
      write: () => {
        stream.failAfter = 40;
        return create();
      },
      slow: () => ({ adapter: create(), ...stream.hold() }),
    },
    exit: exitOf('console'),
    deviations: ['no-own-retry', 'takes-no-secrets'],
  });
  for (const { title, run } of cases) it(title, run);
});

async function shown(sent: readonly Event[], options: ConsoleOptions = {}, stream = new SinkStream()) {
  const { error } = await drive(new ConsoleAdapter({ stream, ...options }), sent);
  if (error !== undefined) throw error;
  return stream.text;
}

const BOLD = '\u001B[1m';

/** A stream that says it is a terminal with so many bits of colour. */
const terminal = (depth: number) => Object.assign(new SinkStream(), { isTTY: true, getColorDepth: () => depth });

describe('a console line', () => {
  it('is one line of time, user, name and payload', async () => {
    const sent = events(2, (i) => ({ payload: { text: 'two\nlines', at: new Date(0), n: i } }));

    expect(await shown(sent)).toBe(
      [
        '2025-01-01T00:00:00.000Z  u  order.placed  {"text":"two\\nlines","at":"1970-01-01T00:00:00.000Z","n":0}',
        '2025-01-01T00:00:01.000Z  u  order.placed  {"text":"two\\nlines","at":"1970-01-01T00:00:00.000Z","n":1}',
        '',
      ].join('\n'),
    );
  });

  it("is canonical JSON with format: 'json'", async () => {
    expect(await shown(events(1), { format: 'json', color: true })).toBe(`${JSON.stringify(events(1)[0])}\n`);
  });

  it.each([
    ['where a terminal shows colours', terminal(8), 'auto', true],
    ['not where a terminal shows none', terminal(1), 'auto', false],
    ['not where the stream is no terminal', new SinkStream(), 'auto', false],
    ['not in a terminal with color: false', terminal(8), false, false],
    ['anywhere with color: true', new SinkStream(), true, true],
  ] as const)('has colours %s', async (_where, stream, color, isColored) => {
    expect((await shown(events(1), { color }, stream)).includes(BOLD)).toBe(isColored);
  });

  it('is not made of what cannot be told, but the lines before it are', async () => {
    const stream = new SinkStream();
    const sent = events(3, (i) => ({ payload: { n: i === 1 ? Number.NaN : i } }));

    await expect(shown(sent, {}, stream)).rejects.toMatchObject({ code: 'ENCODING_FAILED', acknowledged: 1 });

    expect(stream.text.split('\n')).toHaveLength(2);
  });

  it('goes to standard output unless told otherwise, which stays open', async () => {
    const program = `
      import { ConsoleAdapter } from '${new URL('../../adapters/console.ts', import.meta.url).href}';
      import { drive } from '${new URL('../../src/testing/adapter-driver.ts', import.meta.url).href}';
      import { sampleEvents } from '${new URL('../../src/testing/adapter-sample.ts', import.meta.url).href}';
      await drive(new ConsoleAdapter(), sampleEvents({ count: 3, isHeavy: false }));
      process.stdout.write('still open');
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);

    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    expect(output.split('\n')).toHaveLength(4);
    expect(output).toMatch(/^2025-01-01T00:00:00.000Z {2}user-0 {2}order.placed {2}\{.*\nstill open$/s);
  });

  it('that nobody reads any more is an EPIPE', async () => {
    const running = withClosedPipe((pipe) => drive(new ConsoleAdapter({ stream: pipe }), events(100)));

    await expect(running).resolves.toMatchObject({
      error: { code: 'ADAPTER_ERROR', adapter: 'console', systemCode: 'EPIPE', retriable: false, acknowledged: 0 },
    });
  });
});

describe('options of a console adapter', () => {
  it.each<[string, object]>([
    ['format', { format: 'xml' }],
    ['stream', { stream: 'stdout' }],
    ['color', { color: 'always' }],
  ])('refuse another %s', (name, options) => {
    const error = failure(() => new ConsoleAdapter(options));

    expect(error).toMatchObject({ code: 'INVALID_OPTION', path: ['ConsoleAdapter', `option '${name}'`] });
  });

  it('name the option that was meant', () => {
    const error = failure(() => new ConsoleAdapter({ colour: true } as ConsoleOptions));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'color'?" });
  });
});
