import { describe, expect, it } from 'vitest';

import type { Transform } from '../../src/index.ts';
import { action, expectEvents, failureOf, flow, simulate } from '../journeys/world.ts';

/** An invoice and its entry in one call, as a process that posts would tell them. */
const post = action('post', {
  handler: (ctx) => [
    ctx.event('invoice.posted', { account: '' }),
    ctx.event('journal_entry.posted', { account: '4000' }),
    ctx.event('mail.sent', { account: '' }),
  ],
});
const books = flow('books', [post, action('call', { fields: { account: '' } })]);

const entry = (apply: Transform['apply']): Transform => ({ id: 'entries', stage: 'entry', apply });
const run = (transform: Transform, ...more: Transform[]) => simulate(books, { transforms: [transform, ...more] });

describe('an entry transform', () => {
  it('sees journal entries alone, and is not asked where there are none', async () => {
    const seen: (readonly string[])[] = [];

    await run(entry((batch) => (seen.push(batch.map(({ name }) => name)), batch)));

    expect(seen).toEqual([['journal_entry.posted']]);
  });

  it('changes an entry where it stands, and what it adds stands behind it', async () => {
    const { events } = await run(
      entry((batch, t) => [
        ...batch.map((event) => ({ ...event, payload: { account: '4010' } })),
        t.event('journal_entry.posted', { account: '9000' }),
      ]),
    );

    expectEvents(
      events,
      `name                  account
       invoice.posted
       journal_entry.posted  4010
       journal_entry.posted  9000
       mail.sent
       call                  `,
    );
  });

  it('drops an entry, and nothing else', async () => {
    const { events, result } = await run(entry(() => []));

    expect(events.map(({ name }) => name)).toEqual(['invoice.posted', 'mail.sent', 'call']);
    expect(result.counts.events).toMatchObject({ emitted: 4, written: 3, removed: 1, added: 0 });
  });

  it('comes behind the anomalies and before the noise', async () => {
    const seen: string[] = [];
    const say = (stage: Transform['stage']): Transform => ({
      id: stage,
      stage,
      apply: (batch) => (seen.push(stage), batch),
    });

    await simulate(flow('books', [post]), { transforms: [say('noise'), say('entry'), say('anomaly')] });

    expect(seen).toEqual(['anomaly', 'entry', 'noise']);
  });

  it('that makes anything but entries and labels is INVALID_EVENT', async () => {
    const wrong = entry((batch, t) => [...batch, t.event('mail.sent')]);

    expect(await failureOf(run(wrong))).toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining("its name is 'mail.sent'") as string,
    });
  });
});
