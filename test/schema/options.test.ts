import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { IssueList, SynodeError } from '../../src/errors.ts';
import type { EventSchemaOptions } from '../../src/model/schema.ts';
import { checkEventSchemas, resolveEventSchemas } from '../../src/plan/schema-options.ts';
import { thrownBy } from './judging.ts';

const schema = z.object({});

const faultsOf = (options: unknown): readonly (readonly string[])[] => {
  const issues = new IssueList();
  checkEventSchemas(options, { issues, path: [] });
  return issues.issues.map(({ code, path, message }) => [code, ...path, message]);
};

describe('the options of event schemas', () => {
  it('are strict, allow unknown events, keep the payload and check every event unless told otherwise', () => {
    expect(resolveEventSchemas({ schema })).toEqual({
      mode: 'strict',
      unknown: 'allow',
      apply: false,
      sample: 1,
      schemas: schema,
    });
  });

  it('are told all faults at once', () => {
    const options = { schema: { a: schema, b: 7 }, mode: 'strct', unknown: 'deny', apply: 1, sample: 1, smaple: 4 };

    const error = thrownBy(() => resolveEventSchemas(options as unknown as EventSchemaOptions)) as SynodeError;

    expect(error.code).toBe('INVALID_CONFIG');
    expect(error.issues.map(({ code, path }) => [code, ...path])).toEqual([
      ['UNKNOWN_KEY', "option 'eventSchema'", "'smaple'"],
      ['INVALID_RUN_OPTIONS', "option 'eventSchema'", "'schema'", "'b'"],
      ['INVALID_RUN_OPTIONS', "option 'eventSchema'", "'mode'"],
      ['INVALID_RUN_OPTIONS', "option 'eventSchema'", "'unknown'"],
      ['INVALID_RUN_OPTIONS', "option 'eventSchema'", "'apply'"],
      ['INVALID_RUN_OPTIONS', "option 'eventSchema'", "'sample'"],
    ]);
    expect(error.issues.map(({ suggestion }) => suggestion).slice(0, 3)).toEqual([
      "Did you mean 'sample'?",
      undefined,
      "Did you mean 'strict'?",
    ]);
  });

  it.each([0, 1, 1.5, 65_537, -2, NaN, '4'])('have no sample of %s', (sample) => {
    expect(faultsOf({ schema, sample })).toHaveLength(1);
  });

  it.each([2, 64, 65_536])('may have a sample of %s', (sample) => {
    expect(faultsOf({ schema, sample })).toEqual([]);
  });

  it('never let a sample decide what is written', () => {
    const together = 'exclude each other: a sample must not decide what is written';

    expect(faultsOf({ schema, sample: 2, mode: 'skip' })).toEqual([
      ['INVALID_RUN_OPTIONS', "'sample'", `sample and mode: 'skip' ${together}`],
    ]);
    expect(faultsOf({ schema, sample: 2, apply: true })).toEqual([
      ['INVALID_RUN_OPTIONS', "'sample'", `sample and apply: true ${together}`],
    ]);
    expect(faultsOf({ schema, sample: 2, mode: 'warn' })).toEqual([]);
  });

  it('say nothing of unknown events where one schema judges all', () => {
    expect(faultsOf({ schema, unknown: 'reject' })).toEqual([
      ['INVALID_RUN_OPTIONS', "'unknown'", "unknown: 'reject' has no effect where one schema judges all events"],
    ]);
    expect(faultsOf({ schema: { a: schema }, unknown: 'reject' })).toEqual([]);
  });

  it.each([
    [undefined, 'eventSchema is undefined'],
    [schema, 'eventSchema is a schema'],
    [{}, 'schema is undefined'],
    [{ schema: new Map() }, 'schema is an empty object'],
    [{ schema: null }, 'schema is null'],
    [{ schema: { 'order.placed': z.string } }, "the schema of event 'order.placed' is function"],
  ])('need a schema: %#', (options, message) => {
    const faults = faultsOf(options);

    expect(faults).toHaveLength(1);
    expect(faults[0]?.at(-1)).toContain(message);
  });

  it('take any schema that follows Standard Schema, also one that is a function', () => {
    const callable = Object.assign(() => undefined, {
      '~standard': { version: 1, vendor: 'by hand', validate: (value: unknown) => ({ value }) },
    });

    expect(faultsOf({ schema: callable })).toEqual([]);
    expect(faultsOf({ schema: { a: callable } })).toEqual([]);
  });

  it('find schemas under names like parts of every object', () => {
    const record = JSON.parse('{"__proto__": 1, "constructor": 1}') as Record<string, unknown>;
    const schemas = Object.fromEntries(Object.keys(record).map((name) => [name, schema]));

    const resolved = resolveEventSchemas({ schema: schemas });

    expect([...(resolved.schemas as ReadonlyMap<string, unknown>).keys()]).toEqual(['__proto__', 'constructor']);
  });
});
