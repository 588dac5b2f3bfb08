/** The types of documents that the processes of a scenario declare. */
import { didYouMean, SynodeError } from '../errors.ts';
import type { Scenario } from '../model/scenario.ts';

/** Their names, each once. */
export function documentTypes({ processes }: Scenario): readonly string[] {
  return [...new Set(processes.flatMap(({ objectTypes }) => Object.values(objectTypes).map(({ name }) => name)))];
}

/** @throws SynodeError `INVALID_OPTION` for a type that nobody declares */
export function checkFlatten(scenario: Scenario, flatten: readonly string[] = []): void {
  const known = documentTypes(scenario);
  const other = flatten.find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new SynodeError('INVALID_OPTION', `no process declares documents of type '${other}'`, {
    path: ['exporter', "option 'ocel.flatten'"],
    expected: known.length === 0 ? 'processes that declare objectTypes' : `some of ${known.join(', ')}`,
    received: `'${other}'`,
    suggestion: didYouMean(other, known),
  });
}
