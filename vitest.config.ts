/**
 * How the tests run. `synode` means the sources here, as `../src` does: one copy of every class, no build needed.
 * Tests of the built package start a child process on `dist`, where `synode` resolves to what is packed.
 */
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^synode$/, replacement: file('src/index.ts') },
      { find: /^synode\/testing$/, replacement: file('src/testing/index.ts') },
      { find: /^synode\/testing\/vitest$/, replacement: file('src/testing/vitest.ts') },
      { find: /^synode\/(journeys|personas)$/, replacement: file('$1/index.ts') },
      { find: /^synode\/adapters\/(.+)$/, replacement: file('adapters/$1.ts') },
    ],
  },
  test: {
    include: ['{test,src,journeys,personas,adapters}/**/*.test.ts'],
    globalSetup: ['tools/fresh-dist.mjs'],
    // One thread a core and one copy of the modules for all files of a thread: a fresh thread for every file costs ten
    // times as long. It is safe because no module here keeps state, and it would show if one did.
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    // A frozen output is a decision: it is written by `npm run golden:update` alone, not because it was not there.
    update: 'none',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      tsconfig: 'tsconfig.json',
    },
  },
});
