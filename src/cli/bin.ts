#!/usr/bin/env node
/** The command `synode`. Sets the exit code and lets the event loop end: process.exit() may hang on Node 24. */
import * as nodeModule from 'node:module';

// Node 22.1 and newer keep what they compile: the next call starts faster. NODE_DISABLE_COMPILE_CACHE=1 forbids it.
(nodeModule as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

// Only what is loaded from here on is kept.
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
