/**
 * Loads a user's module, TypeScript included: natively where Node can, else with the optional peer `tsx`. Never a loader
 * that would give a second copy of this library.
 */
import { existsSync } from 'node:fs';
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

/**
 * Imports a module.
 *
 * @throws SynodeError `MISSING_DEPENDENCY` for TypeScript that Node cannot run without tsx; what the module throws itself
 */
export async function loadModule(url: URL): Promise<ModuleExports> {
  process.setSourceMapsEnabled(true);
  if (!isTypeScript(url)) return (await import(url.href)) as ModuleExports;
  if (hasNativeTypeScript()) {
    try {
      return (await import(url.href)) as ModuleExports;
    } catch (thrown) {
      if (!isLoaderFault(thrown)) throw thrown;
    }
  }
  await registerTsx(url);
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

/** Syntax Node cannot strip, or an import it cannot resolve: both are found before any code has run. */
function isLoaderFault(thrown: unknown): boolean {
  const code = (thrown as { readonly code?: unknown } | null)?.code;
  return code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || code === 'ERR_MODULE_NOT_FOUND';
}

let tsx: Promise<void> | undefined;

/** Once per thread: registering twice would stack loaders. */
function registerTsx(url: URL): Promise<void> {
  tsx ??= loadTsx(url);
  return tsx;
}

async function loadTsx(url: URL): Promise<void> {
  let api: { readonly register: () => unknown };
  try {
    api = (await import('tsx/esm/api')) as typeof api;
  } catch (thrown) {
    if ((thrown as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw thrown;
    throw new SynodeError('MISSING_DEPENDENCY', `Node ${process.versions.node} cannot run TypeScript by itself`, {
      path: [fileURLToPath(url)],
      expected: 'tsx beside the project, or Node 22.18 and newer',
      received: `Node ${process.versions.node} without tsx`,
      suggestion: 'Run: npm i -D tsx',
      cause: thrown,
    });
  }
  api.register();
}
