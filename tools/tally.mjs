/**
 * The closing line of a test run: `N passed, N failed`, then `, N skipped` if there are any.
 *
 * As a reporter of vitest it writes its count to the file named by `SYNODE_TALLY`. As a program,
 * `node tools/tally.mjs <file> <exit code of the run>`, it prints the line and ends with 0 only if tests ran and all
 * passed. A run that died before it could count is one failure.
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a run came to. A file, suite or run that broke outside a test is a failure of its own. */
export function countTests(modules, unhandledErrors) {
  const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) count.failed++;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed++;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') count.passed++;
      else if (state === 'skipped') count.skipped++;
      else count.failed++; // 'pending' too: its worker died before it could end
    }
  }
  return count;
}

export default class Tally {
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.SYNODE_TALLY;
    if (path === undefined) throw new Error('tools/tally.mjs needs SYNODE_TALLY, the file to write the count to');
    writeFileSync(path, JSON.stringify(countTests(modules, unhandledErrors)));
  }
}

/** The line and the exit code for a count that may be missing and the exit code of the run. */
export function closing(count, runCode) {
  const { passed, failed, skipped } = count ?? { passed: 0, failed: 1, skipped: 0 };
  const unexplained = runCode !== 0 && failed === 0 ? 1 : 0;
  const skippedToo = skipped === 0 ? '' : `, ${skipped} skipped`;
  return {
    line: `${passed} passed, ${failed + unexplained} failed${skippedToo}`,
    code: failed + unexplained > 0 || passed === 0 ? 1 : 0,
  };
}

function readCount(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    process.stderr.write(`no test result (${error.message}): the run ended before it could count\n`);
    return undefined;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [path, runCode] = process.argv.slice(2);
  const { line, code } = closing(readCount(path), Number(runCode));
  process.stdout.write(`${line}\n`);
  process.exitCode = code;
}
