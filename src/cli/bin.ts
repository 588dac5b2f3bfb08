#!/usr/bin/env node
/** The command `synode`. Sets the exit code and lets the event loop end: process.exit() may hang on Node 24. */
import { watchForEarlyEnd } from './early-end.ts';
import { main } from './main.ts';

const words = process.argv.slice(2);
const stopWatching = watchForEarlyEnd(words.includes('--json'));
// Not awaited here: Node ends a module that waits for ever with a code and a text of its own.
void main(words).then((code) => {
  stopWatching();
  process.exitCode = code;
});
