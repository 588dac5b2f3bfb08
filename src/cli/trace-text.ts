/** A trace as text: draws in groups of one place and instant, each with its events behind it. */
import type { Event } from '../model/event.ts';
import type { TracedDraw } from '../plan/trace.ts';
import { clip, type Screen } from './terminal.ts';

export interface Traced {
  readonly userId: string;
  readonly draws: readonly TracedDraw[];
  /** With meta: it says which action an event comes from. */
  readonly events: readonly Event[];
  /** Path of the population. */
  readonly root: readonly string[];
}

/** Draws that were made at one place of one instance, one after another. */
interface Group {
  readonly where: string;
  /** What tells the events of this group: `journey instance adventure action occurrence`. */
  readonly key: string;
  readonly ms: number;
  readonly rows: { readonly path: string; readonly draw: TracedDraw }[];
}

/** The text of a trace. */
export function traceText({ userId, draws, events, root }: Traced, screen: Screen): string {
  const groups = groupsOf(draws, root.length);
  const byKey = groupEvents(events);
  const lastOf = new Map(groups.map((group, i) => [group.key, i]));
  const lines: string[] = [screen.style('bold', userId)];
  groups.forEach((group, i) => {
    lines.push('', heading(group, screen), ...rows(group, screen));
    // An action draws its delay at one instant and its fields at another: its events stand behind the last.
    if (lastOf.get(group.key) !== i) return;
    lines.push(...(byKey.get(group.key) ?? []).map((event) => eventLine(event, screen)));
    byKey.delete(group.key);
  });
  // Events whose action drew nothing, not even an id.
  const others = [...byKey.values()].flat();
  return `${[...lines, ...others.map((event) => eventLine(event, screen))].join('\n')}\n`;
}

function groupEvents(events: readonly Event[]): Map<string, Event[]> {
  const groups = new Map<string, Event[]>();
  for (const event of events) groups.set(eventKey(event), [...(groups.get(eventKey(event)) ?? []), event]);
  return groups;
}

function eventKey({ meta }: Event): string {
  return meta === undefined
    ? ''
    : [meta.journey, meta.instance, meta.adventure, meta.action, meta.occurrence].join(' ');
}

function groupsOf(draws: readonly TracedDraw[], rootLength: number): readonly Group[] {
  const groups: Group[] = [];
  for (const draw of draws) {
    const { where, key, rest } = placeOf(draw, rootLength);
    const last = groups.at(-1);
    const isSame = last !== undefined && last.where === where && last.key === key && last.ms === draw.ms;
    const group = isSame ? last : { where, key, ms: draw.ms, rows: [] };
    if (!isSame) groups.push(group);
    group.rows.push({ path: rest.join('/'), draw });
  }
  return groups;
}

/** Splits a path into the place a person knows (`shop#0 › buy › pay`) and what is drawn there. */
function placeOf(
  { path, instance, occurrence }: TracedDraw,
  rootLength: number,
): { readonly where: string; readonly key: string; readonly rest: readonly string[] } {
  const below = path.slice(rootLength);
  const [first = '', journey = '', ...inside] = below;
  if (first !== 'journey') return { where: 'actor', key: 'actor', rest: below };
  if (inside[0] === '@arrivals') return { where: `${journey}, arrival ${occurrence}`, key: 'arrivals', rest: inside };
  const names: string[] = [`${journey}${instance === '' ? '' : `#${instance}`}`];
  let [adventure, action] = ['', ''];
  let rest = inside;
  if (rest[0] === 'adventure') {
    adventure = rest[1] ?? '';
    names.push(adventure);
    rest = rest.slice(2);
    if (rest[0] === 'action') {
      action = rest[1] ?? '';
      names.push(action);
      rest = rest.slice(2);
    }
  }
  const times = occurrence > 0 ? ` (occurrence ${occurrence})` : '';
  return { where: names.join(' › ') + times, key: [journey, instance, adventure, action, occurrence].join(' '), rest };
}

function heading({ where, ms }: Group, screen: Screen): string {
  const time = Number.isNaN(ms) ? '' : `${new Date(ms).toISOString()}  `;
  return `${screen.style('dim', time)}${screen.style('bold', where)}`;
}

function rows({ rows: drawn }: Group, screen: Screen): readonly string[] {
  const paths = Math.max(...drawn.map(({ path }) => path.length));
  const kinds = Math.max(...drawn.map(({ draw }) => draw.kind.length));
  return drawn.map(({ path, draw }) => {
    const us = draw.uniforms.length === 0 ? '' : `u ${draw.uniforms.map(uniform).join(' ')}`;
    const value = draw.value === undefined ? '' : `→ ${valueText(draw)}`;
    const line = `  ${path.padEnd(paths)}  ${draw.kind.padEnd(kinds)}  ${us.padEnd(us === '' ? 0 : 22)}  ${value}`;
    return clip(line.trimEnd(), screen.width);
  });
}

/** All digits: a uniform can be put into a formula again. */
function uniform(u: number): string {
  return String(u);
}

function valueText({ kind, value }: TracedDraw): string {
  if (kind === 'delay') return `${String(value)} ms`;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

function eventLine({ name, timestamp, payload }: Event, screen: Screen): string {
  return clip(`  ● ${timestamp.toISOString()}  ${name}  ${JSON.stringify(payload)}`, screen.width);
}
