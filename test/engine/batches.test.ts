import { describe, expect, it } from 'vitest';

import { generate, type EncodedBatch } from '../../src/index.ts';
import { action, flow } from '../journeys/world.ts';

const five = action('five', {
  handler: (ctx) => ['a', 'b', 'c', 'd', 'e'].map((name) => ctx.event(name, { by: ctx.userId })),
});

describe('batches of lines', () => {
  it.each([1, 2, 3, 997])('of %i know every line, however many one handler call gives', async (batchSize) => {
    const lines: string[] = [];
    const names: string[] = [];
    const counts: number[] = [];
    const take = ({ count, bytes, ends, names: ofBatch }: EncodedBatch): void => {
      counts.push(count);
      names.push(...ofBatch);
      const text = Buffer.from(bytes);
      ends.forEach((end, i) => lines.push(text.toString('utf8', i === 0 ? 0 : ends[i - 1], end)));
    };

    const { counts: told } = await generate(flow('shop', [five]), {
      users: 700,
      batchSize,
      adapter: { encoding: 'ndjson', write: () => undefined, writeEncoded: take },
    });

    expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(names);
    expect(names).toHaveLength(3500);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3500);
    expect(told.events.written).toBe(3500);
  });
});
