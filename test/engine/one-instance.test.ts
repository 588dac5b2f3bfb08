import { describe, expect, it } from 'vitest';

import { defineAction, defineAdventure, defineJourney, Engine, SynodeContext, type Context } from '../../src/index.ts';

const visit = defineJourney({
  id: 'visit',
  adventures: [defineAdventure({ id: 'page', actions: [defineAction({ id: 'view', timeSpan: '1h' })] })],
});

describe('Engine.run', () => {
  it('runs the journey once, however far its end lies from the end of all time', async () => {
    const times: string[] = [];
    const context = new SynodeContext(new Date('2025-03-01'));
    for await (const event of new Engine(visit).run(context)) times.push(event.timestamp.toISOString());
    expect(times).toEqual(['2025-03-01T01:00:00.000Z']);
  });

  it('goes on where the context stands when it is run again', async () => {
    const engine = new Engine(visit);
    const context = new SynodeContext(new Date('2025-03-01'));
    const sessions: string[] = [];
    for (let run = 0; run < 2; run++) for await (const event of engine.run(context)) sessions.push(event.sessionId);
    expect(sessions).toEqual(['user-0:visit:0', 'user-0:visit:1']);
  });

  it('gives calls of next that overlap their events in order, also when more are asked for in between', async () => {
    const steps = ['one', 'two', 'three', 'four', 'five', 'six'];
    const handler = (ctx: Context) => steps.map((step) => ctx.event(step));
    const action = defineAction({ id: 'steps', handler });
    const walk = defineJourney({ id: 'walk', adventures: [defineAdventure({ id: 'path', actions: [action] })] });
    const events = new Engine(walk).run(new SynodeContext());
    const asked = [events.next(), events.next(), events.next()];
    asked.push(asked[0]?.then(() => events.next()) ?? events.next(), events.next());
    const names = await Promise.all(asked.map((one) => one.then(({ value }) => (value as { name: string }).name)));
    expect(names.slice(0, 3)).toEqual(['one', 'two', 'three']);
    expect([names[4], names[3]]).toEqual(['four', 'five']);
  });

  it('tells contexts apart by seed, actor and population, and refuses an actor that cannot be, whoever ran before', async () => {
    const engine = new Engine(visit);
    const first = async (options: { seed?: string; actor?: number; population?: string }) => {
      const { value } = await engine
        .run(new SynodeContext(new Date('2025-03-01'), undefined, undefined, options))
        .next();
      return value?.id;
    };
    const ids = [
      await first({}),
      await first({ actor: 1 }),
      await first({ seed: 'other' }),
      await first({ population: 'clerk' }),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(await first({})).toBe(ids[0]);
    expect(await first({ seed: 'other' })).toBe(ids[2]);
    for (const actor of [-2, 0.5, 10_000_000]) await expect(first({ actor })).rejects.toThrow(/users/);
  });
});
