import { RandomStream } from '../random/keyed.ts';
import type { World } from './world.ts';

/** A stream that the observer sees, where there is one. */
export function newStream({ observer }: World): RandomStream {
  return observer === undefined ? new RandomStream() : observer.newStream();
}
