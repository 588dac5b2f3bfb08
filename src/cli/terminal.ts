/** What the commands know of the terminal: where text goes, how wide it is, and whether it has colours. */
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Format = Extract<Parameters<typeof styleText>[0], string>;

/** One of the two standard streams. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Columns; `Infinity` where it is no terminal. */
  readonly width: number;
  write(text: string): void;
  /** Colours where the stream shows them: NO_COLOR, FORCE_COLOR and `--no-color` are heeded. */
  style(formats: Format | readonly Format[], text: string): string;
}

export interface Terminal {
  readonly out: Screen;
  readonly err: Screen;
}

/** The terminal of this process. */
export function openTerminal({ color }: { readonly color: boolean }): Terminal {
  return { out: screenOf(process.stdout, color), err: screenOf(process.stderr, color) };
}

function screenOf(stream: WriteStream, color: boolean): Screen {
  return {
    // A dumb terminal cannot move its cursor: it is written to like a file.
    isTerminal: stream.isTTY === true && process.env['TERM'] !== 'dumb',
    get width() {
      return stream.isTTY === true && stream.columns > 0 ? stream.columns : Infinity;
    },
    write: (text) => void stream.write(text),
    // One format a call: for a list of them Node 20 does not ask the stream.
    style: (formats, text) =>
      color
        ? [formats].flat().reduce((styled, one) => styleText(one, styled, { stream, validateStream: true }), text)
        : text,
  };
}

/** Length on the screen: without colours, wide signs counted as one. */
export function lengthOf(text: string): number {
  // eslint-disable-next-line no-control-regex -- escape sequences are control characters
  return Array.from(text.replaceAll(/\u001b\[[0-9;]*m/g, '')).length;
}

/** At most `width` signs of plain text, the last an ellipsis where something was cut. */
export function clip(text: string, width: number): string {
  if (text.length <= width) return text;
  const signs = Array.from(text);
  return signs.length <= width ? text : `${signs.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Breaks a line at its spaces; what follows stands below its beginning, `indent` signs to the right. */
export function wrap(text: string, width: number, indent: number): string {
  if (lengthOf(text) <= width) return text;
  const [before = ''] = /^ */.exec(text) ?? [];
  const lines: string[] = [];
  let line = before;
  for (const word of text.slice(before.length).split(' ')) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else {
      line = isEmpty ? line + word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
