import { describe, expect, it } from 'vitest';

import {
  defineJourney,
  errorCodes,
  generate,
  validateConfig,
  type AnyEvent,
  type Journey,
  type OutputAdapter,
} from '../../src/index.ts';
import { faults } from './configuration-faults.ts';
import { errorOf, linesOf, textOf } from './faults.ts';
import { action, adventure, flow, journey } from '../journeys/world.ts';

/** Codes of this kind that other tests provoke, and where. */
const ELSEWHERE = {
  COPULA_RANGE: 'test/random/copulas.test.ts',
  COPULA_FIELDS: 'test/random/copulas.test.ts',
  CORRELATION_NOT_POSITIVE_DEFINITE: 'test/random/copulas.test.ts',
  CONDITIONAL_CASES: 'test/random/conditional.test.ts',
  CONFIG_NOT_FOUND: 'the command line',
  CONFIG_AMBIGUOUS: 'the command line',
  CONFIG_INVALID: 'the command line',
  EXPORT_NOT_FOUND: 'the command line',
  UNKNOWN_COMPANY: 'test/errors/ledger-faults.ts',
  UNKNOWN_ACCOUNT_ROLE: 'test/errors/ledger-faults.ts',
  ACCOUNT_NOT_POSTABLE: 'test/errors/ledger-faults.ts',
  INVALID_CHART: 'test/errors/ledger-faults.ts',
  INVALID_POSTING: 'test/errors/ledger-faults.ts',
  NOTHING_TO_VERIFY: 'test/errors/ledger-faults.ts',
  OPENING_EQUITY_NEGATIVE: 'test/errors/ledger-faults.ts',
  EXPORT_FIELD_MISSING: 'test/errors/ledger-faults.ts',
  EXPORT_NOT_AVAILABLE: 'test/errors/ledger-faults.ts',
  MISSING_DEPENDENCY: 'an installation without an optional package',
} as const;

describe('a fault of the author', () => {
  it.each(faults)('says what is wrong, where, and what to do: $code', async ({ code, provoke, says }) => {
    const error = await errorOf(provoke);

    expect(error).toMatchObject({ code, kind: 'configuration' });
    expect(textOf(error)).toBe(linesOf(says));
    expect(error.message).toBe(`[${code}] ${error.rawMessage}`);
    expect(error.message).not.toContain('\n');
  });

  it('has a case for every code', () => {
    const known = [...faults.map(({ code }) => code), ...Object.keys(ELSEWHERE)];
    const codes = errorCodes.filter(({ kind }) => kind === 'configuration').map(({ code }) => code);

    expect([...known].sort()).toEqual([...codes].sort());
  });
});

describe('several faults', () => {
  const faulty = journey('shop', [
    adventure('buy', [action('pay', { bounceChance: 2 }), action('pay', { timeSpan: '1 dya' as never })]),
    { id: 'rate', name: 'Rate' } as never,
    adventure('b uy', [], { onBounce: 'jump' as never }),
  ]);

  it('come all at once, in the order of the document, and nothing is opened', async () => {
    const calls: string[] = [];
    const adapter: OutputAdapter<AnyEvent> = {
      open: () => void calls.push('open'),
      write: () => void calls.push('write'),
      close: () => void calls.push('close'),
    };

    const error = await errorOf(() => generate([faulty, flow('shop', [])], { users: 1, adapter, logger: false }));

    expect(error.code).toBe('INVALID_CONFIG');
    expect(error.rawMessage).toBe('6 problems in 2 journeys and their options');
    expect(error.issues.map(({ code, path }) => `${code} ${path.join(' > ')}`)).toEqual([
      "INVALID_BOUNCE_CHANCE journey 'shop' > adventure 'buy' > action 'pay' > 'bounceChance'",
      "DUPLICATE_ID journey 'shop' > adventure 'buy' > action 'pay'",
      "INVALID_DURATION journey 'shop' > adventure 'buy' > action 'pay'",
      "INVALID_SHAPE journey 'shop' > adventure 'rate'",
      "INVALID_ID journey 'shop'",
      "DUPLICATE_ID journey 'shop'",
    ]);
    expect(calls).toEqual([]);
  });

  it('are those of validateConfig too, and one alone has its own code', () => {
    expect(() => validateConfig(faulty)).toThrow(/INVALID_CONFIG.*5 problems in the journey/);
    expect(() => validateConfig(flow('shop', [action('pay', { bounceChance: 2 })]))).toThrow(/INVALID_BOUNCE_CHANCE/);
    expect(() => validateConfig(flow('shop', [action('pay')]))).not.toThrow();
  });
});

describe('what is no journey at all', () => {
  const anything: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'shop'],
    ['a number', 7],
    ['a function', () => 1],
    ['an empty object', {}],
    ['a list with nothing', [null]],
    ['a list of lists', [[]]],
    ['steps that are none', { ...flow('shop', []), adventures: [null, 5, 'x', {}] }],
    [
      'actions that are none',
      journey('shop', [adventure('a', [null, 5, {}, { kind: 'wait' }, { kind: 'jump' }] as never)]),
    ],
    [
      'a branch without arms',
      flow('shop', [{ kind: 'branch' } as never, { kind: 'branch', arms: { a: null } } as never]),
    ],
    ['a repeat without steps', flow('shop', [{ kind: 'repeat', times: 1 } as never])],
    ['a schedule that is none', { ...flow('shop', []), arrivals: null }],
    ['another schedule that is none', { ...flow('shop', []), arrivals: '7d' }],
    ['requires that are none', { ...flow('shop', []), requires: 'signup' }],
    ['an input schema that is none', { ...flow('shop', []), inputSchema: 5 }],
    ['what is emitted as a text', flow('shop', [{ ...action('pay'), emits: 'paid' } as never])],
    ['what is emitted as numbers', flow('shop', [{ ...action('pay'), emits: [5] } as never])],
    ['fields that are a list', flow('shop', [{ ...action('pay'), fields: [1] } as never])],
    ['a handler that is none', flow('shop', [{ ...action('pay'), handler: 'pay' } as never])],
    ['a time span that is none', flow('shop', [action('pay', { timeSpan: null as never })])],
    ['a suppression that is none', defineJourney({ id: 'shop', adventures: [], suppressionPeriod: {} as never })],
  ];

  it.each(anything)('is told as such: %s', async (_what, input) => {
    const options = { users: 1, logger: false, adapter: { write: () => undefined } } as const;
    const error = await errorOf(() => generate(input as Journey, options));

    expect(error.kind).toBe('configuration');
    expect(error.issues.length).toBeGreaterThan(0);
  });

  it('is told of a run without any journey, with all other faults', async () => {
    const error = await errorOf(() => generate([], { users: -1, adapter: { write: () => undefined } }));

    expect(error.issues.map(({ code, path }) => `${code} ${path.join(' > ')}`)).toEqual([
      "INVALID_SHAPE 'journeys'",
      "INVALID_RUN_OPTIONS option 'users'",
    ]);
    expect(error.issues[0]?.message).toBe('there is no journey, so nothing would happen');
  });

  it.each<[string, object | undefined]>([
    ['no options', undefined],
    ['null', null as never],
    ['users as a text', { users: '5' }],
    ['datasets that are no list', { users: 1, datasets: {} }],
    ['datasets of nothing', { users: 1, datasets: [null] }],
    ['rows that are none', { users: 1, preloadedDatasets: [{ id: 'd', name: 'D', rows: [1] }] }],
    ['a persona that is a text', { users: 1, persona: 'buyer' }],
    ['a persona without attributes', { users: 1, persona: { id: 'buyer' } }],
    ['starts that are none', { users: 1, starts: 'late', startDate: '2025-01-01', endDate: '2025-02-01' }],
    ['a calendar that is none', { users: 1, calendar: 5 }],
    ['an id generator that is a text', { users: 1, idGenerator: 'uuid' }],
    ['a signal that is none', { users: 1, signal: {} }],
    ['a dead letter that is none', { users: 1, onError: 'deadLetter', deadLetter: 'file' }],
    ['a logger that is none', { users: 1, logger: 'quiet' }],
    ['a clock that is none', { users: 1, clock: 5 }],
    ['an order nobody knows', { users: 1, order: 'random' }],
  ])('nor are these options: %s', async (_what, options) => {
    const given =
      options === undefined || options === null
        ? options
        : { logger: false, adapter: { write: () => undefined }, ...options };

    const error = await errorOf(() => generate(flow('shop', [action('view')]), given as never));

    expect(error.kind).toBe('configuration');
  });
});
