import { describe, expect, it } from 'vitest';

import {
  generate,
  InMemoryAdapter,
  SynodeError,
  type EncodedBatch,
  type OutputAdapter,
  type RunOptions,
  type RunResult,
} from '../../dist/src/index.js';

const module = new URL('./failing-module.ts', import.meta.url);
const period = { startDate: '2025-03-01', endDate: '2025-04-01', users: 120, logger: false } as const;

/** Everything that a run with failing actors comes to. */
async function outcome(options: Partial<RunOptions>) {
  const sink = new InMemoryAdapter();
  const run = { ...period, workerModule: module, ...options, adapter: sink };
  let error: SynodeError | undefined;
  const result = await generate([], run).catch((thrown: unknown) => {
    if (!(thrown instanceof SynodeError)) throw thrown;
    error = thrown;
    return thrown.result as RunResult;
  });
  const { status, failures, counts } = result;
  return {
    events: sink.events,
    status,
    failures,
    users: counts.users.failed,
    error: error?.message,
    code: error?.code,
  };
}

type AdapterEncoding = NonNullable<OutputAdapter['encoding']>;

const ENCODINGS: readonly AdapterEncoding[] = [
  'ndjson',
  'cloudevents',
  { format: 'csv', columns: ['n'], rest: 'json', eol: '\n' },
];

/** Ways to run the same: lanes on the main thread, and threads. */
const WAYS = [{ lanes: 4 }, { lanes: 50 }, { workers: 1 }, { workers: 2, lanes: 3 }, { workers: 3 }] as const;

describe.each(['user', 'time'] as const)('actors that fail, in %s order', (order) => {
  it.each([
    ['are left out', { onError: 'skipUser' }, { status: 'completed', users: 7, code: undefined }],
    [
      'go to the dead letters',
      { onError: 'deadLetter', deadLetter: () => undefined },
      { status: 'completed', users: 7 },
    ],
    ['end the run', { onError: 'fail' }, { status: 'failed', code: 'HANDLER_ERROR' }],
    ['are one too many', { onError: 'skipUser', errorLimit: 3 }, { status: 'failed', code: 'ERROR_LIMIT' }],
  ] as const)('%s alike on any number of lanes and workers', async (_what, policy, expected) => {
    const alone = await outcome({ order, ...policy, workers: 0, lanes: 1 });
    expect(alone).toMatchObject(expected);
    expect(alone.failures.length).toBeGreaterThan(0);

    for (const way of WAYS) {
      const { users, ...other } = await outcome({ order, ...policy, workers: 0, ...way });
      const { users: failed, ...same } = alone;
      expect({ way, ...other }).toEqual({ way, ...same });
      // Where the run goes on to its end, everybody who fails has failed.
      if (alone.status === 'completed') expect(users).toBe(failed);
    }
  });
});

describe.each(['user', 'time'] as const)('an event that cannot be written, in %s order', (order) => {
  it('ends the run behind all that stands before it, whatever thread it is on', async () => {
    const outputOf = async (workers: number, encoding: AdapterEncoding) => {
      let text = '';
      const adapter = {
        encoding,
        write: () => undefined,
        writeEncoded: ({ bytes }: EncodedBatch) => void (text += Buffer.from(bytes).toString()),
      };
      const options = { ...period, order, workers, workerModule: new URL('./odd-value-module.mjs', import.meta.url) };
      const error = await generate([], { ...options, adapter }).catch((thrown: unknown) => thrown);
      return { text, error: String(error) };
    };

    for (const encoding of ENCODINGS) {
      const alone = await outputOf(0, encoding);
      expect(alone.error).toContain('ENCODING_FAILED');
      expect(alone.text.split('\n').length).toBeGreaterThan(100);
      expect(await outputOf(2, encoding)).toEqual(alone);
    }
  });
});
