import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { CompositeAdapter, defineAction, defineAdventure, defineJourney, generate } from '../../src/index.ts';
import type { Journey } from '../../src/index.ts';

const printing = (failsAt: number): Journey =>
  defineJourney({
    id: 'printing',
    adventures: [
      defineAdventure({
        id: 'work',
        actions: [
          defineAction({
            id: 'print',
            handler: (ctx) => {
              if (ctx.actor.index === failsAt) throw new Error('no paper');
              return [ctx.event('printed')];
            },
          }),
        ],
      }),
    ],
  });

const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'synode-run-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('the files of a run', () => {
  it('keep their working name when a handler fails', async () => {
    const folder = await newFolder();
    const adapter = new FileAdapter(join(folder, 'events.ndjson'));

    await expect(generate(printing(3), { users: 10, adapter })).rejects.toMatchObject({ code: 'HANDLER_ERROR' });

    expect(await readdir(folder)).toEqual(['events.ndjson.part']);
  });

  it('are in the result, also those of adapters inside others', async () => {
    const folder = await newFolder();
    const paths = ['a.ndjson', 'b.csv'].map((name) => join(folder, name));

    const { files } = await generate(printing(-1), {
      users: 20,
      adapter: new CompositeAdapter(paths.map((path) => new FileAdapter(path))),
    });

    expect(files.map(({ path, events }) => [path, events])).toEqual(paths.map((path) => [path, 20]));
  });
});
