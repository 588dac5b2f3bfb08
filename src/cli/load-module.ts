/**
 * Modules of the author. TypeScript is imported natively where Node can, else through tsx. Either way the author's
 * `import … from 'synode'` gives the copy that runs here: no loader with a module cache of its own is used.
 */
import { createRequire } from 'node:module';
import * as nodeModule from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describeValue, SynodeError } from '../errors.ts';
import { authorLine, shownPath } from './show-error.ts';

export type ModuleNamespace = Readonly<Record<string, unknown>>;

/** Told when Node cannot run a file as it is, though tsx can. */
export type OnFallback = (message: string) => void;

const TYPESCRIPT = ['.ts', '.mts'];

/**
 * Imports a file.
 *
 * @throws SynodeError `MISSING_DEPENDENCY` where TypeScript needs tsx and there is none; `CONFIG_INVALID` with file,
 *   line and column for what does not compile, cannot be resolved or throws while loading
 */
export async function importModule(path: string, onFallback: OnFallback): Promise<ModuleNamespace> {
  process.setSourceMapsEnabled(true);
  try {
    return TYPESCRIPT.includes(extname(path)) ? await importTypeScript(path, onFallback) : await importFile(path);
  } catch (thrown) {
    throw loadError(path, thrown);
  }
}

async function importFile(path: string): Promise<ModuleNamespace> {
  return (await import(pathToFileURL(path).href)) as ModuleNamespace;
}

async function importTypeScript(path: string, onFallback: OnFallback): Promise<ModuleNamespace> {
  if (!runsTypeScript()) {
    await registerTsx(path);
    return importFile(path);
  }
  try {
    return await importFile(path);
  } catch (thrown) {
    if (!isBeyondNode(thrown)) throw thrown;
    try {
      await registerTsx(path);
    } catch {
      // Without tsx Node's own words are the best there is: it may be a plain mistake.
      throw thrown;
    }
    const loaded = await importFile(path);
    onFallback(`Node cannot run ${shownPath(path)} as it is (${firstLine(thrown)}), so tsx does`);
    return loaded;
  }
}

function runsTypeScript(): boolean {
  return Boolean((process.features as { readonly typescript?: unknown }).typescript);
}

/** Syntax that cannot be stripped, or a relative import as compilers write it: both found before any code runs. */
function isBeyondNode(thrown: unknown): boolean {
  const code = codeOf(thrown);
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || code === 'ERR_INVALID_TYPESCRIPT_SYNTAX') return true;
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT') return true;
  return code === 'ERR_MODULE_NOT_FOUND' && /Cannot find module/.test(firstLine(thrown));
}

let isRegistered = false;

/** Lets tsx load TypeScript from now on: the one found from here, else the one found from the author's file. */
async function registerTsx(path: string): Promise<void> {
  if (isRegistered) return;
  (await findTsx(path)).register();
  if (runsTypeScript()) askAnew();
  isRegistered = true;
}

interface Tsx {
  register(): unknown;
}

async function findTsx(path: string): Promise<Tsx> {
  try {
    return (await import('tsx/esm/api')) as unknown as Tsx;
  } catch (cause) {
    if (!isMissing(cause, 'tsx')) throw cause;
    try {
      return (await import(pathToFileURL(createRequire(path).resolve('tsx/esm/api')).href)) as unknown as Tsx;
    } catch {
      throw new SynodeError('MISSING_DEPENDENCY', `Node ${process.versions.node} needs tsx to run ${shownPath(path)}`, {
        path: [`file '${shownPath(path)}'`],
        expected: 'tsx 4.20 or newer, or Node 22.18 or newer',
        received: 'neither',
        suggestion: 'Run: npm i -D tsx',
        cause,
      });
    }
  }
}

/**
 * Node keeps the failure of a module under its address. A mark behind the address of each TypeScript file lets tsx load
 * it anew; JavaScript, and with it this library, keeps its address and so its one copy.
 */
function askAnew(): void {
  const { registerHooks } = nodeModule as unknown as { registerHooks?: (hooks: object) => void };
  registerHooks?.({
    resolve: (
      specifier: string,
      context: object,
      next: (specifier: string, context: object) => { readonly url: string },
    ) => {
      const resolved = next(specifier, context);
      return /^file:.*\.m?ts$/.test(resolved.url) ? { ...resolved, url: `${resolved.url}?tsx` } : resolved;
    },
  });
}

function isMissing(error: unknown, name: string): boolean {
  return codeOf(error) === 'ERR_MODULE_NOT_FOUND' && firstLine(error).includes(`'${name}'`);
}

/** What was thrown while a file loaded, as a fault of that file. */
function loadError(path: string, thrown: unknown): SynodeError {
  if (thrown instanceof SynodeError) return thrown;
  const shown = shownPath(path);
  const missing = /Cannot find package '([^']+)'/.exec(firstLine(thrown))?.[1];
  if (missing !== undefined) return missingPackage(shown, missing, thrown);
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
