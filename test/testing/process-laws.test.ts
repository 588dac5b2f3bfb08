import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineCheck,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  type Process,
} from '../../src/index.ts';
import { LawBroken, processLaws } from '../../src/testing/index.ts';
import { reporting, sales, turnover } from './processes.ts';

describe('the laws of processes', () => {
  for (const { title, run } of processLaws(sales())) it(`hold for ${title}`, run);

  for (const { title, run } of processLaws(reporting(), { with: [sales()] })) it(`hold for a reader: ${title}`, run);
});

type Handler = Parameters<typeof defineAction>[0]['handler'];

/** A process that ticks once a day and does this. */
function ticking(handler: Handler, more: Partial<Parameters<typeof defineProcess>[0]> = {}): Process {
  const tick = defineAction({ id: 'tick', handler: handler as never });
  const day = defineJourney({
    id: 'day',
    arrivals: every('1d', { jitter: 0.3 }),
    adventures: [defineAdventure({ id: 'a', actions: [tick] })],
  });
  return defineProcess({
    id: 'ticking',
    emits: ['ticked'],
    populations: [definePopulation({ id: 'clock', size: 2, journeys: [day] })],
    ...more,
  } as never)();
}

async function brokenLaws(process: Process): Promise<readonly string[]> {
  const messages: string[] = [];
  for (const { title, run } of processLaws(process, { period: { start: '2025-01-01', end: '2025-02-01' } })) {
    await run().catch((thrown: unknown) => {
      if (!(thrown instanceof LawBroken)) throw thrown;
      messages.push(`${title.replace('ticking: ', '')} | ${thrown.message.split('\n')[0]}`);
    });
  }
  return messages;
}

describe('processLaws', () => {
  it('finds nothing wrong where nothing is', async () => {
    expect(await brokenLaws(ticking((ctx) => [ctx.event('ticked', { n: ctx.random.int(1, 9) })]))).toEqual([]);
  });

  it('finds a process that remembers from run to run', async () => {
    let count = 0;
    const broken = await brokenLaws(ticking((ctx) => [ctx.event('ticked', { n: count++ })]));

    expect(broken.map((message) => message.split(' | ')[0])).toEqual([
      'the same seed gives the same events',
      'lanes and batches change nothing',
      'windows of five hours change nothing',
      'windows of a week change nothing',
      'a process it does not read changes nothing here',
    ]);
  });

  it('finds a process that draws nothing', async () => {
    const job = defineJourney({
      id: 'job',
      adventures: [
        defineAdventure({
          id: 'a',
          actions: [defineAction({ id: 'b', handler: (ctx) => [ctx.event('ticked', {}, { id: `b-${ctx.userId}` })] })],
        }),
      ],
    });
    const still = defineProcess({
      id: 'ticking',
      emits: ['ticked'],
      populations: [definePopulation({ id: 'clock', size: 2, starts: 'together', journeys: [job] })],
    });

    expect(await brokenLaws(still())).toEqual([
      'another seed gives others | another seed gives other events: all 2 events are the same',
    ]);
  });

  it('finds ids that come twice', async () => {
    const [first] = await brokenLaws(ticking((ctx) => [ctx.event('ticked', {}, { id: 'same' })]));

    expect(first).toBe('ids are unique | ids are unique: expected ids to be unique');
  });

  it('finds events that are not declared, and declared ones that never come', async () => {
    const broken = await brokenLaws(ticking((ctx) => [ctx.event('tocked')]));
    const idle = await brokenLaws(ticking((ctx) => [ctx.event('ticked')], { emits: ['ticked', 'struck'] }));

    expect(broken).toEqual([
      "it emits what it declares, all of it and nothing else | a process emits what it declares: it emits 'tocked', which `emits` does not name",
    ]);
    expect(idle).toEqual([
      "it emits what it declares, all of it and nothing else | a process emits what it declares: it never emits 'struck'; is the period too short?",
    ]);
  });

  it('finds checks that do not hold', async () => {
    const check = defineCheck({
      id: 'T1',
      name: 'never-turns-over',
      over: turnover,
      holds: (cents: number) => cents === 0,
    });
    const broken = await brokenLaws(
      ticking((ctx) => [ctx.event('order.placed', { cents: 5 })], {
        emits: ['order.placed'],
        projections: [turnover],
        checks: [check],
      }),
    );

    expect(broken).toEqual([
      'its checks hold | the checks of a process hold: T1 never-turns-over: cents never-turns-over does not hold',
    ]);
  });
});
