/** Optional packages: loaded on first use, and missed with the line that installs them. */
import { SynodeError } from '../src/errors.ts';

export interface Peer<T> {
  readonly name: string;
  /** As in `peerDependencies`. */
  readonly range: string;
  /** What needs it, for the message. */
  readonly feature: string;
  readonly load: () => Promise<T>;
}

/**
 * Only a not-found of that very package counts as missing; whatever else goes wrong is thrown as it is.
 *
 * @throws SynodeError `MISSING_DEPENDENCY`
 */
export async function loadPeer<T>({ name, range, feature, load }: Peer<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isNotFound(cause, name)) throw cause;
    throw new SynodeError('MISSING_DEPENDENCY', `${feature} needs ${name}, which is not installed`, {
      expected: `${name} ${range}`,
      received: 'no such package',
      suggestion: `Run: npm install ${name}@"${range.split(' ')[0] ?? range}"`,
      cause,
    });
  }
}

function isNotFound(thrown: unknown, name: string): boolean {
  const { code, message } = thrown as { readonly code?: unknown; readonly message?: unknown };
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return isMissing && typeof message === 'string' && message.includes(`'${name}'`);
}
