/** The engine against a second, dumber implementation of the same semantics, over random programs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { generate, InMemoryAdapter, SynodeError, type AnyEvent, type Event, type RunResult } from '../../src/index.ts';
import { program } from './arbitrary.ts';
import { journeysOf, shopper } from './authored.ts';
import { DAY, FIRST_MS, type Program } from './program.ts';
import { keyOf, permuted, Stream } from './draws.ts';
import { tell, type Said, type Story } from './twin.ts';

type Options = NonNullable<Parameters<typeof generate>[1]>;

interface Ran {
  readonly said: readonly Said[];
  readonly result: RunResult;
}

/** Runs a program in Synode. A failure gives the part of the result that it carries. */
async function run(made: Program, options: Partial<Options> = {}): Promise<Ran> {
  const sink = new InMemoryAdapter<AnyEvent>();
  const { users, seed, starts, afterEnd, days } = made;
  const window =
    days === 0 ? {} : { startDate: new Date(FIRST_MS), endDate: new Date(FIRST_MS + days * DAY), starts, afterEnd };
  const running = generate(journeysOf(made), {
    users,
    seed,
    onError: 'skipUser',
    logger: false,
    meta: true,
    ...(made.persona ? { persona: shopper } : {}),
    ...window,
    ...options,
    adapter: sink,
  } as Options);
  const result = await running.catch((error: unknown) => {
    if (error instanceof SynodeError && error.result !== undefined) return error.result as RunResult;
    throw error;
  });
  return { said: (sink.events as readonly Event[]).map(asSaid), result };
}

/** An event of the engine as the twin tells it. */
const asSaid = ({ id, userId, sessionId, name, timestamp, payload, meta }: Event): Said => ({
  id,
  userId,
  sessionId,
  name,
  ms: timestamp.getTime(),
  payload,
  actor: meta?.actor ?? -1,
  sequence: meta?.sequence ?? -1,
});

const inTime = (a: Said, b: Said): number => a.ms - b.ms || a.actor - b.actor || a.sequence - b.sequence;

/** The counts of a result as the twin keeps them. */
function counted({ counts }: RunResult): object {
  const { byId } = counts.journeys;
  const journeys = Object.entries(byId).map(([id, { open, ...others }]) => [id, { ...others, open }] as const);
  return {
    journeys: Object.fromEntries(journeys),
    adventures: counts.adventures,
    actions: counts.actions,
    failed: counts.users.failed,
    droppedAfterEnd: counts.events.droppedAfterEnd,
  };
}

/** The twin's counts. A result shows the journeys that somebody came to. */
function told({ journeys, adventures, actions, failures, droppedAfterEnd }: Story): object {
  const met = Object.entries(journeys).filter(([, { scheduled }]) => scheduled > 0);
  return {
    journeys: Object.fromEntries(met.map(([id, counts]) => [id, { ...counts, open: 0 }])),
    adventures,
    actions,
    failed: failures.length,
    droppedAfterEnd,
  };
}

describe('any program', () => {
  it('gives the events, times, sessions, state and counts that a plain reading of the semantics gives', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (made) => {
        const story = tell(made);

        const { said, result } = await run(made);

        expect(said).toEqual(story.events);
        expect(counted(result)).toEqual(told(story));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('gives them in order of time, whatever the lanes and batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        program,
        fc.constantFrom(1, 2, 5),
        fc.constantFrom(1, 3, 1000),
        async (made, lanes, batchSize) => {
          const story = tell(made);

          const { said, result } = await run(made, { order: 'time', lanes, batchSize });

          expect(said).toEqual(story.events.toSorted(inTime));
          expect(counted(result)).toEqual(told(story));
        },
      ),
      { numRuns: 100, seed: 2 },
    );
  });

  it('gives them in shards, whose parts laid end to end are the whole', async () => {
    await fc.assert(
      fc.asyncProperty(program, fc.integer({ min: 1, max: 4 }), async (made, count) => {
        const story = tell(made);

        const parts: Ran[] = [];
        for (let index = 1; index <= count; index++) parts.push(await run(made, { shard: { index, count } }));

        expect(parts.flatMap(({ said }) => said)).toEqual(story.events);
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  it('writes what stands before its first failure, and nothing behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        program,
        fc.constantFrom('user' as const, 'time' as const),
        fc.constantFrom(1, 3),
        fc.constantFrom(1, 1000),
        async (made, order, lanes, batchSize) => {
          const { events, failures } = tell(made);

          const { said, result } = await run(made, { onError: 'fail', order, lanes, batchSize });

          const [first] = order === 'user' ? failures : failures.toSorted((a, b) => a.ms - b.ms || a.actor - b.actor);
          const stands = (event: Said): boolean => {
            if (first === undefined) return true;
            if (order === 'user')
              return event.actor < first.actor || (event.actor === first.actor && event.ms <= first.ms);
            return event.ms < first.ms || (event.ms === first.ms && event.actor <= first.actor);
          };
          expect(said).toEqual((order === 'user' ? events : events.toSorted(inTime)).filter(stands));
          expect(result.status).toBe(first === undefined ? 'completed' : 'failed');
        },
      ),
      { numRuns: 80, seed: 4 },
    );
  });
});

describe('the comparison', () => {
  it('meets every way an instance can end, failures, and events past the end', () => {
    const stories = fc.sample(program, { numRuns: 300, seed: 1 }).map(tell);

    const instances = stories.flatMap(({ journeys }) => Object.values(journeys));
    for (const fate of ['completed', 'bounced', 'skipped', 'suppressed', 'censored', 'failed'] as const) {
      expect([fate, instances.reduce((sum, counts) => sum + counts[fate], 0) >= 20]).toEqual([fate, true]);
    }
    const total = (of: (story: Story) => number): number => stories.reduce((sum, story) => sum + of(story), 0);
    expect(total(({ events }) => events.length)).toBeGreaterThan(2000);
    expect(total(({ failures }) => failures.length)).toBeGreaterThan(20);
    expect(total(({ droppedAfterEnd }) => droppedAfterEnd)).toBeGreaterThan(10);
    expect(total(({ actions, adventures }) => Math.min(actions.bounced, adventures.bounced))).toBeGreaterThan(5);
  });

  it('draws as published, without the code it is compared with', () => {
    const start = ['synode/1', '42', '', '', 'user', 'journey', 'shop', 'adventure', 'checkout', 'action', 'pay'];
    const path = [...start, 'field', 'amount', 'value'];
    const hex = (words: readonly number[]): string => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

    expect(hex(keyOf(path))).toBe('91d536e2 c77aa462 72ddf253 8cd2ebf3');
    expect(hex(permuted([1, 2, 3, 4], [0, 0, 0, 0]))).toBe('51a6822d bb767e25 f6c7afa3 f8f87e19');
    expect(new Stream(path, [0, 0, 0, 0]).uniform()).toBe(0.5421664396493738);
    expect(new Stream([...start, '@id'], [1, 0, 0, 0]).id()).toBe('fyf8sby4dtet9mxmayak');
  });
});
