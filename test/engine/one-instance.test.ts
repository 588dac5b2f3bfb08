import { describe, expect, it } from 'vitest';

import { defineAction, defineAdventure, defineJourney, Engine, SynodeContext } from '../../src/index.ts';

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
});
