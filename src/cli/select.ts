/** The journeys or processes of a config that `--journey` and `--process` name. */
import { didYouMean, SynodeError } from '../errors.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { RunFlags } from './flags.ts';
import type { LoadedConfig } from './load-config.ts';

/** Which of them are named; `undefined`: all. */
export type Selection = Pick<RunFlags, 'journey' | 'process'>;

/** @throws SynodeError `UNKNOWN_JOURNEY`; `INVALID_OPTION` for a process that is not there, or nothing to choose among */
export function selected(input: LoadedConfig['input'], { journey, process }: Selection): LoadedConfig['input'] {
  return selectProcesses(selectJourneys(input, journey), process);
}

function selectJourneys(input: LoadedConfig['input'], ids: readonly string[] | undefined): LoadedConfig['input'] {
  if (ids === undefined) return input;
  if ('kind' in input) throw nothingToChoose('journey', 'journeys, and this is a scenario');
  const journeys: readonly AnyJourney[] = input;
  return chosen(journeys, ids, 'journey');
}

/** What a process that is left out would have told those that read it, their fallbacks tell. */
function selectProcesses(input: LoadedConfig['input'], ids: readonly string[] | undefined): LoadedConfig['input'] {
  if (ids === undefined) return input;
  if (!('kind' in input)) throw nothingToChoose('process', 'the processes of a scenario, and this has none');
  return { ...input, processes: chosen(input.processes, ids, 'process') };
}

function chosen<T extends { readonly id: string }>(
  all: readonly T[],
  ids: readonly string[],
  what: 'journey' | 'process',
): readonly T[] {
  const known = all.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return all.filter(({ id }) => ids.includes(id));
  throw new SynodeError(
    what === 'journey' ? 'UNKNOWN_JOURNEY' : 'INVALID_OPTION',
    `no ${what} is called '${unknown}'`,
    {
      path: [`flag '--${what}'`],
      expected: `one of ${known.join(', ')}`,
      received: `'${unknown}'`,
      suggestion: didYouMean(unknown, known),
    },
  );
}

function nothingToChoose(what: 'journey' | 'process', among: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `--${what} chooses among ${among}`, {
    path: [`flag '--${what}'`],
    expected: what === 'journey' ? 'a config with journeys' : 'a config with a scenario',
    received: what === 'journey' ? 'a config with a scenario' : 'a config with journeys',
    suggestion: `Leave --${what} out.`,
  });
}
