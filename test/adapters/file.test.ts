import { mkdirSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../adapters/file.ts';
import { adapterContract, type AdapterSubject, type ReceivedEvent } from '../../src/testing/adapter-contract.ts';
import { exitOf } from './children.ts';
import { Pipe } from './pipe.ts';
import { contentOf, linesOf, Place, readCsv, readGzip, readJson, readNdjson } from './place.ts';

const place = new Place();

interface Format {
  readonly file: string;
  readonly read: (path: string) => ReceivedEvent[];
  readonly options?: Partial<FileOptions>;
  readonly deviations?: AdapterSubject['deviations'];
}

const formats: Record<string, Format> = {
  'file, lines of JSON': { file: 'out.ndjson', read: readNdjson },
  'file, one JSON array': { file: 'out.json', read: readJson, deviations: ['readable-only-when-closed'] },
  'file, CSV': { file: 'out.csv', read: readCsv },
  'file, CSV with other ends': {
    file: 'out.csv',
    read: readCsv,
    options: { bom: true, eol: '\r\n' },
  },
  'file, gzip': { file: 'out.ndjson.gz', read: readGzip, deviations: ['readable-only-when-closed'] },
  'file, without a working copy': { file: 'out.ndjson', read: readNdjson, options: { atomic: false, fsync: false } },
};

function subjectOf(name: string, { file, read, options, deviations = [] }: Format): AdapterSubject {
  const path = () => place.path(file);
  const adapter = (more: Partial<FileOptions> = {}) => new FileAdapter({ path: path(), ...options, ...more });
  return {
    name,
    prepare: place.prepare,
    create: () => adapter(),
    read: () => read(path()),
    bytes: () => contentOf(path()),
    exists: () => place.files().length > 0,
    faults: {
      open: () => {
        mkdirSync(path());
        return adapter();
      },
    },
    exit: exitOf('file', path),
    cleanup: place.cleanup,
    deviations: ['write-never-fails', 'never-slow', 'no-own-retry', 'takes-no-secrets', ...deviations],
  };
}

describe('a file adapter keeps the contract', () => {
  for (const [name, format] of Object.entries(formats)) {
    for (const { title, run } of adapterContract(subjectOf(name, format))) it(title, run);
  }
});

describe('a file adapter keeps the contract when a part of its output cannot be made', () => {
  const options = { rotate: { events: 700 } };
  const partPath = (part: number) => place.path(`out-0000${part}.ndjson`);
  const subject: AdapterSubject = {
    ...subjectOf('file, in parts', { file: 'out.ndjson', read: readNdjson, options }),
    read: () => [...readNdjson(partPath(1)), ...readNdjson(partPath(2))],
    faults: {
      write: () => {
        // A folder in the place of the third part is a disk that fails in the middle of a run.
        mkdirSync(partPath(3));
        writeFileSync(`${partPath(3)}/in-the-way`, '');
        return new FileAdapter({ path: place.path('out.ndjson'), ...options });
      },
    },
    deviations: ['open-never-fails', 'never-slow', 'no-own-retry', 'takes-no-secrets', 'bytes-not-own'],
  };
  for (const { title, run } of adapterContract(subject)) it(title, run);
});

describe('a file adapter keeps the contract into a pipe that nobody empties', () => {
  let pipe: Pipe | undefined;
  const subject: AdapterSubject = {
    ...subjectOf('file, into a pipe', { file: 'pipe', read: readNdjson }),
    read: async () => linesOf((await pipe?.text()) ?? ''),
    faults: {
      slow: () => {
        pipe = new Pipe(place.path('pipe'));
        return { adapter: new FileAdapter(pipe.path), stalled: pipe.opened, release: pipe.release };
      },
    },
    deviations: [],
  };
  const cases = adapterContract(subject).filter(({ point }) => point === 8);
  for (const { title, run } of cases) it(title, run);
  it('in both its cases', () => expect(cases).toHaveLength(2));
});
