/** Each kind of generator → its compiled draw. */
import { describeValue, didYouMean } from '../errors.ts';
import type { GeneratorValue } from '../dsl/generator.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Faker } from '@faker-js/faker';
import type { DatasetRow, RandomRowOptions } from '../model/dataset.ts';
import type { Delay } from '../model/flow.ts';
import { cumulativeWeights, weightedIndex } from '../random/models/weights.ts';
import { compileNumeric, isDistributionKind } from './numeric.ts';
import { formatDate, readInstant } from '../time/instant.ts';
import { lendFaker } from '../random/faker.ts';
import { isFakerMethod, textPool, type TextPool } from '../random/pools.ts';
import { setOwn } from '../model/plain.ts';
import { checkFieldName, isPromise } from './action.ts';
import { compileDelay } from './delay.ts';
import type { Decide } from './decisions.ts';
import type { Frame } from './frame.ts';
import { compileNumber } from './number.ts';
import { compileMoney } from './quantile.ts';
import type { CompiledValue, Scope } from './scope.ts';
import { readWeights } from './weights.ts';

type Sofar = Readonly<Record<string, unknown>>;
type Compile = (generator: GeneratorValue, scope: Scope) => Decide<unknown>;

/** Kinds whose result user code decides, so it is looked at before it is written. */
const USER_CODE = new Set(['mapped', 'fake', 'object', 'list', 'maybe', 'fromDataset']);

export function compileGenerator(generator: GeneratorValue, scope: Scope): CompiledValue {
  const { kind } = generator;
  const labelled = scope.labelled(kind);
  const compile = isDistributionKind(kind) ? compileNumeric : Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (compile === undefined) {
    labelled.fault('INVALID_GENERATOR', `no generator is called '${kind}'`, {
      received: describeValue(kind),
      suggestion: didYouMean(kind, Object.keys(KINDS)),
    });
  }
  const decide = compile === undefined ? () => undefined : compile(generator, labelled);
  const site = scope.world.decisions.site(scope.path, kind, decide, generator);
  return { decide: site, unchecked: USER_CODE.has(kind) || choosesOddly(generator) };
}

/** Whether a choice among authored values may give one that an event cannot hold. */
function choosesOddly({ kind, ...parameters }: GeneratorValue): boolean {
  const authored = kind === 'weighted' ? parameters['weights'] : parameters['values'];
  if (!['oneOf', 'weighted', 'discrete'].includes(kind) || !Array.isArray(authored)) return false;
  const values: readonly unknown[] = kind === 'oneOf' ? authored : authored.map((pair: readonly unknown[]) => pair[0]);
  return values.some((value) => !PLAIN.has(typeof value) && value !== null);
}

// Numbers are looked at in any case.
const PLAIN = new Set(['string', 'number', 'boolean', 'undefined']);

const KINDS: Readonly<Record<string, Compile>> = {
  weighted: (generator, scope) => {
    const { values, weights } = readWeights(generator['weights'], scope);
    const pick = weightedIndex(cumulativeWeights(weights));
    const key = scope.key('value');
    return (frame) => values[pick(frame.stream.open(key, frame).uniform())];
  },

  oneOf: (generator, scope) => {
    const values = generator['values'];
    if (!Array.isArray(values) || values.length === 0) {
      return invalid(scope, 'values', 'a list of at least one value', values, 'Give at least one value.');
    }
    const key = scope.key('value');
    const list: readonly unknown[] = values;
    return (frame) => list[frame.stream.open(key, frame).index(list.length)];
  },

  chance: (generator, scope) => {
    const p = readProbability(generator['p'], 'p', scope);
    const key = scope.key('value');
    return (frame) => frame.stream.open(key, frame).uniform() < p;
  },

  fake: (generator, scope) => {
    const fn = generator['fn'];
    if (typeof fn !== 'function') return invalid(scope, 'fn', 'a function of faker', fn, 'Write fake((f) => …).');
    const text = fn as (faker: Faker) => unknown;
    const key = scope.key('value');
    return (frame) => lendFaker(frame.context.locale, frame.stream.open(key, frame), frame.nowMs, text);
  },

  fakePool: (generator, scope) => {
    scope.checkKeys(generator, ['kind', 'method', 'size'], 'fakePool');
    const { method, size = 4096 } = generator;
    if (typeof method !== 'string' || !/^[a-z]\w*\.[a-z]\w*$/i.test(method)) {
      return invalid(
        scope,
        'method',
        "a faker path such as 'person.fullName'",
        method,
        "Write fakePool('person.fullName').",
      );
    }
    if (!isFakerMethod(method)) {
      scope.labelled("'method'").fault('INVALID_GENERATOR', `faker has no method '${method}'`, {
        expected: "a faker path such as 'person.fullName'",
        received: describeValue(method),
        suggestion: 'Look it up in the API of faker.',
      });
    }
    if (!isWhole(size, 16, 65_536)) {
      return invalid(scope, 'size', 'a whole number from 16 to 65,536', size, 'Leave size out for 4,096.');
    }
    const key = scope.key('value');
    const { seed } = scope;
    // Found once, and again only when an actor of another locale comes.
    let locale: string | undefined;
    let pool: TextPool | undefined;
    return (frame) => {
      const wanted = frame.context.locale;
      if (pool === undefined || locale !== wanted) {
        pool = textPool(seed, wanted, method);
        locale = wanted;
      }
      return pool.entry(frame.stream.open(key, frame).index(size));
    };
  },

  sequence: compileSequence,

  fromDataset: (generator, scope) => {
    const { dataset, field } = generator;
    const options = generator['options'] as RandomRowOptions;
    if (!checkSource(dataset, field, scope)) return () => undefined;
    // No `as`: a field has a stream of its own already.
    scope.checkKeys(options, ['weight', 'zipf'], 'fromDataset');
    const key = scope.key('value');
    return (frame) => {
      const row: DatasetRow = frame.dataset(dataset).pick(frame.stream.open(key, frame), options);
      return typeof field === 'string' ? row[field] : row;
    };
  },

  object: (generator, scope) => {
    const fields = generator['fields'];
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      return invalid(scope, 'fields', 'an object of fields', fields, 'Write object({ name: value }).');
    }
    const parts = Object.entries(fields).map(([name, value]) => {
      const at = scope.child(['sub', name], `field '${name}'`);
      checkFieldName(name, at);
      return { name, decide: at.compile(value).decide };
    });
    const fill = (frame: Frame, into: Record<string, unknown>, from: number): unknown => {
      for (let i = from; i < parts.length; i++) {
        const part = parts[i];
        if (part === undefined) break;
        const value = part.decide(frame, into);
        if (isPromise(value)) {
          return value.then((settled) => {
            if (settled !== undefined) setOwn(into, part.name, settled);
            return fill(frame, into, i + 1);
          });
        }
        if (value !== undefined) setOwn(into, part.name, value);
      }
      return into;
    };
    return (frame) => fill(frame, {}, 0);
  },

  list: (generator, scope) => {
    const count = compileNumber(generator['count'], scope.child(['count'], 'count'), {
      min: 0,
      max: 1_000_000,
      whole: true,
    });
    // Items are told apart by path, so a longer list keeps the values of a shorter one. Keys are made as lengths occur.
    const items: Decide<unknown>[] = [];
    const itemAt = (i: number): Decide<unknown> =>
      (items[i] ??= scope.child(['sub', String(i)]).compile(generator['item']).decide);
    itemAt(0);
    const fill = (frame: Frame, sofar: Sofar, into: unknown[], length: number): unknown => {
      while (into.length < length) {
        const item = itemAt(into.length)(frame, sofar);
        if (isPromise(item)) return item.then((settled) => (into.push(settled), fill(frame, sofar, into, length)));
        into.push(item);
      }
      return into;
    };
    return (frame, sofar) => fill(frame, sofar, [], count(frame));
  },

  maybe: (generator, scope) => {
    const p = readProbability(generator['p'], 'p', scope);
    const { decide } = scope.child(['sub', 'value']).compile(generator['value']);
    const key = scope.key('value');
    return (frame, sofar) => (frame.stream.open(key, frame).uniform() < p ? decide(frame, sofar) : undefined);
  },

  after: (generator, scope) => {
    scope.checkKeys(generator, ['kind', 'delay', 'as'], 'after');
    const { as = 'instant' } = generator;
    if (as !== 'instant' && as !== 'date')
      return invalid(scope, 'as', "'instant' or 'date'", as, "Write { as: 'date' }.");
    const delay = compileDelay(generator['delay'] as Delay, scope.child(['value']), 'INVALID_DURATION');
    return (frame) => {
      const ms = frame.nowMs + delay.ms(frame);
      return as === 'date' ? formatDate(ms) : new Date(ms);
    };
  },

  between: (generator, scope) => {
    const from = readBound(generator['from'], 'from', scope);
    const to = readBound(generator['to'], 'to', scope);
    if (from > to) invalid(scope, 'to', 'an instant not before `from`', generator['to'], 'Swap them.');
    const key = scope.key('value');
    return (frame) => new Date(from + frame.stream.open(key, frame).index(to - from));
  },

  money: compileMoney,
  amount: compileMoney,

  benford: (_generator, scope) => {
    scope.fault('INVALID_GENERATOR', 'benford is a model of money, not a number', {
      expected: 'money(benford(), …) or amount({ model: benford(), … })',
      received: 'benford() alone',
      suggestion: "Write money(benford(), { currency: 'EUR' }).",
    });
    return () => undefined;
  },

  id: (generator, scope) => {
    const { prefix = '' } = generator;
    if (typeof prefix !== 'string') return invalid(scope, 'prefix', 'a text', prefix, 'Leave it out for none.');
    const key = scope.key('value');
    return (frame) => frame.fieldId(key, prefix);
  },

  mapped: (generator, scope) => {
    const source = generator['source'];
    if (!isGenerator(source)) return invalid(scope, 'source', 'a generator', source, 'Call map on a generator.');
    const { decide } = scope.compile(source);
    const fn = generator['fn'] as (value: unknown) => unknown;
    return (frame, sofar) => {
      const value = decide(frame, sofar);
      return isPromise(value) ? value.then(fn) : fn(value);
    };
  },
};

function checkSource(dataset: unknown, field: unknown, scope: Scope): dataset is string {
  const known = scope.world.datasets;
  if (typeof dataset !== 'string' || known?.has(dataset) === false) {
    const ids = [...(known?.keys() ?? [])];
    scope.fault('DATASET_NOT_FOUND', `no dataset is called ${describeValue(dataset)}`, {
      received: describeValue(dataset),
      suggestion: ids.length === 0 ? 'Add it to datasets.' : didYouMean(String(dataset), ids),
    });
    return false;
  }
  const fields = known?.get(dataset);
  if (typeof field === 'string' && fields?.includes(field) === false) {
    scope.labelled("'field'").fault('INVALID_GENERATOR', `dataset '${dataset}' has no field '${field}'`, {
      expected: `one of ${fields.join(', ')}`,
      received: describeValue(field),
      suggestion: didYouMean(field, fields),
    });
  }
  return true;
}

function compileSequence(generator: GeneratorValue, scope: Scope): Decide<unknown> {
  scope.checkKeys(generator, ['kind', 'prefix', 'start', 'step', 'pad', 'block'], 'sequence');
  const { prefix = '', start = 1, step = 1, pad = 0, block = 0 } = generator;
  if (typeof prefix !== 'string') return invalid(scope, 'prefix', 'a text', prefix, "Write prefix: 'A-'.");
  if (!isWhole(start)) return invalid(scope, 'start', 'a whole number', start, 'Use 1 to count from one.');
  if (!isWhole(step)) return invalid(scope, 'step', 'a whole number', step, 'Use 1 to count up by one.');
  if (!isWhole(pad, 0, 100))
    return invalid(scope, 'pad', 'a whole number from 0 to 100', pad, 'Give the number of digits.');
  if (!isWhole(block, 0))
    return invalid(scope, 'block', 'a whole number from 0', block, 'Give the numbers of each actor.');
  const slot = scope.world.sequences.slotOf(scope.labels);
  const asText = prefix !== '' || pad > 0;
  return (frame) => {
    const number = start + step * frame.nextInSequence(slot, block, scope.labels);
    return asText ? prefix + String(number).padStart(pad, '0') : number;
  };
}

function readBound(value: unknown, name: string, scope: Scope): number {
  const reading = readInstant(value);
  if (reading.ok) return reading.ms;
  scope.labelled(name).fault('INVALID_GENERATOR', reading.fault.message, reading.fault);
  return 0;
}

function readProbability(value: unknown, name: string, scope: Scope): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  invalid(scope, name, 'a number from 0 to 1', value, 'Use 0.15 for 15 %.');
  return 0;
}

function invalid(
  scope: Scope,
  parameter: string,
  expected: string,
  received: unknown,
  suggestion: string,
): Decide<unknown> {
  scope.labelled(`'${parameter}'`).fault('INVALID_GENERATOR', `${parameter} must be ${expected}`, {
    expected,
    received: describeValue(received),
    suggestion,
  });
  return () => undefined;
}

function isWhole(value: unknown, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
}
