/** What every command gets: the two screens, how much is to be said, and how errors are shown. */
import { showError } from './show-error.ts';
import { openTerminal, type Screen } from './terminal.ts';

export interface ShellFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

export interface Shell {
  readonly out: Screen;
  readonly err: Screen;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly color: boolean;
  /** Says which file faults are about from here on. */
  readonly about: (file: string) => void;
  readonly showError: (error: unknown) => void;
  /** A remark that is no failure. */
  readonly warn: (message: string) => void;
  /** One JSON document on standard output. */
  readonly json: (document: unknown) => void;
  /** Whether the reader of standard output has gone. */
  readonly isStdoutGone: () => boolean;
}

/** Opens the shell of this process. */
export function openShell({ json = false, quiet = false, color = true }: ShellFlags): Shell {
  const { out, err } = openTerminal({ color });
  let from: string | undefined;
  let isGone = false;
  // Without a listener a closed pipe would end the process with a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isGone = true;
  });
  return {
    out,
    err,
    isJson: json,
    isQuiet: quiet,
    color,
    about: (file) => void (from = file),
    showError: (error) => showError(error, err, from),
    warn: (message) => {
      if (!quiet) err.write(`${err.style('yellow', '[TSX_FALLBACK]')} ${message}\n`);
    },
    json: (document) => out.write(`${JSON.stringify(document)}\n`),
    isStdoutGone: () => isGone,
  };
}
