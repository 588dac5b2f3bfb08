import { SynodeError } from '../errors.ts';
import { isPromise } from '../plan/action.ts';

/** What a draw gave; a promise would be drawn from streams that meanwhile belong to others. */
export function atOnce(value: unknown, what: string): unknown {
  if (!isPromise(value)) return value;
  value.catch(() => undefined);
  throw new SynodeError('INVALID_FIELD_VALUE', `${what} gave a promise`, {
    expected: 'a generator whose functions answer at once',
    received: 'a promise',
    suggestion: 'Await it in a field or in the handler instead.',
  });
}
