import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { judgeProofs, readPromises } from './tooling/promises.ts';
import { repository } from './tooling/temporary-tree.ts';

const { rows, faults } = readPromises(readFileSync(join(repository, 'test/promises.md'), 'utf8'));
const open = rows.filter((row) => row.proof === 'open').length;
console.info(`promises: ${rows.length - open} of ${rows.length} have a proof, ${open} are open`);

describe('the table of promises', () => {
  it('holds each promise once, under its section', () => {
    expect(faults).toEqual([]);
    expect(rows.length).toBeGreaterThan(300);
  });

  it('names only tests that exist and run', () => {
    expect(judgeProofs(repository, rows)).toEqual([]);
  });
});
