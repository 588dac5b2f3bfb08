/** Petri nets read back from PNML, and cases played on them; shares no code with what writes them. */

interface Transition {
  readonly label: string | undefined;
  readonly from: string[];
  readonly to: string[];
}

export interface Net {
  readonly source: string;
  readonly sink: string;
  readonly transitions: readonly Transition[];
}

/** How a case stands to a net: through it, on its way, or off it. */
export type Fit = 'whole' | 'begun' | 'off';

export function readNet(pnml: string): Net {
  const named = new Map(
    [...pnml.matchAll(/<place id="(\w+)"><name><text>(\w+)<\/text>/g)].map(([, id, name]) => [name, id]),
  );
  const transitions = new Map<string, Transition>();
  for (const [, id = '', name = '', rest = ''] of pnml.matchAll(
    /<transition id="(\w+)"><name><text>([^<]*)<\/text><\/name>(.*?)<\/transition>/g,
  )) {
    transitions.set(id, { label: rest.includes('$invisible$') ? undefined : name, from: [], to: [] });
  }
  for (const [, source = '', target = ''] of pnml.matchAll(/<arc id="[^"]*" source="(\w+)" target="(\w+)"\/>/g)) {
    transitions.get(source)?.to.push(target);
    transitions.get(target)?.from.push(source);
  }
  return { source: named.get('source') ?? '', sink: named.get('sink') ?? '', transitions: [...transitions.values()] };
}

/** Tokens by place, as a text: places sorted, one that holds two named twice. */
type Marking = string;

function fired(marking: Marking, { from, to }: Transition): Marking | undefined {
  const tokens = marking.split(' ');
  for (const place of from) {
    const at = tokens.indexOf(place);
    if (at === -1) return undefined;
    tokens.splice(at, 1);
  }
  return [...tokens, ...to].sort().join(' ');
}

/** All that can be reached without anything being seen. */
function unseen({ transitions }: Net, from: Iterable<Marking>): Set<Marking> {
  const found = new Set(from);
  for (const marking of found) {
    for (const transition of transitions) {
      const next = transition.label === undefined ? fired(marking, transition) : undefined;
      if (next !== undefined) found.add(next);
    }
  }
  return found;
}

/** Plays what was done, in order. */
export function replay(net: Net, activities: readonly string[]): Fit {
  let markings = unseen(net, [net.source]);
  for (const activity of activities) {
    const next = net.transitions
      .filter(({ label }) => label === activity)
      .flatMap((transition) => [...markings].map((marking) => fired(marking, transition)));
    markings = unseen(
      net,
      next.filter((marking) => marking !== undefined),
    );
    if (markings.size === 0) return 'off';
  }
  return markings.has(net.sink) ? 'whole' : 'begun';
}

/** What a workflow net must not have; a sound one gives an empty list. */
export function unsound(net: Net): readonly string[] {
  const next = new Map<Marking, readonly Marking[]>();
  const alive = new Set<Transition>();
  const todo = [net.source];
  for (let marking = todo.pop(); marking !== undefined; marking = todo.pop()) {
    if (next.has(marking)) continue;
    const at = marking;
    const after = net.transitions.flatMap((transition) => {
      const result = fired(at, transition);
      if (result !== undefined) alive.add(transition);
      return result === undefined ? [] : [result];
    });
    next.set(marking, after);
    if (next.size > 10_000) return ['more markings than any life has'];
    todo.push(...after);
  }
  const ending = new Set([net.sink]);
  for (let size = 0; size < ending.size;) {
    size = ending.size;
    for (const [marking, after] of next) if (after.some((one) => ending.has(one))) ending.add(marking);
  }
  const dead = net.transitions.filter((transition) => !alive.has(transition));
  return [
    ...(net.transitions.some(({ to }) => to.includes(net.source)) ? ['something leads back to the source'] : []),
    ...(net.transitions.some(({ from }) => from.includes(net.sink)) ? ['something leads away from the sink'] : []),
    ...[...next.keys()].filter((one) => !ending.has(one)).map((one) => `from ${one} no end is reached`),
    ...[...next.keys()]
      .filter((one) => one !== net.sink && one.split(' ').includes(net.sink))
      .map((one) => `an end leaves ${one}`),
    ...dead.map(({ label = 'a silent transition' }) => `${label} never happens`),
  ];
}

/** What was done in each case of a flat log. */
export function casesIn(xes: string): readonly (readonly string[])[] {
  const traces = xes.split('<trace>').slice(1);
  return traces.map((trace) =>
    trace
      .split('<event>')
      .slice(1)
      .map((event) => /concept:name" value="([^"]*)"/.exec(event)?.[1] ?? ''),
  );
}
