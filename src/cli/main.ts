/** Arguments → exit code. Whatever goes wrong on the way is shown once, in one form. */
import { CommanderError } from 'commander';

import { SynodeError } from '../errors.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';
import { errorDocument } from './error-document.ts';
import { buildProgram } from './program.ts';
import { openShell, type Shell } from './shell.ts';

/** Runs one command. */
export async function main(args: readonly string[]): Promise<number> {
  let code: number = EXIT.completed;
  let shell: Shell | undefined;
  const program = buildProgram(
    (opened) => void (shell = opened),
    (given) => void (code = given),
  );
  if (args.length === 0) {
    program.outputHelp();
    return code;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.completed;
    // A command that only has others below it: its help has been shown.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') return EXIT.usage;
    const error = thrown instanceof CommanderError ? usageError(thrown) : thrown;
    shell ??= openShell({ json: args.includes('--json'), color: !args.includes('--no-color') });
    if (shell.isJson) shell.json({ ok: false, error: errorDocument(error) });
    shell.showError(error);
    return exitCodeOfError(error);
  }
}

/** What commander found wrong, in our form. */
function usageError({ code, message }: CommanderError): SynodeError {
  const [first = '', second = ''] = message.replace(/^error: /, '').split('\n');
  const near = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(second)?.[1];
  const isUnknown = code === 'commander.unknownOption' || code === 'commander.unknownCommand';
  return new SynodeError(isUnknown ? 'UNKNOWN_KEY' : 'INVALID_OPTION', first, {
    suggestion: near === undefined ? 'See: synode --help' : `Did you mean ${near}?`,
  });
}
