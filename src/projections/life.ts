/** Reading what happens to a document. */
import type { Life } from '../model/process-model.ts';

/** Names of the events in a life, each once, in the order in which they stand there. */
export function eventsOf(life: Life): readonly string[] {
  if (typeof life === 'string') return [life];
  return [...new Set(partsOf(life).flatMap(eventsOf))];
}

/** Whether something side by side with others ends a life: those would be left behind. */
export function endsBeside(life: Life, isBeside = false): boolean {
  if (typeof life === 'string') return false;
  if (isBeside && !isList(life) && 'last' in life) return true;
  const inside = isBeside || (!isList(life) && 'together' in life);
  return partsOf(life).some((part) => endsBeside(part, inside));
}

function partsOf(life: Exclude<Life, string>): readonly Life[] {
  return isList(life) ? life : Object.values(life).flatMap((part: Life | readonly Life[]) => part);
}

export function isList(life: Life): life is readonly Life[] {
  return Array.isArray(life);
}
