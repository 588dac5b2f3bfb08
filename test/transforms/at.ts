import { keyOf, RandomStream } from '../../src/random/keyed.ts';

/** The k-th id of a documented stream, drawn without the engine. */
export function idAt(
  path: readonly string[],
  [actor = 0, instance = 0, occurrence = 0]: readonly number[],
  k: number,
): string {
  const key = keyOf(['synode/1', 'synode', '', '', ...path]);
  const stream = new RandomStream().openAt(key, actor, instance, occurrence, 0);
  for (let i = 0; i < k; i++) stream.id();
  return stream.id();
}
