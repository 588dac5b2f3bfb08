import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const CATEGORIES = ['node.fs.sync', 'node.fs.async', 'node.net.native', 'node.dns.native'];
/** What the program does where it marks the trace. */
const MARK = 'fs.sync.symlink';

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ts: number;
}

/** What a program asks of files and network between its marks, by Node's own trace. */
function traced(...args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'synode-trace-'));
  const script = fileURLToPath(new URL('./build-all.mjs', import.meta.url));
  const flags = [`--trace-event-categories=${CATEGORIES.join(',')}`, `--trace-event-file-pattern=${folder}/trace.json`];
  const { status, stderr } = spawnSync(process.execPath, [...flags, script, ...args], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { traceEvents } = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as { traceEvents: TraceEvent[] };
  rmSync(folder, { recursive: true });
  const events = traceEvents.filter(({ cat }) => !cat.startsWith('__')).sort((a, b) => a.ts - b.ts);
  const marks = events.flatMap(({ name, ts }) => (name === MARK ? [ts] : []));
  const [from = Number.NaN, to = Number.NaN] = [marks.at(0), marks.at(-1)];
  expect(to).toBeGreaterThan(from);
  return events.filter(({ name, ts }) => name !== MARK && ts > from && ts < to).map(({ name }) => name);
}

describe('builders', () => {
  it('touch no file and no network', () => {
    expect(traced()).toEqual([]);
  });

  it('would show in the trace if they did', () => {
    expect(traced('read').length).toBeGreaterThan(0);
  });
});
