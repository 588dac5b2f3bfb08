/**
 * Programs that we did not write, as judges of what we write. Where one is absent its tests are skipped and say so;
 * `SYNODE_OUTSIDE=all` makes them fail instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, it } from 'vitest';

/** Where `.ci/outside` puts Python's tools. */
const OWN = fileURLToPath(new URL('../../.cache/outside/bin', import.meta.url));

export interface Tool {
  readonly name: string;
  /** Undefined where it is not installed. */
  readonly path: string | undefined;
  readonly install: string;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function find(command: string): string | undefined {
  const folders = [OWN, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** A program by its name. */
export function program(name: string, install: string): Tool {
  return { name, path: find(name), install };
}

/** A Python that has a module. */
export function python(module: string): Tool {
  const candidates = [
    ...new Set([find('python3'), ...['/usr/bin/python3', '/usr/local/bin/python3'].filter(existsSync)]),
  ];
  const path = candidates.find(
    (one) =>
      one !== undefined &&
      spawnSync(one, ['-c', `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`])
        .status === 0,
  );
  return { name: module, path, install: `python3 -m venv .cache/outside && .cache/outside/bin/pip install ${module}` };
}

/** Where `.ci/outside` puts Node's tools. */
const OWN_NODE = fileURLToPath(new URL('../../.cache/outside-node/package.json', import.meta.url));

/** A module of Node's that is no dependency of this package. */
export function nodeModule(name: string): Tool {
  const install = `npm install --prefix .cache/outside-node --no-package-lock ${name}`;
  try {
    return { name, path: createRequire(OWN_NODE).resolve(name), install };
  } catch {
    return { name, path: undefined, install };
  }
}

/** What the module exports. */
export function loaded({ path }: Tool): unknown {
  return createRequire(OWN_NODE)(path ?? '') as unknown;
}

/** Runs it to its end. */
export function run({ path }: Tool, args: readonly string[], input?: string): Ran {
  const { status, stdout, stderr } = spawnSync(path ?? '', args, {
    encoding: 'utf8',
    input,
    timeout: 120_000,
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Tests that need a tool; where it is absent one skipped test that names it. */
export function judgedBy(tool: Tool, tests: () => void): void {
  if (tool.path !== undefined) {
    describe(`judged by ${tool.name}`, tests);
    return;
  }
  const title = `${tool.name} is not installed: ${tool.install}`;
  if (process.env['SYNODE_OUTSIDE'] === 'all') {
    it(title, () => {
      throw new Error(title);
    });
  } else {
    process.stderr.write(`skipped: ${title}\n`);
    it.skip(title, () => undefined);
  }
}
