/** One actor, by the words of `--actor`; and who else has to run so that it does what it did. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { WorldPart } from '../engine/world.ts';
import type { Process, Scenario } from '../model/scenario.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';

/** Who is replayed, in the words of `--actor`. */
export interface Who {
  readonly process: string;
  readonly population: string;
  readonly index: number;
}

/** The part of a scenario in which an actor does what it does: the actor, and all of the processes it reads. */
export function partFor(
  { processes }: Pick<Scenario, 'processes'>,
  { process, id }: Pick<PopulationPlan, 'process' | 'id'>,
  index: number,
): WorldPart {
  const read = readBy(process, processes);
  return {
    hasActor: (population, actor) =>
      population.process === process ? population.id === id && actor === index : read.has(population.process),
    hasInstance: () => true,
    chainAfter: () => Number.NEGATIVE_INFINITY,
  };
}

/** The processes that a process reads, and those that these read. */
function readBy(id: string, processes: readonly Process[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (reader: string): void => {
    const reads = processes.find((one) => one.id === reader)?.reads ?? [];
    const ids = reads.map((read) => (typeof read === 'string' ? read : read.id));
    for (const { id: other, emits, projections } of processes) {
      if (other === id || found.has(other)) continue;
      if (!ids.some((one) => emits.includes(one) || projections.some((projection) => projection.id === one))) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(id);
  return found;
}

/** Reads `population:n` or `process/population:n`. @throws SynodeError `INVALID_OPTION` */
export function readWho(text: string): Who {
  const [, process = '', population = '', index = ''] = /^(?:([^/:]+)\/)?([^/:]+):(\d+)$/.exec(text) ?? [];
  if (population !== '') return { process, population, index: Number(index) };
  throw new SynodeError('INVALID_OPTION', `--actor ${text} names no actor`, {
    path: ["flag '--actor'"],
    expected: "population and number, as in 'user:17' or 'sales/customer:3'",
    received: describeValue(text),
    suggestion: `Write --actor ${/^\d+$/.test(text) ? `user:${text}` : /.-\d+$/.test(text) ? text.replace(/-(\d+)$/, ':$1') : `${text}:0`}.`,
  });
}

/** The population an actor belongs to. @throws SynodeError `INVALID_OPTION` */
export function findPopulation({ populations }: Plan, { process, population, index }: Who): PopulationPlan {
  const nameOf = (one: PopulationPlan): string => (one.process === '' ? one.id : `${one.process}/${one.id}`);
  const name = process === '' ? population : `${process}/${population}`;
  const found = populations.find((one) => nameOf(one) === name);
  const names = populations.map(nameOf);
  if (found === undefined) {
    throw new SynodeError('INVALID_OPTION', `there is no population '${name}'`, {
      path: ["flag '--actor'"],
      expected: `one of ${names.join(', ')}`,
      received: `'${name}'`,
      suggestion: didYouMean(name, names),
    });
  }
  if (index < found.size) return found;
  throw new SynodeError('INVALID_OPTION', `population '${name}' has ${found.size} actors, from ${name}:0`, {
    path: ["flag '--actor'"],
    expected: `a number below ${found.size}`,
    received: String(index),
    suggestion: `Use ${name}:${found.size - 1} for the last.`,
  });
}
