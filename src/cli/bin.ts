#!/usr/bin/env node
/** The command `synode`. Sets the exit code and lets the event loop end: process.exit() may hang on Node 24. */
import * as nodeModule from 'node:module';

// Node 22.1 and newer keep what they compile: the next call starts faster. NODE_DISABLE_COMPILE_CACHE=1 forbids it.
(nodeModule as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

// Only what is loaded from here on is kept.
const { main, watchForEarlyEnd } = await import('./command.ts');

const words = process.argv.slice(2);
const stopWatching = watchForEarlyEnd(words.includes('--json'));
// Not awaited here: Node ends a module that waits for ever with a code and a text of its own.
void main(words).then((code) => {
  stopWatching();
  process.exitCode = code;
});
