/** What a run does where nothing is said, seen from outside: a program in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-defaults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]): string {
  const script = fileURLToPath(new URL('./plain-run.mjs', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

describe('a run of which little is said', () => {
  it('tells its events on the console, and writes no file', () => {
    const lines = run().trimEnd().split('\n');

    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('2025-01-01T00:00:00.000Z');
    expect(lines[0]).toContain('user-0');
    expect(lines[0]).toContain('view');
    expect(existsSync(join(folder, 'telemetry-report.json'))).toBe(false);
  });

  it('collects telemetry under debug, into telemetry-report.json where it runs', () => {
    run('debug');

    const telemetry = JSON.parse(readFileSync(join(folder, 'telemetry-report.json'), 'utf8')) as {
      readonly format: string;
      readonly counts: { readonly events: { readonly emitted: number } };
    };
    expect(telemetry).toMatchObject({ format: 'synode-telemetry/1', counts: { events: { emitted: 2 } } });
  });
});
