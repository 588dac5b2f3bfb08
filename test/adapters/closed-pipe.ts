/** A pipe whose reader has gone. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

/**
 * Its end is waited for: a process that is just being started elsewhere may hold a copy of the reader's side for a moment,
 * and until then a pipe takes what is written.
 */
export async function withClosedPipe<T>(use: (pipe: Writable) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'synode-pipe-'));
  const server = createServer((reader) => void reader.destroy());
  const path = join(folder, 'pipe');
  server.listen(path);
  await once(server, 'listening');
  const pipe = connect({ path, allowHalfOpen: true });
  try {
    const hasEnded = once(pipe, 'end');
    pipe.resume();
    await hasEnded;
    return await use(pipe);
  } finally {
    pipe.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  }
}
