import { SynodeError } from '../../src/index.ts';

/** The SynodeError that a call throws. */
export function errorOf(call: () => unknown): SynodeError {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof SynodeError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}
