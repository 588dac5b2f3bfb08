/** How an event is written, whoever made it and wherever it goes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import {
  CallbackAdapter,
  ConsoleAdapter,
  generate,
  type Context,
  type Event,
  type OutputAdapter,
} from '../../src/index.ts';
import { action, failureOf, flow } from '../journeys/world.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-canonical-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const due = new Date(Date.UTC(2025, 5, 30, 23, 59, 59, 7));

/** An order, and the same event put together by hand with its keys in another order. */
const order = action('order', {
  handler: (ctx: Context) => {
    const made = ctx.event('order placed', { total: 1.5, due, lines: [{ sku: 'ü"', due }], note: undefined });
    const { id, userId, sessionId, name, timestamp, payload } = made;
    return [made, { payload, timestamp, name, sessionId, id: `${id}-by-hand`, userId }];
  },
});
const shop = flow('shop', [order]);

const SIX = ['id', 'userId', 'sessionId', 'name', 'timestamp', 'payload'];
const payloadText = `{"total":1.5,"due":"2025-06-30T23:59:59.007Z","lines":[{"sku":"ü\\"","due":"2025-06-30T23:59:59.007Z"}]}`;
const line = (id: string): string =>
  `{"id":"${id}","userId":"user-0","sessionId":"user-0:shop:0","name":"order placed",` +
  `"timestamp":"2025-01-01T00:00:00.000Z","payload":${payloadText}}\n`;

const write = (adapter: OutputAdapter<Event>): Promise<unknown> =>
  generate(shop, { users: 1, logger: false, adapter: adapter as never });

describe('an event', () => {
  it('has six fields in one order as canonical JSON: no spaces, times to the millisecond, one newline', async () => {
    const seen: string[] = [];
    await write(new CallbackAdapter((event) => void seen.push(event.id)));
    const path = join(folder, 'events.ndjson');
    const stream = new Sink();

    await write(new FileAdapter(path));
    await write(new ConsoleAdapter({ format: 'json', stream } as never));

    const [first = '', second = ''] = seen;
    expect(second).toBe(`${first}-by-hand`);
    expect(readFileSync(path, 'utf8')).toBe(line(first) + line(second));
    expect(stream.text).toBe(line(first) + line(second));
  });

  it('has them in that order as a JSON array and as CSV', async () => {
    await write(new FileAdapter(join(folder, 'events.json')));
    await write(new FileAdapter(join(folder, 'events.csv')));

    const array = JSON.parse(readFileSync(join(folder, 'events.json'), 'utf8')) as object[];
    expect(array.map((event) => Object.keys(event))).toEqual([SIX, SIX]);
    const [header, row = ''] = readFileSync(join(folder, 'events.csv'), 'utf8').split('\n');
    expect(header?.trim()).toBe(SIX.join(','));
    expect(row).toContain('"2025-06-30T23:59:59.007Z"'.replaceAll('"', '""'));
    expect(row).toContain(',2025-01-01T00:00:00.000Z,');
  });

  it('is written without what a handler has added to it, and has no meta that nobody asked for', async () => {
    const path = join(folder, 'added.ndjson');
    const odd = flow('odd', [
      action('odd', {
        handler: (ctx: Context) => [{ ...ctx.event('odd'), secret: 'x', meta: { actor: 9 } } as unknown as Event],
      }),
    ]);

    await generate(odd, { users: 1, logger: false, adapter: new FileAdapter(path) });

    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)).toEqual(SIX);
  });

  it.each([
    ['a bigint', 1n],
    ['a function', () => 1],
    ['not a number', Number.NaN],
  ])('cannot be written when its payload holds %s', async (_what, value) => {
    const bad = flow('bad', [action('bad', { handler: (ctx: Context) => [ctx.event('bad', { deep: [{ value }] })] })]);

    const error = await failureOf(
      generate(bad, { users: 1, logger: false, adapter: new FileAdapter(join(folder, 'bad.ndjson')) }),
    );

    expect(error).toMatchObject({ code: 'ENCODING_FAILED' });
    expect(error.message).toContain('deep[0].value');
  });
});

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
