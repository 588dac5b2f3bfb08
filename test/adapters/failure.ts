/** The error of something that must fail. */
import { AdapterError, SynodeError } from '../../src/errors.ts';

export function failure(work: () => unknown): SynodeError {
  try {
    work();
  } catch (error) {
    if (error instanceof SynodeError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

export async function adapterFailure(work: Promise<unknown> | (() => unknown)): Promise<AdapterError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (error instanceof AdapterError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
