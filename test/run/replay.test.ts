import { describe, expect, it } from 'vitest';

import { NullAdapter } from '../../adapters/null.ts';
import { generate } from '../../src/index.ts';
import { action, flow } from '../journeys/world.ts';

describe('what a result says of how to run it again', () => {
  it('names the seed and the call where a program ran it: no command knows its journeys', async () => {
    const { replay } = await generate(flow('shop', [action('view')]), {
      users: 1,
      seed: '0"7',
      adapter: new NullAdapter(),
    });

    expect(replay).toBe('generate(…) with the same journeys and options, seed: "0\\"7"');
  });
});
