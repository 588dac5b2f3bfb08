/** The command that does the same again: flags that shape content, as they were resolved. */
import { SynodeError } from '../errors.ts';
import { shellWord } from '../model/shell-word.ts';
import { nameOf, RUN_FLAGS, type Reach, type RunFlags } from './flags.ts';

/** `npx synode <command> [file] --flag value …`, ready for a shell. */
export function commandLine(
  command: string,
  file: string | undefined,
  flags: RunFlags,
  reaches: readonly Reach[],
): string {
  const words = RUN_FLAGS.filter(({ reach }) => reaches.includes(reach)).flatMap(({ flags: syntax }) => {
    const value = flags[nameOf(syntax) as keyof RunFlags];
    const flag = syntax.split(' ')[0] ?? '';
    if (value === undefined || value === false) return [];
    if (value === true) return [flag];
    return (typeof value === 'string' ? [value] : value).flatMap((one) => [flag, one]);
  });
  return ['npx', 'synode', command, ...(file === undefined ? [] : [file]), ...words].map(shellWord).join(' ');
}

/** Makes the command about the same run again. */
type Again = (command: string, reaches: readonly Reach[]) => string;

/** A replay line with the file and flags of the run. */
export function completeLine(replay: string, again: Again): string {
  const actor = /--actor (\S+)/.exec(replay)?.[1];
  return actor === undefined ? replay : `${again('replay', ['actor'])} --actor ${actor}`;
}

/** The engine knows seed and actor; only here it is known which file and flags made the run. */
export function completeReplay(error: unknown, again: Again): void {
  if (!(error instanceof SynodeError) || error.replay === undefined) return;
  error.replay = completeLine(error.replay, again);
}
