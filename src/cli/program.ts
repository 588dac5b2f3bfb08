/** The commands and their flags. Each command's own file is loaded when it is asked for. */
import { Command, Option } from 'commander';

import { SYNODE_VERSION } from '../version.ts';
import { addRunFlags, collect } from './flags.ts';
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
    .showSuggestionAfterError();

  const run =
    <F extends ShellFlags>(work: Work<F>) =>
    async (file: string | undefined, flags: F): Promise<void> => {
      const shell = openShell(flags);
      onShell(shell);
      onExit(await work(shell, file, flags));
    };

  addGenerate(program, run);
  addValidate(program, run);
  addPreview(program, run);
  addPlan(program, run);
  addReplay(program, run);
  addVerify(program, run);
  addExplain(program, run);
  addDataset(program, run);
  addInit(program, run);
  addList(program, run);
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
  const verify = new Option('--verify', 'verify the output folder at the end').helpGroup('Output:');
  command.addOption(progress).addOption(interval).addOption(verify);
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

function addPreview(program: Command, run: Run): void {
  const command = program
    .command('preview')
    .summary('show what a few actors do, as a table')
    .description('Simulates a few actors (--users, default 1) and shows their events as a table. Writes nothing.')
    .argument('[file]', FILE);
  addRunFlags(command, 'preview', { without: ['to'] });
  const actor = new Option('--actor <population:n>', 'of a scenario one actor, such as sales/customer:3');
  command.addOption(actor.helpGroup('What:'));
  addShellFlags(command, { json: 'the events and counts as one JSON document' });
  command.action(run(async (shell, file, flags) => (await import('./preview.ts')).runPreview(file, flags, shell)));
}

function addPlan(program: Command, run: Run): void {
  const command = program
    .command('plan')
    .summary('show the compiled plan')
    .description('Shows phases, populations and the compiled steps of every journey, and the hash of the plan.')
    .argument('[file]', FILE);
  addRunFlags(command, 'plan', { without: ['to'] });
  command.addOption(new Option('--format <format>', 'text, json or mermaid').helpGroup('Output:'));
  addShellFlags(command, {});
  command.action(run(async (shell, file, flags) => (await import('./plan.ts')).runPlan(file, flags, shell)));
}

function addReplay(program: Command, run: Run): void {
  const command = program
    .command('replay')
    .summary('run one actor again, with every draw')
    .description('Runs one actor again, exactly as it was: the line for it is in every handler error.')
    .argument('[file]', FILE)
    .requiredOption('--actor <population:n>', 'who, such as user:17')
    .option('--trace', 'print every draw: path, generator, uniforms, value');
  addRunFlags(command, 'replay', { without: ['users', 'order', 'maxEvents'] });
  addShellFlags(command, { json: 'the events and draws as one JSON document' });
  command.action(run(async (shell, file, flags) => (await import('./replay.ts')).runReplay(file, flags, shell)));
}

function addVerify(program: Command, run: Run): void {
  const command = program
    .command('verify')
    .summary('recompute the books from emitted files')
    .description(
      'Recomputes every check from what was written, and from nothing else. Exit codes: 0 all hold, 1 something differs, 2 nothing to verify.',
    )
    .argument('[path]', 'output folder of a run, a file of events, or kafka://host:port/topic; default: out')
    .option('--config <file>', 'config with the posting rules, which are then replayed over the events')
    .option('--manifest <file>', 'of topics: manifest.json or result.json of the run; one for each shard', collect)
    .option('--set <adapter.key=value>', 'of topics: options of the connection, as with --to (repeatable)', collect);
  addShellFlags(command, { json: 'the report as one JSON document' });
  command.action(run(async (shell, path, flags) => (await import('./verify.ts')).runVerify(path, flags, shell)));
}

function addExplain(program: Command, run: Run): void {
  const command = program
    .command('explain')
    .summary('tell what is behind an event or a document')
    .description(
      'Tells the documents around an event or a document of an output folder, the rule that posted it, and what was drawn for it.',
    )
    .argument('<id>', 'id of an event, an entry or a document')
    .option('--out <dir>', 'output folder of the run; default: out')
    .option('--config <file>', 'config of that run, for what was drawn');
  addShellFlags(command, { json: 'one JSON document on standard output' });
  command.action(
    run(async (shell, id, flags) => (await import('./explain.ts')).runExplain(id ?? '', flags as never, shell)),
  );
}

function addDataset(program: Command, run: Run): void {
  const dataset = program.command('dataset').summary('write or check an entity table');
  const write = dataset
    .command('export')
    .summary('write the rows of a dataset')
    .description('Writes the rows of a dataset of the config as a run sees them; format by extension.')
    .argument('<id>', 'id of the dataset')
    .requiredOption('--to <file>', 'path ending in .csv, .json, .ndjson or .jsonl')
    .option('--config <file>', FILE)
    .option('--delimiter <sign>', 'between the cells of a CSV file');
  addRunFlags(write, 'dataset', { without: NO_RUN });
  addShellFlags(write, { json: 'one JSON document on standard output' });
  write.action(
    run(async (shell, id, flags) => (await import('./dataset.ts')).runDatasetExport(id ?? '', flags as never, shell)),
  );
  const check = dataset
    .command('check')
    .summary('read a file as readDataset does')
    .description('Reads a file as readDataset does: every bad row is named, and each column told.')
    .argument('<file>', 'path ending in .csv, .json, .ndjson or .jsonl')
    .option('--row <module#export>', 'schema of a row, such as ./rows.ts#productRow')
    .option('--delimiter <sign>', 'between the cells of a CSV file');
  addShellFlags(check, { json: 'one JSON document on standard output' });
  check.action(
    run(async (shell, file, flags) => (await import('./dataset.ts')).runDatasetCheck(file ?? '', flags, shell)),
  );
}

/** Flags that say nothing about rows. */
const NO_RUN = ['users', 'journey', 'order', 'maxEvents', 'afterEnd', 'meta', 'to'];

function addInit(program: Command, run: Run): void {
  const command = program
    .command('init')
    .summary('write a project to begin with')
    .description('Writes synode.config.ts, a journey, a persona, a test, and the scripts for them. Overwrites nothing.')
    .argument('[dir]', 'folder; default: this one')
    .option('--force', 'overwrite files that are there');
  addShellFlags(command, { json: 'one JSON document on standard output' });
  command.action(run(async (shell, dir, flags) => (await import('./init.ts')).runInit(dir, flags, shell)));
}

function addList(program: Command, run: Run): void {
  const command = program
    .command('list')
    .summary('list processes, calendars, adapters, exports or locales')
    .argument('[kind]', 'processes, calendars, adapters, exports or locales');
  addShellFlags(command, { json: 'one JSON document on standard output' });
  command.action(run(async (shell, kind) => (await import('./list.ts')).runList(kind, shell)));
}

function addShellFlags(command: Command, { json }: { readonly json?: string }): void {
  if (json !== undefined) command.addOption(new Option('--json', json).helpGroup('Output:'));
  command.addOption(new Option('--quiet', 'errors alone').helpGroup('Output:'));
  command.addOption(new Option('--no-color', 'no colours; as the variable NO_COLOR').helpGroup('Output:'));
}
