/**
 * Global set-up of the test runner: brings `dist` up to date once, before the first test, when one of the chosen test
 * files speaks of `dist` or of workers. Raw worker threads and child processes run the built package, because Node 20
 * runs no TypeScript; every other test reads the sources and need not wait.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { buildIfStale } from './setup.mjs';

const NEEDS_DIST = /\b(dist|workers?)\b/i;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Whether one of these test files needs the built package. Too often costs a build of seconds, never a wrong result. */
export function needsDist(paths) {
  return paths.some((path) => NEEDS_DIST.test(readFileSync(path, 'utf8')));
}

export default async function setup(project) {
  const build = async () => {
    const { testFiles } = await project.globTestFiles(project.vitest.filenamePattern);
    if (needsDist(testFiles)) await buildIfStale(root);
  };
  project.onTestsRerun(build);
  await build();
}
