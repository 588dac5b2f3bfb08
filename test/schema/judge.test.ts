import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { SynodeError, SynodeValidationError } from '../../src/errors.ts';
import type { StandardSchema } from '../../src/model/schema.ts';
import { finishSummary, validationWarnings } from '../../src/plan/schema-summary.ts';
import { resolveEventSchemas } from '../../src/plan/schema-options.ts';
import { eventOf, judgeWith, thrownBy } from './judging.ts';

const order = z.object({ total: z.number().min(0), lines: z.array(z.object({ sku: z.string() })) });
const schema = { 'order.placed': order };
const good = eventOf('order.placed', { total: 1, lines: [] });
const bad = eventOf('order.placed', { total: 'x', lines: [{ sku: 'a' }, { sku: 4 }] });
const at = { actorIndex: 7, sequence: 3 };

describe('in mode strict, which is the default,', () => {
  it('an event that keeps its schema goes on', () => {
    expect(judgeWith({ schema }).judge(good, at)).toBe('ok');
  });

  it('an event that breaks its schema stops the handler, with every fault and its path', () => {
    const error = thrownBy(() => judgeWith({ schema }).judge(bad, at));

    expect(error).toBeInstanceOf(SynodeValidationError);
    const { code, kind, rawMessage, event, issues, validationIssues } = error as SynodeValidationError;
    expect([code, kind, event]).toEqual(['EVENT_INVALID', 'handler', bad]);
    expect(rawMessage).toBe('order.placed total: Invalid input: expected number, received string (and 1 more)');
    expect(issues.map(({ path, received }) => [...path, received])).toEqual([
      ["event 'order.placed'", "'total'", "'x'"],
      ["event 'order.placed'", "'lines[1].sku'", '4'],
    ]);
    expect(validationIssues[0]).toEqual({
      eventName: 'order.placed',
      eventId: 'event-1',
      userId: 'user-7',
      path: 'total',
      message: 'Invalid input: expected number, received string',
      code: 'invalid_type',
    });
  });

  it('the error is plain data without the payload, which may be what JSON cannot hold', () => {
    const error = thrownBy(() => judgeWith({ schema }).judge(eventOf('order.placed', { total: 1n }), at));

    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      code: 'EVENT_INVALID',
      event: { id: 'event-1', timestamp: '2025-01-02T00:00:00.000Z' },
      validationIssues: [{ path: 'total' }, { path: 'lines' }],
    });
  });

  it('a schema that refuses without a reason breaks the event too', () => {
    const mute: StandardSchema = {
      '~standard': { version: 1, vendor: 'by hand', validate: () => ({ issues: [] }) },
    };

    expect(String(thrownBy(() => judgeWith({ schema: mute }).judge(good, at)))).toContain('refused without a reason');
  });

  it('a schema that throws breaks the event it threw on, and stays the cause', () => {
    const thrower: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'by hand',
        validate: () => {
          throw new RangeError('boom');
        },
      },
    };

    const error = thrownBy(() => judgeWith({ schema: thrower }).judge(good, at));

    expect(error).toMatchObject({ code: 'EVENT_INVALID', cause: new RangeError('boom') });
    expect(String(error)).toContain('the schema threw: boom');
  });
});

describe('in mode warn', () => {
  it('an event that breaks its schema goes on and is counted', () => {
    const judge = judgeWith({ schema, mode: 'warn' });

    expect([judge.judge(good, at), judge.judge(bad, at)]).toEqual(['ok', 'ok']);

    expect(finishSummary(judge.part())).toMatchObject({ mode: 'warn', checked: 2, valid: 1, invalid: 1, dropped: 0 });
  });

  it('the run warns once per event name', () => {
    const options = resolveEventSchemas({ schema, mode: 'warn' });
    const judge = judgeWith({ schema, mode: 'warn' });
    for (const event of [bad, good, bad]) judge.judge(event, at);

    expect(validationWarnings(judge.part(), options)).toEqual([
      { code: 'SCHEMA_INVALID', message: "event 'order.placed' breaks its schema", count: 2 },
    ]);
  });
});

describe('in mode skip', () => {
  it('an event that breaks its schema is dropped and counted', () => {
    const judge = judgeWith({ schema, mode: 'skip' });

    expect([judge.judge(good, at), judge.judge(bad, at)]).toEqual(['ok', 'drop']);

    expect(finishSummary(judge.part())).toEqual({
      mode: 'skip',
      checked: 2,
      valid: 1,
      invalid: 1,
      dropped: 1,
      unknown: 0,
      byEvent: { 'order.placed': { checked: 2, invalid: 1 } },
      samples: [
        expect.objectContaining({ path: 'total', code: 'invalid_type' }),
        expect.objectContaining({ path: 'lines[1].sku' }),
      ],
    });
  });
});

describe('an event without a schema in the record', () => {
  const view = eventOf('order.place', {});

  it('goes on, and is counted as unknown', () => {
    const judge = judgeWith({ schema });

    expect(judge.judge(view, at)).toBe('ok');

    expect(finishSummary(judge.part())).toMatchObject({ checked: 0, unknown: 1, byEvent: {} });
  });

  it('goes on with a warning that names the near schema', () => {
    const judge = judgeWith({ schema, unknown: 'warn' });

    expect(judge.judge(view, at)).toBe('ok');

    expect(validationWarnings(judge.part(), resolveEventSchemas({ schema, unknown: 'warn' }))).toEqual([
      { code: 'EVENT_UNKNOWN', message: "event 'order.place' has no schema. Did you mean 'order.placed'?", count: 1 },
    ]);
  });

  it('stops the handler where each event must have one, whatever the mode', () => {
    const error = thrownBy(() => judgeWith({ schema, unknown: 'reject', mode: 'skip' }).judge(view, at));

    expect(error).toBeInstanceOf(SynodeValidationError);
    expect(error).toMatchObject({ code: 'EVENT_UNKNOWN', event: view });
    expect((error as SynodeError).suggestion).toContain("Did you mean 'order.placed'?");
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('may be named %s', (name) => {
    const judge = judgeWith({ schema });

    expect(judge.judge(eventOf(name, {}), at)).toBe('ok');

    expect(judge.part().events).toEqual([{ name, checked: 0, invalid: 0, unknown: 1 }]);
  });
});

describe('an event named like a part of every object', () => {
  it.each(['__proto__', 'constructor', 'toString'])('is judged by its own schema: %s', (name) => {
    const judge = judgeWith({ schema: Object.fromEntries([[name, order]]), mode: 'skip' });

    expect(judge.judge(eventOf(name, { total: -1, lines: [] }), at)).toBe('drop');

    const { byEvent } = finishSummary(judge.part());
    expect(Object.entries(byEvent)).toEqual([[name, { checked: 1, invalid: 1 }]]);
    expect(Object.getPrototypeOf(byEvent)).toBe(Object.prototype);
  });
});

describe('one schema for all events', () => {
  it('judges every event name', () => {
    const judge = judgeWith({ schema: z.object({ at: z.number() }), mode: 'skip' });

    const verdicts = ['a', 'b', '__proto__'].map((name) => judge.judge(eventOf(name, { at: 'x' }), at));

    expect(verdicts).toEqual(['drop', 'drop', 'drop']);
    expect(finishSummary(judge.part()).unknown).toBe(0);
  });
});

describe('the parsed payload', () => {
  const cents = z.object({ total: z.string().transform((text) => Number(text) * 100) });
  const event = eventOf('order.placed', { total: '12', more: true });

  it('is thrown away unless asked for', () => {
    expect(judgeWith({ schema: cents }).judge(event, at)).toBe('ok');
  });

  it('replaces the payload when asked for', () => {
    expect(judgeWith({ schema: cents, apply: true }).judge(event, at)).toEqual({ payload: { total: 1200 } });
  });

  it('leaves an invalid event as it is in mode warn', () => {
    const judge = judgeWith({ schema: cents, apply: true, mode: 'warn' });

    expect(judge.judge(eventOf('order.placed', { total: 12 }), at)).toBe('ok');
  });

  it('must be an object', () => {
    const judge = judgeWith({ schema: z.object({}).transform(() => [1]), apply: true });

    const error = thrownBy(() => judge.judge(event, at));

    expect(error).toMatchObject({ code: 'EVENT_INVALID' });
    expect(String(error)).toContain('the schema gives an array of 1, which is no payload');
  });
});

describe('a schema that answers with a promise', () => {
  const event = eventOf('a', { total: 'x' });

  it.each(['strict', 'warn', 'skip'] as const)('is an error in mode %s', (mode) => {
    const async = z.object({ total: z.string().refine(async () => true) });

    const error = thrownBy(() => judgeWith({ schema: async, mode }).judge(event, at));

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({ code: 'EVENT_SCHEMA_ASYNC', kind: 'handler' });
  });

  it('may reject later without ending the program', async () => {
    const rejected: unknown[] = [];
    const note = (reason: unknown): unknown => rejected.push(reason);
    process.on('unhandledRejection', note);
    const late: StandardSchema = {
      '~standard': { version: 1, vendor: 'by hand', validate: () => Promise.reject(new Error('late')) },
    };

    thrownBy(() => judgeWith({ schema: late }).judge(event, at));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);

    expect(rejected).toEqual([]);
  });
});

describe('a sample of every n-th event', () => {
  const checkedOf = (actorIndex: number, sample: number): number[] => {
    const checked: number[] = [];
    for (let sequence = 0; sequence < 10; sequence++) {
      const judge = judgeWith({ schema, mode: 'warn', sample });
      judge.judge(bad, { actorIndex, sequence });
      if (finishSummary(judge.part()).checked > 0) checked.push(sequence);
    }
    return checked;
  };

  it('holds all events of the first actor', () => {
    expect(checkedOf(0, 4)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('holds every n-th event of the others, shifted from actor to actor', () => {
    expect(checkedOf(1, 4)).toEqual([3, 7]);
    expect(checkedOf(2, 4)).toEqual([2, 6]);
    expect(checkedOf(4, 4)).toEqual([0, 4, 8]);
  });

  it('does not hide an event without a schema', () => {
    const judge = judgeWith({ schema, sample: 4, unknown: 'reject' });

    expect(thrownBy(() => judge.judge(eventOf('x', {}), { actorIndex: 1, sequence: 0 }))).toMatchObject({
      code: 'EVENT_UNKNOWN',
    });
  });
});
