/** The same bytes, whatever decides nothing: threads, batches, adapters, time zones, lines of Node. Gate 12. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Benches } from './bench.ts';
import { fileHere, runChild } from './child.ts';

const BASE = { users: 200, workers: 0, batchSize: 1000, adapter: 'bytes' } as const;

const CASES = [
  ...[1, 2, 3, 7].map((workers) => ({ ...BASE, workers })),
  ...[1, 7, 4096].map((batchSize) => ({ ...BASE, batchSize })),
  ...([1, 2] as const).map((workers) => ({ ...BASE, workers, batchSize: 13 })),
  ...(['batches', 'single'] as const).flatMap((adapter) => [0, 2].map((workers) => ({ ...BASE, adapter, workers }))),
];

const ZONES = ['UTC', 'Europe/Berlin', 'Pacific/Auckland'];
const LINES = [20, 22, 24, 26];

/** The Nodes that `npm run test:matrix` has fetched. */
function nodes(): readonly { readonly line: number; readonly program: string }[] {
  const name = `node-${process.platform}-${process.arch}`;
  return LINES.flatMap((line) => {
    const program = join(process.cwd(), '.cache', `node${line}`, 'node_modules', name, 'bin/node');
    return existsSync(program) ? [{ line, program }] : [];
  });
}

export const benches: Benches = {
  'determinism.bytes': async () => {
    const others = nodes();
    let compared = 0;
    for (const order of ['user', 'time'] as const) {
      const digest = async (of: object, options: Parameters<typeof runChild>[2] = {}): Promise<string> => {
        const { stdout } = await runChild(
          fileHere('./determinism-child.js'),
          [JSON.stringify({ ...of, order })],
          options,
        );
        return stdout;
      };
      const expected = await digest(BASE);
      const check = (what: string, actual: string): void => {
        if (actual !== expected) throw new Error(`${order} order: other bytes with ${what}`);
        compared++;
      };
      for (const one of CASES) check(JSON.stringify(one), await digest(one));
      for (const TZ of ZONES) check(`TZ=${TZ}`, await digest({ ...BASE, workers: 2 }, { env: { TZ } }));
      for (const { line, program } of others) check(`Node ${line}`, await digest({ ...BASE, workers: 2 }, { program }));
    }
    const lines = others.length === 0 ? 'this Node only' : `this Node and ${others.map(({ line }) => line).join(', ')}`;
    const note = `${compared} runs compared with the first of their order; ${lines}`;
    return [{ name: 'determinism.bytes', ratio: { value: 1, p10: 1, p90: 1 }, note }];
  },
};
