/** A process that ends before its command has: what nobody would hear of otherwise, and would take for success. */
import { writeSync } from 'node:fs';

import { EXIT } from './exit-code.ts';

const SAYS = {
  left: 'something of the config or of a handler called process.exit: the command was cut off',
  thrown:
    'something of the config or of a handler threw outside of any call that waits for it: the command was cut off',
  stuck: 'a handler waits for something that never comes: nothing is left to run, and the command has not ended',
} as const;

/** Watches until the returned function is called. What was written keeps its working name, as after any failure. */
export function watchForEarlyEnd(isJson: boolean): () => void {
  let how: keyof typeof SAYS = 'left';
  const onIdle = (): void => void (how = 'stuck');
  const onThrown = (): void => void (how = 'thrown');
  const onExit = (): void => {
    process.exitCode = EXIT.runFailed;
    const message = SAYS[how];
    writeSync(2, `[HANDLER_ERROR] ${message}\n`);
    if (!isJson) return;
    const error = { code: 'HANDLER_ERROR', kind: 'handler', message, path: [], issues: [] };
    writeSync(1, `${JSON.stringify({ ok: false, error })}\n`);
  };
  process.on('beforeExit', onIdle);
  process.on('uncaughtExceptionMonitor', onThrown);
  process.on('exit', onExit);
  return () => {
    process.off('beforeExit', onIdle);
    process.off('uncaughtExceptionMonitor', onThrown);
    process.off('exit', onExit);
  };
}
