/** The engine without encoding, against a hand loop that makes the same objects: gates 1 to 3. */
import { createHash } from 'node:crypto';

import { defineAdventure, defineJourney, Engine, generate, repeat, SynodeContext } from '../src/index.ts';
import { WholeLives } from '../src/engine/by-user.ts';
import type { RunSink } from '../src/engine/lanes.ts';
import { RunDatasets } from '../src/engine/run-world.ts';
import { Tally } from '../src/engine/tally.ts';
import { createWorld } from '../src/engine/world.ts';
import { compilePlan, onlyProcess, type Plan } from '../src/plan/plan.ts';
import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Side } from './measure.ts';
import { ACTIONS, EVENTS_PER_USER, modelJob, NEVER, RUN } from './model-job.ts';
import { asDate, handLoop, type Loop } from './reference-loop.ts';

/** Takes events and forgets them. */
class CountingSink implements RunSink {
  count = 0;
  last: unknown = undefined;
  readonly isFull = false;
  readonly isClosed = false;

  emit(event: unknown): void {
    this.count++;
    this.last = event;
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  fail({ error }: { readonly error: unknown }): never {
    throw error;
  }
}

function handSide(users: number, loop?: Loop): Side {
  return {
    name: 'hand loop',
    run: () => {
      const sink = new CountingSink();
      handLoop(users, asDate, (event) => sink.emit(event), loop);
      checkCount(sink.count, users * (loop?.rounds ?? 1));
    },
  };
}

/** SHA-256 of events as JSON lines: both sides must give the same before they are timed. */
class Digest {
  readonly #hash = createHash('sha256');

  readonly add = (event: unknown): void => void this.#hash.update(`${JSON.stringify(event)}\n`);

  get hex(): string {
    return this.#hash.copy().digest('hex');
  }
}

function checkEqual(engine: Digest, users: number, loop?: Loop): void {
  const hand = new Digest();
  handLoop(users, asDate, hand.add, loop);
  if (hand.hex !== engine.hex) throw new Error('engine and hand loop make different events');
}

/** What `generate` does between opening and closing, without adapter and encoder. */
async function runEngine(plan: Plan, users: number, sink: RunSink): Promise<void> {
  const [population] = plan.populations;
  if (population === undefined) throw new Error('the model job has one population');
  const world = createWorld(plan, onlyProcess(plan), {
    tally: new Tally(),
    judge: undefined,
    idGenerator: undefined,
    signal: new AbortController().signal,
    isStrict: false,
    views: undefined,
    folds: undefined,
    warn: () => undefined,
  });
  const datasets = await new RunDatasets(plan).open(world);
  await new WholeLives(world, population, datasets, 1).run({ first: 0, last: users }, sink);
}

function checkCount(count: number, rounds: number): void {
  const expected = rounds * EVENTS_PER_USER;
  if (count !== expected) throw new Error(`${count} events instead of ${expected}`);
}

/** Rounds of one actor: long enough that compiling the journey for its context is a hundredth of the time. */
const ROUNDS = 500;

/** The model job over and over by one actor. */
const repeatedJob = defineJourney({
  id: modelJob.id,
  bounceChance: NEVER,
  adventures: [repeat(ROUNDS, [defineAdventure({ id: 'case', actions: [...ACTIONS] })])],
});

/** Events of a few actors, each from a context and an iterator of its own. */
async function iterate(actors: number, take: (event: object) => void): Promise<void> {
  const engine = new Engine(repeatedJob);
  for (let actor = 0; actor < actors; actor++) {
    const context = new SynodeContext(new Date(RUN.startDate), undefined, undefined, { seed: RUN.seed, actor });
    for await (const event of engine.run(context)) take(event);
  }
}

export const benches: Benches = {
  'engine.fast-path': async (protocol) => {
    const { users } = protocol;
    const plan = compilePlan(modelJob, { ...RUN, users });
    const digest = new Digest();
    await runEngine(plan, users, Object.assign(new CountingSink(), { emit: digest.add }));
    checkEqual(digest, users);
    const engine = async (): Promise<void> => {
      const sink = new CountingSink();
      await runEngine(plan, users, sink);
      checkCount(sink.count, users);
    };
    const timings = await interleave([{ name: 'engine', run: engine }, handSide(users)], protocol);
    const [of, by] = [timingOf(timings, 'engine'), timingOf(timings, 'hand loop')];
    return [{ name: 'engine.fast-path', ratio: costRatio(of, by), of, by }];
  },

  'engine.run-iterator': async (protocol) => {
    const actors = protocol.users / ROUNDS;
    const loop = { rounds: ROUNDS, startMs: Date.parse(RUN.startDate) };
    const digest = new Digest();
    await iterate(actors, digest.add);
    checkEqual(digest, actors, loop);
    const run = async (): Promise<void> => {
      let count = 0;
      await iterate(actors, () => void count++);
      checkCount(count, protocol.users);
    };
    const timings = await interleave([{ name: 'run()', run }, handSide(actors, loop)], protocol);
    const [of, by] = [timingOf(timings, 'run()'), timingOf(timings, 'hand loop')];
    return [{ name: 'engine.run-iterator', ratio: costRatio(of, by), of, by }];
  },

  'engine.batches': async (protocol) => {
    const { users } = protocol;
    const generateInto = (writeBatch: (events: readonly object[]) => void): Promise<unknown> =>
      generate(modelJob, { ...RUN, users, adapter: { write: () => undefined, writeBatch } });
    const digest = new Digest();
    await generateInto((events) => events.forEach(digest.add));
    checkEqual(digest, users);
    const run = async (): Promise<void> => {
      let count = 0;
      await generateInto((events) => void (count += events.length));
      checkCount(count, users);
    };
    const timings = await interleave([{ name: 'batches', run }, handSide(users)], protocol);
    const [of, by] = [timingOf(timings, 'batches'), timingOf(timings, 'hand loop')];
    return [{ name: 'engine.batches', ratio: costRatio(of, by), of, by }];
  },
};
