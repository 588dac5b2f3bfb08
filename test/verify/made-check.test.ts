import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { defineProcess, scenario, verify, type FileCheck, type FileCheckMaker } from '../../src/index.ts';

const sound: FileCheck = { id: 'X1', name: 'x', see: () => undefined, log: { rows: 1, findings: [] } };
/** As an author without types writes it. */
const makerOf = (check: unknown): FileCheckMaker => (() => check) as FileCheckMaker;
const { log, ...withoutLog } = sound;

describe('a check that an author brings', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'synode-check-'));
    file = join(folder, 'events.ndjson');
    writeFileSync(file, '{"id":"1","userId":"u","name":"done","timestamp":"2025-01-01T00:00:00.000Z","payload":{}}\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const proven = (maker: unknown) => {
    const desk = defineProcess({ id: 'desk', emits: [], populations: [], fileChecks: [maker as FileCheckMaker] })();
    return verify(file, { scenario: scenario({ processes: [desk] }) });
  };

  it('without a log is told by process, id and key', async () => {
    await expect(proven(makerOf(withoutLog))).rejects.toMatchObject({
      code: 'INVALID_SHAPE',
      message: expect.stringContaining("check 'X1' needs log: { rows, findings }"),
      path: ["process 'desk'", "check 'X1'", "'log'"],
      received: 'undefined',
    });
  });

  it('is told where a scenario brings it, and where it stands beside another', async () => {
    const shared = { processes: [], fileChecks: [makerOf({ ...sound, beside: [{ ...sound, id: 'X2', see: 'no' }] })] };

    await expect(verify(file, { scenario: shared })).rejects.toMatchObject({
      code: 'INVALID_SHAPE',
      path: ['scenario', "check 'X1'", "'beside'", "check 'X2'", "'see'"],
    });
  });

  it('is no check where nothing is made', async () => {
    for (const maker of [makerOf(undefined), 5]) {
      await expect(proven(maker)).rejects.toMatchObject({ code: 'INVALID_SHAPE', path: ["process 'desk'"] });
    }
  });

  it('is run where it has all it needs', async () => {
    const { checks } = await proven(makerOf({ ...sound, log }));

    expect(checks.find(({ id }) => id === 'X1')).toMatchObject({ outcome: 'passed', rows: 1 });
  });
});
