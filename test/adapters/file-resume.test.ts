import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../adapters/file.ts';
import type { AdapterPosition } from '../../src/model/adapter.ts';
import type { Event, JsonValue } from '../../src/model/event.ts';
import { encodeEvents, runInfo } from '../../src/testing/adapter-driver.ts';
import { even, events } from './events.ts';
import { adapterFailure } from './failure.ts';
import { Place } from './place.ts';

const place = new Place();
beforeEach(place.prepare);
afterEach(place.cleanup);

const make = (folder: string, options: FileOptions) =>
  new FileAdapter({ fsync: false, ...options, path: place.path(`${folder}/${options.path}`) });

async function writeFrom(adapter: FileAdapter, sent: readonly Event[], from: number, to: number, size = 7) {
  for (let i = from, n = 0; i < to; i += size, n++) {
    const batch = sent.slice(i, Math.min(i + size, to));
    // As a run may hand them over, and as an adapter before this one may.
    await (n % 2 === 0 ? adapter.writeEncoded(encodeEvents(batch, adapter.encoding)) : adapter.writeBatch(batch));
  }
}

async function completeRun(folder: string, options: FileOptions, sent: readonly Event[]) {
  const adapter = make(folder, options);
  await adapter.open(runInfo());
  await writeFrom(adapter, sent, 0, sent.length);
  await adapter.close();
  return adapter.report();
}

/** What a checkpoint file would hold. */
const saved = (position: AdapterPosition) =>
  JSON.parse(JSON.stringify(position)) as { ordinal: number; detail: JsonValue };

/** Runs up to a checkpoint and on to where it is killed: whatever is open then is left as it is. */
async function killedRun(options: FileOptions, sent: readonly Event[], places: { checkpoint: number; kill: number }) {
  const adapter = make('run', options);
  await adapter.open(runInfo());
  await writeFrom(adapter, sent, 0, places.checkpoint);
  await adapter.flush();
  const position = saved(adapter.position());
  await writeFrom(adapter, sent, places.checkpoint, places.kill);
  cpSync(place.path('run'), place.path('killed'), { recursive: true });
  await adapter.close();
  rmSync(place.path('run'), { recursive: true });
  cpSync(place.path('killed'), place.path('run'), { recursive: true });
  rmSync(place.path('killed'), { recursive: true });
  return position;
}

async function resumedRun(options: FileOptions, sent: readonly Event[], position: AdapterPosition) {
  const adapter = make('run', options);
  await adapter.restore(position.detail);
  await adapter.open(runInfo());
  await writeFrom(adapter, sent, position.ordinal, sent.length, 5);
  await adapter.close();
  return adapter.report();
}

function filesIn(folder: string): Record<string, string> {
  const names = place.files().filter((name) => name.startsWith(`${folder}/`) && /\.\w+$/.test(name));
  return Object.fromEntries(
    names.map((name) => [name.slice(folder.length + 1), readFileSync(place.path(name)).toString('base64')]),
  );
}

/** Heavy enough that a gzip file has several members. */
const heavy = events(40, (i) => ({
  name: i % 5 === 4 ? 'label.odd' : 'order.placed',
  payload: { text: String(i % 10).repeat(500_000) },
}));

const light = events(60, (i) => ({ name: i % 5 === 4 ? 'label.odd' : `name-${i % 2}`, payload: { n: i } }));

const outputs: Record<string, { readonly options: FileOptions; readonly sent: readonly Event[] }> = {
  'lines of JSON': { options: { path: 'a.ndjson' }, sent: light },
  CSV: { options: { path: 'a.csv', columns: ['n'], bom: true }, sent: light },
  'one JSON array': { options: { path: 'a.json' }, sent: light },
  'without a working copy': { options: { path: 'a.ndjson', atomic: false }, sent: light },
  'a file for each name': { options: { path: '{name}.json', splitBy: 'name' }, sent: light },
  'parts by count': { options: { path: 'a.csv', rotate: { events: 8 } }, sent: light },
  'parts by size': { options: { path: 'a.json', rotate: { bytes: 900 } }, sent: light },
  'parts by time': { options: { path: 'a.ndjson', rotate: { every: '9s' } }, sent: light },
  'gzip members, with labels that fill none': { options: { path: 'a.ndjson.gz', gzipLevel: 1 }, sent: heavy },
  'gzip parts': { options: { path: 'a.ndjson.gz', gzipLevel: 1, rotate: { events: 7 } }, sent: heavy },
};

describe('a run that was killed goes on and gives the same files', () => {
  for (const [name, { options, sent }] of Object.entries(outputs)) {
    it(`${name}, wherever the checkpoint and the kill were`, async () => {
      const digested = { ...options, digest: true };
      const whole = await completeRun('whole', digested, sent);
      const points = fc.tuple(fc.nat(sent.length), fc.nat(sent.length));
      await fc.assert(
        fc.asyncProperty(points, async ([a, b]) => {
          rmSync(place.path('run'), { recursive: true, force: true });
          const position = await killedRun(digested, sent, { checkpoint: Math.min(a, b), kill: Math.max(a, b) });

          const report = await resumedRun(digested, sent, position);

          expect(filesIn('run')).toEqual(filesIn('whole'));
          expect(position.ordinal).toBeLessThanOrEqual(Math.min(a, b));
          expect(report.files?.map(({ sha256, events: count }) => [sha256, count])).toEqual(
            whole.files?.map(({ sha256, events: count }) => [sha256, count]),
          );
        }),
        { numRuns: sent === heavy ? 6 : 15, seed: 3, examples: [[[0, sent.length]], [[sent.length, sent.length]]] },
      );
    });
  }
});

describe('a position', () => {
  it('lies behind every event of a plain file', async () => {
    const position = await killedRun({ path: 'a.ndjson' }, light, { checkpoint: 33, kill: 40 });

    expect(position.ordinal).toBe(33);
  });

  it('lies before the first event that an open gzip member holds', async () => {
    const sent = heavy.map((event) => ({ ...event, name: 'order.placed' }));
    const position = await killedRun({ path: 'a.ndjson.gz', gzipLevel: 1 }, sent, { checkpoint: 30, kill: 30 });

    expect(position.ordinal).toBe(17);
  });

  it('can be gone back to after the file was completed', async () => {
    const adapter = make('run', { path: 'a.json' });
    await adapter.open(runInfo());
    await writeFrom(adapter, light, 0, 20);
    await adapter.flush();
    const position = saved(adapter.position());
    await writeFrom(adapter, light, 20, 30);
    await adapter.close();
    await completeRun('whole', { path: 'a.json' }, light);

    await resumedRun({ path: 'a.json' }, light, position);

    expect(filesIn('run')).toEqual(filesIn('whole'));
  });

  it("is gone back to with ifExists: 'fail' too: the files are its own", async () => {
    const options: FileOptions = { path: 'a.ndjson', rotate: { events: 8 }, ifExists: 'fail' };
    await completeRun('whole', options, light);
    const position = await killedRun(options, light, { checkpoint: 10, kill: 50 });

    await resumedRun(options, light, position);

    expect(filesIn('run')).toEqual(filesIn('whole'));
  });

  it('keeps what was in the file before the run that appended to it', async () => {
    const options: FileOptions = { path: 'a.csv', append: true };
    await completeRun('whole', options, even(2));
    await completeRun('whole', options, light);
    await completeRun('run', options, even(2));
    const position = await killedRun(options, light, { checkpoint: 10, kill: 20 });

    await resumedRun(options, light, position);

    expect(filesIn('run')).toEqual(filesIn('whole'));
  });

  it('of a run that had not begun starts over', async () => {
    const adapter = make('run', { path: 'a.ndjson' });
    const position = adapter.position();
    await completeRun('whole', { path: 'a.ndjson' }, light);

    await resumedRun({ path: 'a.ndjson' }, light, position);

    expect(position).toEqual({ ordinal: 0, detail: null });
    expect(filesIn('run')).toEqual(filesIn('whole'));
  });

  it.each<[string, (path: string, detail: JsonValue) => JsonValue, string]>([
    ['of another adapter', () => ({ ordinal: 3 }), 'was not written by a file adapter'],
    ['of another file', (_path, detail) => ({ ...(detail as object), path: 'b.ndjson' }), "is one of 'b.ndjson'"],
    ['of a file that has been cut', (path, detail) => (writeFileSync(`${path}.part`, ''), detail), 'has 0 bytes where'],
  ])('%s is refused', async (_what, change, message) => {
    const position = await killedRun({ path: 'a.ndjson' }, light, { checkpoint: 10, kill: 20 });
    const adapter = make('run', { path: 'a.ndjson' });
    await adapter.restore(change(place.path('run/a.ndjson'), position.detail));

    const error = await adapterFailure(adapter.open(runInfo()));
    await adapter.close();

    expect(error.operation).toBe('open');
    expect(error.message).toContain(message);
  });
});
