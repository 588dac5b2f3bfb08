import { existsSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

import { beforeEach, describe, expect, it } from 'vitest';

import { BIN, configOf, projectsOfTests, runChild } from './project.ts';

/** Gives a child a terminal of its own (util-linux). */
const SCRIPT = '/usr/bin/script';

const newProject = projectsOfTests();

/** What a terminal so many columns wide is sent. */
async function onTerminal(args: string, columns: number, config: string): Promise<string> {
  const shop = await newProject({ 'synode.config.mjs': config });
  const command = `stty cols ${columns}; exec '${process.execPath}' '${BIN}' ${args}`;
  const { stdout } = await runChild([SCRIPT, '-qec', command, '/dev/null'], shop.folder, {
    env: { TERM: 'xterm-256color' },
  });
  return stdout;
}

describe('on a terminal', () => {
  beforeEach(({ skip }) => {
    skip(!existsSync(SCRIPT), 'script of util-linux is not here');
  });

  const busy = configOf('users: 60000');

  it('progress is one line, drawn anew and taken away at the end', async () => {
    const screen = await onTerminal('generate --to null --progress-interval 0', 100, busy);

    const drawn = screen.split('\u001b[1G').filter((part) => part.includes('█') || part.includes('░'));
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.some((line) => /\[█+░+\] +[\d.]+ % {2}[\d,]+ events {2}\S+\/s/.test(line))).toBe(true);
    // Nothing of it is left: the last thing before the summary clears the line.
    const beforeSummary = screen.slice(0, screen.indexOf('completed'));
    expect(beforeSummary.slice(beforeSummary.lastIndexOf('░'))).toContain('\u001b[2K');
    expect(drawn.every((line) => !line.includes('\n') || line.includes('completed'))).toBe(true);
  });

  it('a narrow one loses fields from the right and keeps the line whole', async () => {
    const screen = await onTerminal('generate --to null --progress-interval 0', 40, busy);

    const drawn = screen.split('\u001b[1G').filter((part) => part.includes('░'));
    const lines = drawn.map((part) => stripVTControlCharacters(part).trim());
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.every((line) => line.length < 40)).toBe(true);
    expect(lines.every((line) => !line.includes('/s'))).toBe(true);
  });

  it('the summary has colours, and none with NO_COLOR', async () => {
    const coloured = await onTerminal('generate --to null', 100, configOf('users: 2'));
    const plain = await onTerminal('generate --to null --no-color --progress none', 100, configOf('users: 2'));

    expect(coloured).toContain('\u001b[32m');
    expect(stripVTControlCharacters(coloured)).toContain('completed');
    expect(plain).not.toContain('\u001b[');
  });

  it('events on it leave no room for a progress line', async () => {
    const screen = await onTerminal('generate --users 3', 100, configOf('users: 3'));

    expect(screen).not.toContain('░');
    expect(screen.match(/user-\d/g)).toHaveLength(3);
  });

  it('a long fault is broken at words, below where it began', async () => {
    const screen = await onTerminal('generate --to ndjso --no-color', 60, configOf('users: 3'));

    expect(screen).toContain('\n  Expected: a path such as out/events.ndjson, an address\r\n            with http://');
  });
});
