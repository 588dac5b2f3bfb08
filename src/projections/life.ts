/** Reading what happens to a document. */
import type { Life } from '../model/process-model.ts';

/** Names of the events in a life, each once, in the order in which they stand there. */
export function eventsOf(life: Life): readonly string[] {
  if (typeof life === 'string') return [life];
  return [...new Set(partsOf(life).flatMap(eventsOf))];
}

function partsOf(life: Exclude<Life, string>): readonly Life[] {
  if (isList(life)) return life;
  if ('oneOf' in life) return life.oneOf;
  if ('together' in life) return life.together;
  return ['optional' in life ? life.optional : life.repeat];
}

export function isList(life: Life): life is readonly Life[] {
  return Array.isArray(life);
}
