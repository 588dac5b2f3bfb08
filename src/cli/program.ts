/** The commands and their flags. Each command's own file is loaded when it is asked for. */
import { Command, Option } from 'commander';

import { SYNODE_VERSION } from '../version.ts';
import { addRunFlags } from './flags.ts';
import { openShell, type Shell, type ShellFlags } from './shell.ts';

/** What a command does with its flags; gives the exit code. */
type Work<F> = (shell: Shell, file: string | undefined, flags: F) => Promise<number>;

/** The program; `onExit` hears the exit code of the command that ran. */
export function buildProgram(onShell: (shell: Shell) => void, onExit: (code: number) => void): Command {
  const program = new Command('synode')
    .description('Business processes written in TypeScript become one deterministic stream of events.')
    .version(SYNODE_VERSION, '-V, --version', 'the version of synode')
    .helpOption('-h, --help', 'this text')
    .helpCommand('help [command]', 'the help of a command')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError()
    .action(() => program.outputHelp());

  const run =
    <F extends ShellFlags>(work: Work<F>) =>
    async (file: string | undefined, flags: F): Promise<void> => {
      const shell = openShell(flags);
      onShell(shell);
      onExit(await work(shell, file, flags));
    };

  addGenerate(program, run);
  addValidate(program, run);
  return program;
}

type Run = <F extends ShellFlags>(work: Work<F>) => (file: string | undefined, flags: F) => Promise<void>;

const FILE = 'config, or module that exports journeys; default: synode.config.* of this folder';

function addGenerate(program: Command, run: Run): void {
  const command = program
    .command('generate')
    .alias('run')
    .summary('simulate and write the events')
    .description(
      'Simulates journeys and writes their events. Exit codes: 0 done, 1 bad data, 2 usage, 3 failed, 4 stopped.',
    )
    .argument('[file]', FILE);
  addRunFlags(command, 'generate');
  addShellFlags(command, { json: 'one JSON document on standard output: the result, or the error' });
  const progress = new Option('--progress <mode>', 'auto, line, ndjson or none').helpGroup('Output:');
  const interval = new Option('--progress-interval <ms>', 'least time between two reports').helpGroup('Output:');
  command.addOption(progress).addOption(interval);
  command.action(run(async (shell, file, flags) => (await import('./generate.ts')).runGenerate(file, flags, shell)));
}

function addValidate(program: Command, run: Run): void {
  const command = program
    .command('validate')
    .summary('check the config, list every fault')
    .description('Checks the config as a run would and lists every fault. Opens and writes nothing.')
    .argument('[file]', FILE);
  addRunFlags(command, 'validate');
  addShellFlags(command, { json: 'one JSON document on standard output' });
  command.action(run(async (shell, file, flags) => (await import('./validate.ts')).runValidate(file, flags, shell)));
}

function addShellFlags(command: Command, { json }: { readonly json?: string }): void {
  if (json !== undefined) command.addOption(new Option('--json', json).helpGroup('Output:'));
  command.addOption(new Option('--quiet', 'errors alone').helpGroup('Output:'));
  command.addOption(new Option('--no-color', 'no colours; as the variable NO_COLOR').helpGroup('Output:'));
}
