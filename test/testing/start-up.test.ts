import { describe, expect, it } from 'vitest';

import { loadedBy, nodeModulesLoadedBy } from './loaded.ts';

const journey = `
  import { chance, defineAction, defineAdventure, defineJourney, defineEventSchema, fake, generate, int, wait } from './dist/src/index.js';
  import { fixture, shrink } from './dist/src/testing/index.js';
  const shop = (fields) => defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [
    wait({ min: '1m', max: '2h' }), defineAction({ id: 'place', fields }),
  ] })] });
`;
const plain = `${journey} if (fixture(shop({ total: int({ min: 1, max: 9 }) })).build().length !== 1) throw new Error();`;

describe('the first fixture of a process', () => {
  it('loads no package: no zod, tinypool, commander, date-fns, faker', async () => {
    const { packages } = await loadedBy(plain);

    expect(packages).toEqual([]);
  });

  it('loads no run, no worker threads, no files, no encoder, no shrinking, nothing that drives adapters', async () => {
    const { own } = await loadedBy(plain);

    expect(own).toContain('src/testing/fixture.ts');
    expect(
      own.filter((file) =>
        /generate\.|run-call|engine\/(pool|crew|sinks|worker)|encode\/(encoder|line-encoder|csv)|src\/data|run\/clock|shrink|determinism|process-bench|adapter-(?!contract)|cli\/(?!define)|adapters\/(file|http)/.test(
          file,
        ),
      ),
    ).toEqual([]);
  });

  it('reads two files of this package, beside the two that name what is public', async () => {
    const { ownFiles } = await loadedBy(plain);

    expect(ownFiles).toBe(4);
  });

  it('loads no module of Node that Node has not loaded itself', async () => {
    expect(await nodeModulesLoadedBy(plain)).toEqual([]);
    expect(await nodeModulesLoadedBy(`import 'node:crypto'; ${plain}`)).toContain('NativeModule crypto');
  });

  it('loads faker with the first fake, in English alone', async () => {
    const { packages, files } = await loadedBy(
      `${journey} fixture(shop({ who: fake((f) => f.person.firstName()) })).build();`,
    );

    expect(packages).toEqual(['@faker-js/faker']);
    expect(files.filter((file) => file.includes('locale'))).toEqual(['dist/locale/en.js']);
  });

  it('and what a whole run needs comes with the whole run', async () => {
    const { own, packages } = await loadedBy(
      `${journey} await fixture(shop({ express: chance(0.5) })).collect({ users: 3 });`,
    );

    expect(own).toContain('src/run-call.ts');
    expect(packages).toContain('nanoid');
  });
});

it('importing the package alone loads no other package', async () => {
  const { packages, own } = await loadedBy(`import './dist/src/index.js';`);

  expect(packages).toEqual([]);
  expect(own).toContain('src/dsl/define.ts');
  expect(own).not.toContain('src/generate.ts');
  expect(own).not.toContain('src/run-call.ts');
});
