/** To a real file: the pipeline against raw writes of the same bytes, in the same folder. Gate 7. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../adapters/file.ts';
import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Side } from './measure.ts';
import { modelJob } from './model-job.ts';
import { bytesTo, run } from './sides.ts';

const CHUNK_BYTES = 256 * 1024;

export const benches: Benches = {
  'file.vs-raw-write': async (protocol) => {
    const { users } = protocol;
    const folder = mkdtempSync(join(tmpdir(), 'synode-bench-'));
    const path = join(folder, 'events.ndjson');
    const bytes = await allBytes(users);
    // Both leave it to the system when the bytes reach the disk.
    const prepare = (): void => rmSync(path, { force: true });
    const toFile = (digest: boolean) => new FileAdapter({ path, fsync: false, digest });
    const sides: Side[] = [
      { name: 'pipeline to a file', prepare, run: () => run(modelJob, users, { adapter: toFile(false) }) },
      {
        name: 'and a digest of the stream',
        prepare,
        run: () => run(modelJob, users, { adapter: toFile(false), digest: true }),
      },
      { name: 'and a digest of the file', prepare, run: () => run(modelJob, users, { adapter: toFile(true) }) },
      { name: 'raw writeSync', prepare, run: () => writeRaw(path, bytes) },
    ];
    const timings = await interleave(sides, protocol);
    rmSync(folder, { recursive: true });
    const [of, by] = [timingOf(timings, 'pipeline to a file'), timingOf(timings, 'raw writeSync')];
    const stream = timingOf(timings, 'and a digest of the stream');
    const file = timingOf(timings, 'and a digest of the file');
    return [
      { name: 'file.vs-raw-write', ratio: costRatio(of, by, 'wall'), of, by, note: 'wall' },
      { name: 'file: a digest of the stream', ratio: costRatio(stream, of), of: stream, by: of },
      { name: 'file: a digest of the file', ratio: costRatio(file, of), of: file, by: of },
    ];
  },
};

async function allBytes(users: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  await run(modelJob, users, { adapter: bytesTo((bytes) => void parts.push(Buffer.from(bytes))) });
  return Buffer.concat(parts);
}

function writeRaw(path: string, bytes: Buffer): void {
  const fd = openSync(path, 'w');
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) writeSync(fd, bytes.subarray(at, at + CHUNK_BYTES));
  closeSync(fd);
}
