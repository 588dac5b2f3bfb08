/** What the options of event logs name of a scenario: its processes, and the types of documents that those declare. */
import { didYouMean, IssueList, SynodeError } from '../errors.ts';
import type { Life } from '../model/process-model.ts';
import type { ObjectType, Process, Scenario } from '../model/scenario.ts';
import { endsBeside, eventsOf } from '../projections/life.ts';
import { lineTypeOf, type Told } from '../projections/ocel-catalog.ts';
import type { OcelOptions } from './options.ts';

/** The processes that are told, in the order of the scenario, and the others. */
export function toldProcesses({ processes }: Scenario, { processes: ids }: OcelOptions): Told<Process> {
  const isTold = ({ id }: Process): boolean => ids?.includes(id) ?? true;
  return { processes: processes.filter(isTold), others: processes.filter((process) => !isTold(process)) };
}

/** Names of the types that can have a flat log, each once: documents, and their lines where those are objects. */
export function flatTypes(scenario: Scenario, options: OcelOptions): readonly string[] {
  const { processes } = toldProcesses(scenario, options);
  const names = processes.flatMap(({ objectTypes }) => Object.values(objectTypes).map(({ name }) => name));
  return [...new Set(options.lines === true ? [...names, ...names.map(lineTypeOf)] : names)];
}

/** @throws SynodeError `INVALID_OPTION` for a process that the scenario has not, or a type that nobody declares */
export function checkOcelNames(scenario: Scenario, options: OcelOptions = {}): void {
  const ids = scenario.processes.map(({ id }) => id);
  const { processes = [], flatten = [] } = options;
  const stranger = processes.find((id) => !ids.includes(id));
  if (stranger !== undefined) {
    throw unknown('processes', `the scenario has no process '${stranger}'`, { received: stranger, known: ids });
  }
  const types = flatTypes(scenario, options);
  const other = flatten.find((name) => !types.includes(name));
  if (other !== undefined) {
    throw unknown('flatten', `no process declares documents of type '${other}'`, { received: other, known: types });
  }
}

function unknown(
  option: string,
  message: string,
  { received, known }: { readonly received: string; readonly known: readonly string[] },
): SynodeError {
  return new SynodeError('INVALID_OPTION', message, {
    path: ['exporter', `option 'ocel.${option}'`],
    expected: known.length === 0 ? 'processes that declare objectTypes' : `some of ${known.join(', ')}`,
    received: `'${received}'`,
    suggestion: didYouMean(received, known),
  });
}

/** A type of documents whose life is told. */
export interface Living extends ObjectType {
  readonly life: Life;
}

export function livingIn(objectTypes: Process['objectTypes']): readonly Living[] {
  return Object.values(objectTypes).flatMap((type) => (type.life === undefined ? [] : [{ ...type, life: type.life }]));
}

/** @throws SynodeError `EXPORT_VALUE` with every life of a document that cannot be, and every event in one that no process emits */
export function checkLives({ processes }: Scenario): void {
  const emitted = [...new Set(processes.flatMap(({ emits }) => emits))];
  const issues = new IssueList();
  for (const { id, objectTypes } of processes) {
    for (const { name, life } of livingIn(objectTypes)) {
      const path = [`process '${id}'`, `objectTypes '${name}'`, "'life'"];
      if (endsBeside(life)) {
        issues.add({
          code: 'EXPORT_VALUE',
          path,
          message: `the life of ${name} ends inside of { together }, and leaves behind what happens beside it`,
          expected: '{ last } outside of { together }',
          received: '{ last } inside',
          suggestion: 'End it behind { together }.',
        });
      }
      for (const event of eventsOf(life).filter((one) => !emitted.includes(one))) {
        issues.add({
          code: 'EXPORT_VALUE',
          path,
          message: `the life of ${name} names '${event}', which no process emits`,
          expected: 'names of events that the processes of the scenario emit',
          received: `'${event}'`,
          suggestion: didYouMean(event, emitted),
        });
      }
    }
  }
  issues.throwIfAny('the lives of documents');
}
