/** Field values → compiled draws. One function per kind of generator; every fault is reported, none is thrown here. */
import { describeValue } from '../errors.ts';
import { isGenerator } from '../dsl/generator.ts';
import { deepFreeze } from '../model/freeze.ts';
import { findUnencodable } from '../model/plain.ts';
import type { FieldFunction } from '../model/generator.ts';
import { placeOf } from './place.ts';
import { compileGenerator } from './generators.ts';
import type { Decide } from './decisions.ts';
import type { CompiledValue, Scope } from './scope.ts';

/** Compiles a field value (or a part of a nested one) at its place. */
export function compileValue(value: unknown, scope: Scope): CompiledValue {
  if (isGenerator(value)) return compileGenerator(value, scope);
  if (typeof value === 'function') return compileFunction(value as FieldFunction<unknown>, scope);
  return compileStatic(value, scope);
}

/** Compiles what must be a generator, as `ctx.draw` asks for. */
export function compileOnlyGenerator(value: unknown, scope: Scope): CompiledValue {
  if (isGenerator(value)) return compileGenerator(value, scope);
  scope.fault('INVALID_GENERATOR', `got ${describeValue(value)} instead of a generator`, {
    expected: 'a generator such as chance(0.5)',
    received: describeValue(value),
    suggestion: 'Pass a generator; for plain numbers use ctx.random.',
  });
  return { decide: () => undefined, unchecked: false };
}

function compileFunction(fn: FieldFunction<unknown>, scope: Scope): CompiledValue {
  const place = placeOf(scope.path);
  const decide: Decide<unknown> = (frame, sofar) => {
    frame.enter(place);
    return fn(frame.context, sofar);
  };
  return { decide: scope.world.decisions.site(scope.path, 'function', decide), unchecked: true };
}

function compileStatic(value: unknown, scope: Scope): CompiledValue {
  if (containsGenerator(value)) {
    scope.fault('INVALID_GENERATOR', 'a generator stands inside a static object', {
      expected: 'generators at the top of a field, or inside object({ … }) and list(…)',
      received: describeValue(value),
      suggestion: 'Wrap it in object({ … }).',
    });
  }
  const fault = findUnencodable(value, 'value');
  if (fault !== undefined) {
    scope.fault('INVALID_FIELD_VALUE', `a static value is ${fault.received}`, {
      expected: 'a JSON value or Date',
      received: fault.received,
      suggestion: 'Use a finite number, text, boolean, null, Date, array or plain object.',
    });
  }
  if (typeof value === 'object' && value !== null) deepFreeze(value);
  return { decide: pinnable(value, scope), unchecked: false };
}

function pinnable(constant: unknown, scope: Scope): Decide<unknown> {
  return scope.world.decisions.site(scope.path, 'static', () => constant);
}

function containsGenerator(value: unknown, seen = new Set<unknown>()): boolean {
  if (isGenerator(value)) return true;
  if (typeof value !== 'object' || value === null || value instanceof Date || seen.has(value)) return false;
  seen.add(value);
  return Object.values(value).some((part) => containsGenerator(part, seen));
}
