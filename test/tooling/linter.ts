/** Runs the real linter, with this repository's rules, over this tree or a made-up one. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { makeTree, repository } from './temporary-tree.ts';

export interface Finding {
  readonly file: string;
  /** `house/no-power`, `import/no-cycle`, … */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

interface Diagnostic {
  readonly message: string;
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly filename: string;
}

/** What the linter finds below `root`, which must hold `.oxlintrc.json` and `tools`. Throws if it looked at no file. */
export function lint(root: string, ...flags: readonly string[]): readonly Finding[] {
  const oxlint = join(repository, 'node_modules/oxlint/bin/oxlint');
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '-f', 'json', ...flags], {
    cwd: root,
    // The part of the linter that knows types is looked for on the PATH.
    env: { ...process.env, PATH: `${join(repository, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` },
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.trimStart().startsWith('{')) throw new Error(`the linter did not run: ${stdout}${stderr}`);
  const report = JSON.parse(stdout) as {
    readonly diagnostics: readonly Diagnostic[];
    readonly number_of_files: number;
  };
  if (report.number_of_files === 0) throw new Error(`the linter found no file below ${root}`);
  return report.diagnostics.map(({ filename, code, severity, message }) => ({
    file: filename.replaceAll('\\', '/'),
    rule: (code ?? 'unused(directive)').replace(/^(?:\w+-)?(\w+)\((.+)\)$/, '$1/$2'),
    severity,
    message,
  }));
}

/** A made-up tree under the rules of this repository. */
export function treeWithRules(files: Readonly<Record<string, string>>): string {
  const root = makeTree(files);
  for (const path of ['.oxlintrc.json', 'tsconfig.json', 'tools']) {
    cpSync(join(repository, path), join(root, path), { recursive: true });
  }
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(repository, 'node_modules/@types'), join(root, 'node_modules/@types'));
  return root;
}
