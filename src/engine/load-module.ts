/**
 * Loads a user's module, TypeScript included: natively where Node can, else with the optional peer `tsx`. Never a loader
 * that would give a second copy of this library.
 */
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { extname, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { SynodeError } from '../errors.ts';

/** What a module exports. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** A path relative to the working directory, or a URL, as a URL. */
export function moduleUrl(path: string | URL): URL {
  if (path instanceof URL) return path;
  return path.startsWith('file:') ? new URL(path) : pathToFileURL(resolve(path));
}

/** Told when Node cannot run a file as it is, though tsx can. */
export type OnFallback = (message: string) => void;

/**
 * Imports a module.
 *
 * @throws SynodeError `MISSING_DEPENDENCY` for TypeScript that Node cannot run without tsx; what the module throws itself
 */
export async function loadModule(url: URL, onFallback: OnFallback = () => undefined): Promise<ModuleExports> {
  process.setSourceMapsEnabled(true);
  if (!isTypeScript(url)) return importUrl(url);
  if (!hasNativeTypeScript()) {
    await registerTsx(url);
    return importUrl(url);
  }
  try {
    return await importUrl(url);
  } catch (thrown) {
    if (!isLoaderFault(thrown)) throw thrown;
    const isPlainMistake = await registerTsx(url).then(
      () => false,
      () => true,
    );
    // Without tsx Node's own words are the best there is.
    if (isPlainMistake) throw thrown;
    const loaded = await importUrl(url);
    onFallback(`Node cannot run ${fileURLToPath(url)} as it is (${firstLine(thrown)}), so tsx does`);
    return loaded;
  }
}

async function importUrl(url: URL): Promise<ModuleExports> {
  return (await import(url.href)) as ModuleExports;
}

export function moduleExists(url: URL): boolean {
  return url.protocol !== 'file:' || existsSync(fileURLToPath(url));
}

function isTypeScript(url: URL): boolean {
  return ['.ts', '.mts', '.cts'].includes(extname(url.pathname));
}

function hasNativeTypeScript(): boolean {
  const { typescript } = process.features as { readonly typescript?: unknown };
  return typescript !== undefined && typescript !== false;
}

/**
 * Syntax Node cannot strip, a relative import as compilers write it, or a type that is imported without `type`: all are
 * found before any code has run.
 */
function isLoaderFault(thrown: unknown): boolean {
  const code = (thrown as { readonly code?: unknown } | null)?.code;
  if (code === 'ERR_MODULE_NOT_FOUND') return firstLine(thrown).startsWith('Cannot find module');
  if (thrown instanceof SyntaxError && firstLine(thrown).includes('does not provide an export named')) return true;
  return (
    code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ||
    code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' ||
    code === 'ERR_UNSUPPORTED_DIR_IMPORT'
  );
}

let tsx: Promise<void> | undefined;

/** Once per thread: registering twice would stack loaders. */
function registerTsx(url: URL): Promise<void> {
  tsx ??= loadTsx(url);
  return tsx;
}

interface Tsx {
  readonly register: () => unknown;
}

/** The tsx found from here, else the one found from the author's file. */
async function loadTsx(url: URL): Promise<void> {
  const api = await import('tsx/esm/api').catch((thrown: unknown) => {
    if ((thrown as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw thrown;
    return besideFile(url, thrown);
  });
  (api as Tsx).register();
  if (hasNativeTypeScript()) askAnew();
}

async function besideFile(url: URL, cause: unknown): Promise<unknown> {
  try {
    const path = nodeModule.createRequire(url).resolve('tsx/esm/api');
    return await import(pathToFileURL(path).href);
  } catch {
    throw new SynodeError('MISSING_DEPENDENCY', `Node ${process.versions.node} cannot run TypeScript by itself`, {
      path: [fileURLToPath(url)],
      expected: 'tsx beside the project, or Node 22.18 and newer',
      received: `Node ${process.versions.node} without tsx`,
      suggestion: 'Run: npm i -D tsx',
      cause,
    });
  }
}

/** What a resolve hook of Node gives. */
interface Resolved {
  readonly url: string;
}
type NextResolve = (specifier: string, context: object) => Resolved;

/**
 * Node 22 keeps the failure of a module under its address. A mark behind the address of TypeScript files lets tsx load
 * them anew; JavaScript, and with it this library, keeps its address and so its one copy.
 */
function askAnew(): void {
  const { registerHooks } = nodeModule as { readonly registerHooks?: (hooks: object) => unknown };
  registerHooks?.({
    resolve: (specifier: string, context: object, next: NextResolve): Resolved => {
      const resolved = next(specifier, context);
      return /^file:.*\.m?ts$/.test(resolved.url) ? { ...resolved, url: `${resolved.url}?tsx` } : resolved;
    },
  });
}

function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '';
}
