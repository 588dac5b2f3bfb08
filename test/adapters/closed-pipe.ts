/**
 * A pipe whose reader has closed its end. A process that another test starts at that moment holds a copy of it until it
 * has become another program, so a write may still succeed: tests of it are tried again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

export const MAY_STILL_BE_OPEN = { retry: 3 };

export async function withClosedPipe<T>(use: (pipe: Writable) => Promise<T>): Promise<T> {
  const child = spawn('sh', ['-c', 'exec 0<&-; echo closed; exec sleep 60'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  try {
    return await use(child.stdin);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}
