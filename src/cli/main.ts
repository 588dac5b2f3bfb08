/** Arguments → exit code. Whatever goes wrong on the way is shown once, in one form. */
import { CommanderError } from 'commander';

import { AdapterError, SynodeError } from '../errors.ts';
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
    const error = thrown instanceof CommanderError ? usageError(thrown, args) : (refusal(thrown) ?? thrown);
    shell ??= openShell({ json: args.includes('--json'), color: !args.includes('--no-color') });
    if (shell.isJson) shell.json({ ok: false, error: errorDocument(error) });
    shell.showError(error);
    return exitCodeOfError(error);
  }
}

/** What the system refused a command, outside of any adapter: a folder that cannot be made, a file that cannot be read. */
function refusal(thrown: unknown): AdapterError | undefined {
  if (!(thrown instanceof Error) || !('syscall' in thrown) || !('code' in thrown)) return undefined;
  const systemCode = String(thrown.code);
  return new AdapterError(
    'ADAPTER_ERROR',
    thrown.message,
    { adapter: 'synode', operation: 'open', systemCode, retriable: false, acknowledged: 0, unacknowledged: 0 },
    { cause: thrown, suggestion: 'Check the path and its permissions.' },
  );
}

/** What commander found wrong, in our form. */
function usageError({ code, message }: CommanderError, args: readonly string[]): SynodeError {
  const [first = '', second = ''] = message.replace(/^error: /, '').split('\n');
  const near = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(second)?.[1];
  const isUnknown = code === 'commander.unknownOption' || code === 'commander.unknownCommand';
  const [word = ''] = args;
  const command = code === 'commander.unknownCommand' || word.startsWith('-') ? 'synode' : `synode ${word}`;
  return new SynodeError(isUnknown ? 'UNKNOWN_KEY' : 'INVALID_OPTION', first, {
    suggestion: near === undefined ? `See: ${command} --help` : `Did you mean ${near}?`,
  });
}
