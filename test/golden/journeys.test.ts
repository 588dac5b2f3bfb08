import { describe, expect, it } from 'vitest';

import { generate, type AnyEvent, type EncodedBatch, type OutputAdapter } from '../../src/index.ts';
import { worlds } from './worlds.ts';

/** The canonical lines of a run. */
async function linesOf(name: keyof typeof worlds): Promise<string> {
  const { journeys, options } = worlds[name]();
  const lines: string[] = [];
  const adapter: OutputAdapter<AnyEvent> = {
    encoding: 'ndjson',
    write: () => undefined,
    writeEncoded: ({ bytes }: EncodedBatch) => void lines.push(Buffer.from(bytes).toString('utf8')),
  };
  await generate(journeys, { ...options, adapter, logger: false });
  return lines.join('');
}

describe('the frozen output of a small world', () => {
  it.each(Object.keys(worlds) as (keyof typeof worlds)[])('is that of %s', async (name) => {
    await expect(await linesOf(name)).toMatchFileSnapshot(`./${name}.ndjson`);
  });
});
