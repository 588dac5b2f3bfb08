/** One world tried: what happened in it, and whether the fault is still there. */
import type { AnyEvent, Event } from '../../model/event.ts';
import type { ActorName } from '../origin.ts';
import type { Site } from '../pins.ts';
import type { FixtureSpec } from '../spec.ts';
import { literal } from '../source-text.ts';
import { FixtureWorld } from '../world.ts';

/** A world in which the predicate fails. */
export interface Trial {
  readonly spec: FixtureSpec;
  readonly events: readonly Event[];
  readonly actors: readonly ActorName[];
  /** Ids of the instances that began, in the order of the run. */
  readonly instances: readonly string[];
  /** What was decided at each site that was reached. */
  readonly decided: ReadonlyMap<string, readonly unknown[]>;
  readonly sites: ReadonlyMap<string, Site>;
  /** Ids of checks that do not hold. */
  readonly broken: readonly string[];
}

/** Fails by throwing or by giving false. */
export type Predicate<E extends AnyEvent = AnyEvent> = (events: readonly E[]) => unknown;

/** Values remembered per site: enough to see whether they are all alike. */
const REMEMBERED = 100;

/** Runs a world. Nothing where the predicate holds. @throws what a handler or the plan throws */
export async function tryWorld(spec: FixtureSpec, predicate: Predicate): Promise<Trial | undefined> {
  const decided = new Map<string, unknown[]>();
  const instances: string[] = [];
  const world = new FixtureWorld(spec, {
    decided: (path, value) => remember(decided, path, value),
    began: (instance) => void instances.push(instance),
  });
  await world.prepare(world.seats());
  // What was run to prepare belongs to the whole world.
  decided.clear();
  const { events, result } = await world.run();
  if (await holds(predicate, events)) return undefined;
  const broken = result.checks.flatMap(({ id, outcome }) => (outcome === 'failed' ? [id] : []));
  return { spec, events, actors: world.actors(), instances, decided, sites: world.sites, broken };
}

function remember(decided: Map<string, unknown[]>, path: string, value: unknown): void {
  const values = decided.get(path) ?? [];
  decided.set(path, values);
  if (values.length < REMEMBERED && !values.includes(value)) values.push(value);
}

async function holds(predicate: Predicate, events: readonly Event[]): Promise<boolean> {
  try {
    return (await predicate(events)) !== false;
  } catch {
    return false;
  }
}

/** Names a world: two of one name are one. */
export function nameOf({ pins, only }: FixtureSpec): string {
  return literal({ only, pins: pins.map(({ path, value }) => [path, value]) });
}
