/** Modules of the author, and what is wrong with those that do not load: file, line and column. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { loadModule, type ModuleExports, type OnFallback } from '../engine/load-module.ts';
import { describeValue, SynodeError } from '../errors.ts';
import { authorLine, shownPath } from './show-error.ts';

export type { ModuleExports, OnFallback } from '../engine/load-module.ts';

/**
 * Imports a file.
 *
 * @throws SynodeError `MISSING_DEPENDENCY` where TypeScript needs tsx and there is none; `CONFIG_INVALID` with file,
 *   line and column for what does not compile, cannot be resolved or throws while loading
 */
export async function importModule(path: string, onFallback: OnFallback): Promise<ModuleExports> {
  try {
    return await loadModule(pathToFileURL(path), (message) => onFallback(message.replace(path, shownPath(path))));
  } catch (thrown) {
    throw loadError(path, thrown);
  }
}

/** What was thrown while a file loaded, as a fault of that file. */
function loadError(path: string, thrown: unknown): SynodeError {
  if (thrown instanceof SynodeError) return thrown;
  const shown = shownPath(path);
  const missing = /Cannot find package '([^']+)'/.exec(firstLine(thrown))?.[1];
  if (missing !== undefined) return missingPackage(shown, missing, thrown);
  const commonJs = asCommonJs(path, thrown);
  if (commonJs !== undefined) return commonJs;
  const place = placeOfSyntax(thrown) ?? authorLine(thrown);
  const isSyntax = thrown instanceof SyntaxError || (thrown instanceof Error && thrown.name === 'TransformError');
  const what = isSyntax
    ? 'does not compile'
    : codeOf(thrown) === 'ERR_MODULE_NOT_FOUND'
      ? 'cannot be loaded'
      : 'threw while it was loaded';
  return new SynodeError('CONFIG_INVALID', `${place ?? shown} ${what}: ${reasonOf(thrown)}`, {
    path: [`file '${shown}'`],
    suggestion: isSyntax ? 'Correct the line.' : 'Run the file with node, or correct what it throws.',
    ...(isSyntax ? {} : { cause: thrown }),
  });
}

/** What Node and tsx say of an ES module that they take for CommonJS. */
const TAKEN_FOR_COMMONJS =
  /outside a module|Unexpected token 'export'|require\(\) (of )?ES Module|"cjs" output format|require\(\) async module/;

/** The nearest package.json decides what a `.ts` or `.js` is; npm writes `commonjs` there, or nothing. */
function asCommonJs(path: string, cause: unknown): SynodeError | undefined {
  const manifest = nearestManifest(dirname(path));
  const isAmbiguous = ['.ts', '.js'].includes(extname(path)) && manifest?.type !== 'module';
  if (!isAmbiguous || !TAKEN_FOR_COMMONJS.test(cause instanceof Error ? cause.message : '')) return undefined;
  const shown = shownPath(path);
  const where = manifest === undefined ? 'package.json' : shownPath(manifest.path);
  return new SynodeError('CONFIG_INVALID', `${shown} is an ES module, and ${where} makes it CommonJS`, {
    path: [`file '${where}'`, "'type'"],
    expected: '"type": "module"',
    received: manifest?.type === undefined ? 'no type' : `"type": "${manifest.type}"`,
    suggestion: 'Add "type": "module" to package.json, or run synode init in a folder of its own.',
  });
}

interface Manifest {
  readonly path: string;
  readonly type: string | undefined;
}

function nearestManifest(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json');
  if (existsSync(path)) {
    const type = /"type"\s*:\s*"(\w+)"/.exec(readFileSync(path, 'utf8'))?.[1];
    return { path, type };
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestManifest(parent);
}

function missingPackage(shown: string, missing: string, cause: unknown): SynodeError {
  return new SynodeError('CONFIG_INVALID', `${shown} imports '${missing}', which is not installed here`, {
    path: [`file '${shown}'`],
    received: `'${missing}'`,
    suggestion: `Run: npm i ${missing === 'synode' ? '-D ' : ''}${missing}`,
    cause,
  });
}

/** `file:line:column` of what does not compile: esbuild says it in words, V8 by a mark below the line. */
function placeOfSyntax(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const said = /^(.+):(\d+):(\d+): ERROR: /m.exec(thrown.message);
  if (said !== null) return `${shownPath(said[1] ?? '')}:${said[2]}:${Number(said[3]) + 1}`;
  const marked = /^(?:file:\/\/)?(\/.+?)(?:\?\w+)?:(\d+)\n.*\n( *)\^/.exec(thrown.stack ?? '');
  if (marked === null || !(thrown instanceof SyntaxError)) return undefined;
  return `${shownPath(marked[1] ?? '')}:${marked[2]}:${(marked[3] ?? '').length + 1}`;
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return describeValue(thrown);
  const said = /: ERROR: (.+)$/m.exec(thrown.message)?.[1];
  return said ?? firstLine(thrown);
}

function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '';
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
