import { join } from 'node:path';

import { expect, it } from 'vitest';

import { needsDist } from '../../tools/fresh-dist.mjs';
import { temporaryTree } from './temporary-tree.ts';

it.each([
  ['names the built package', `spawnSync('node', ['dist/src/cli/bin.js'])`, true],
  ['runs on workers', `await generate(shop, { users: 3, workers: 2 })`, true],
  ['reads the sources alone', `import { redistribute } from '../src/a.ts'`, false],
])('before a test that %s a build is needed or not', (_, text, needed) => {
  const root = temporaryTree({ 'a.test.ts': text, 'b.test.ts': '' });

  expect(needsDist([join(root, 'b.test.ts'), join(root, 'a.test.ts')])).toBe(needed);
});
