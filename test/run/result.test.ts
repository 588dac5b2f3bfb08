import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { HttpAdapter } from '../../adapters/http.ts';
import {
  CompositeAdapter,
  generate,
  InMemoryAdapter,
  type RunOptions,
  type RunResult,
  type SynodeError,
} from '../../src/index.ts';
import { action, failureOf, flow } from '../journeys/world.ts';

const shop = flow('shop', [action('visit'), action('order')]);

async function resultOf(options: Partial<RunOptions> = {}, journey = shop): Promise<RunResult> {
  return generate(journey, { users: 10, logger: false, adapter: new InMemoryAdapter(), ...options } as never);
}

describe('the status of a run', () => {
  it('is completed when it came to its end', async () => {
    expect((await resultOf()).status).toBe('completed');
  });

  it('is limited when it has as many events as were asked for', async () => {
    expect((await resultOf({ maxEvents: 5 })).status).toBe('limited');
  });

  it('is interrupted when it was stopped', async () => {
    const aborted = { signal: AbortSignal.abort() };

    expect((await resultOf({ ...aborted, onAbort: 'resolve' })).status).toBe('interrupted');
    expect(((await failureOf(resultOf(aborted))) as SynodeError).result?.status).toBe('interrupted');
  });

  it('is failed when something threw, and what stopped early has no projections', async () => {
    const broken = flow('broken', [
      action('fail', {
        handler: () => {
          throw new Error('no');
        },
      }),
    ]);
    const count = {
      id: 'count',
      init: () => 0,
      apply: (n: number) => n + 1,
      merge: (a: number, b: number) => a + b,
      finish: (n: number) => n,
    };
    const projections = [count] as never;

    const { result } = (await failureOf(resultOf({ projections }, broken))) as SynodeError;

    expect(result).toMatchObject({ status: 'failed', projections: {} });
    expect((await resultOf({ projections, maxEvents: 3 })).projections).toEqual({});
    expect((await resultOf({ projections })).projections).toEqual({ count: 20 });
  });
});

describe('the files of a run', () => {
  it('have the hashes that sha256sum finds, of every child too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-files-'));
    try {
      const [a, b] = [join(folder, 'a.ndjson'), join(folder, 'b.csv.gz')];
      const both = [new FileAdapter({ path: a, digest: true }), new FileAdapter({ path: b, digest: true })];

      const { files } = await resultOf({ adapter: new CompositeAdapter(both) });

      const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
      expect(files.map(({ path, sha256 }) => [path, sha256])).toEqual([
        [a, hashOf(a)],
        [b, hashOf(b)],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('telemetry', () => {
  it('holds no secret that an adapter was given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-secrets-'));
    try {
      const telemetryPath = join(folder, 'telemetry.json');
      const adapter = new HttpAdapter({
        url: 'http://user:hunter2@127.0.0.1:9/events',
        headers: { authorization: 'Bearer 0f3c-topsecret' },
        maxRetries: 0,
      } as never);

      const error = (await failureOf(
        resultOf({ debug: true, telemetryPath, adapter: adapter as never }),
      )) as SynodeError;

      const written = readFileSync(telemetryPath, 'utf8');
      expect(error.result?.telemetry).not.toBeNull();
      for (const secret of ['hunter2', 'topsecret']) {
        expect(written).not.toContain(secret);
        expect(JSON.stringify(error.result)).not.toContain(secret);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
