import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { VerifyReport } from '../../src/verify/verify.ts';
import { Folder, outcomes } from './run.ts';

describe('the books of a year of one company', () => {
  let folder: Folder;
  let report: VerifyReport;

  beforeAll(async () => {
    folder = await Folder.of();
    report = await folder.verify();
  }, 120_000);

  afterAll(() => folder.remove());

  it('are proved from the emitted file: entries, rules, open items and balances', () => {
    const failed = report.checks.filter(({ outcome }) => outcome === 'failed');

    expect(failed.map(({ id, findings }) => [id, findings.slice(0, 3)])).toEqual([]);
    expect(outcomes(report)).toMatchObject(
      Object.fromEntries(
        ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L9', 'L10', 'L11', 'T1', 'T2', 'B1', 'B2', 'B3', 'B6'].map((id) => [
          id,
          'passed',
        ]),
      ),
    );
  });

  it('are the rules replayed over the documents, entry by entry', () => {
    const replayed = report.checks.find(({ id }) => id === 'L6');

    expect(replayed?.rows).toBeGreaterThan(9000);
  });
});
