/** What instances of journeys did, by the meta of their events, and whether a model lets them. */
import type { EventMeta, JourneyModel } from '../../src/index.ts';

/** Whether actions can be done in this order. One that emits nothing cannot be seen, so it may always have been done. */
export function canDo({ initial, transitions }: JourneyModel, actions: readonly string[], seesAll: boolean): boolean {
  const spread = (from: Iterable<string>): Set<string> => {
    const found = new Set(from);
    for (const state of found) {
      for (const { from: at, to, kind } of transitions) if (at === state && (kind !== 'act' || !seesAll)) found.add(to);
    }
    return found;
  };
  let states = spread([initial]);
  for (const done of actions) {
    states = spread(transitions.filter(({ from, action }) => action === done && states.has(from)).map(({ to }) => to));
  }
  return states.size > 0;
}

export interface Done {
  readonly name: string;
  readonly meta: EventMeta;
}

/** What each instance of a journey did, action by action. */
export function instancesIn(
  lines: string,
): readonly { readonly of: Done['meta']; readonly actions: readonly string[]; readonly events: readonly Done[] }[] {
  const byInstance = new Map<string, Done[]>();
  for (const line of lines.trimEnd().split('\n')) {
    const event = JSON.parse(line) as Done;
    if (event.name === 'journal_entry.posted') continue;
    const { process, population, actor, journey, instance } = event.meta;
    const key = [process, population, actor, journey, instance].join(' ');
    byInstance.set(key, [...(byInstance.get(key) ?? []), event]);
  }
  return [...byInstance.values()].map((events) => {
    const sorted = events.toSorted((a, b) => a.meta.sequence - b.meta.sequence);
    const steps = sorted.map(
      ({ meta: { adventure, action, occurrence } }) => [`${adventure}/${action}`, occurrence] as const,
    );
    const actions = steps.filter(([action, n], i) => steps[i - 1]?.[0] !== action || steps[i - 1]?.[1] !== n);
    const [first] = sorted;
    if (first === undefined) throw new Error('an instance without events');
    return { of: first.meta, actions: actions.map(([action]) => action), events: sorted };
  });
}
