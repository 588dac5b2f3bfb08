import { describe, expect, it } from 'vitest';

import { errorCodes } from '../../src/index.ts';
import { judgeProofs } from '../tooling/promises.ts';
import { repository } from '../tooling/temporary-tree.ts';
import { judgeCodes, type Unprovoked } from './codes.ts';
import { faults as ofConfiguration } from './configuration-faults.ts';
import { faults as ofHandlers } from './handler-faults.ts';
import { faults as ofBooks } from './ledger-faults.ts';
import { faults as ofTheWorld } from './world-faults.ts';

/** Codes whose set-up is a test of its own. */
const BY_TEST: Readonly<Record<string, string>> = {
  KAFKA_AUTH_FAILED:
    'test/kafka/failures.test.ts › with a broker › %s with %s credentials › that are wrong are told, at once and without the password',
  KAFKA_TOPIC_MISSING: 'test/kafka/failures.test.ts › with a broker › missing topics are named together',
  KAFKA_SEND_FAILED: 'test/kafka/failures.test.ts › with a broker › retries that are used up say what has arrived, %s',
  KAFKA_MESSAGE_TOO_LARGE:
    'test/kafka/failures.test.ts › with a broker › an event that is too large is named, and what stands before it has arrived, from %s',
  RUN_LOCKED:
    'test/kafka/exactly-once.test.ts › exactly once › lets one of two processes with one plan and seed go on, and tells the other',
  RESUME_MISMATCH:
    'test/kafka/exactly-once.test.ts › exactly once › does not go on with events that are not those of the first run',
  MISSING_DEPENDENCY:
    'test/cli/typescript.test.ts › a config in TypeScript › needs tsx where Node runs no TypeScript, and says how to get it',
  REGISTRY_FAILED:
    'test/contracts/registry.test.ts › what the registry refuses stops the run with its own words › a schema that is incompatible with the last one',
};

const UNPROVOKED: Unprovoked = {};

const codes = errorCodes.map(({ code }) => code);
const provoked = [...ofConfiguration, ...ofHandlers, ...ofTheWorld, ...ofBooks].map(({ code }) => code);
const census = { codes, provoked: [...provoked, ...Object.keys(BY_TEST)], unprovoked: UNPROVOKED };

describe('every code', () => {
  it('is provoked, or listed with the part that will throw it', () => {
    expect(judgeCodes(census)).toEqual([]);
  });

  it.each([...ofTheWorld, ...ofBooks])('is what is told: $code', async ({ code, provoke }) => {
    await expect(provoke()).rejects.toMatchObject({ code });
  });

  it('that has a test of its own has it', () => {
    const rows = Object.values(BY_TEST).map((proof, line) => ({ line, section: '9', promise: proof, proof }));

    expect(judgeProofs(repository, rows)).toEqual([]);
  });
});

describe('the list of codes finds', () => {
  it('one that was forgotten', () => {
    const without = census.provoked.filter((code) => code !== 'ADAPTER_LIMIT');

    expect(judgeCodes({ ...census, provoked: without })).toEqual([
      'ADAPTER_LIMIT is neither provoked nor listed with the part that will throw it',
    ]);
  });

  it('one that is thrown by now', () => {
    expect(judgeCodes({ ...census, unprovoked: { ...UNPROVOKED, INTERRUPTED: 'run control' } })).toEqual([
      'INTERRUPTED is provoked, so it is not to be listed any more',
    ]);
  });

  it('one that is none', () => {
    expect(judgeCodes({ ...census, unprovoked: { ...UNPROVOKED, NO_SUCH_CODE: 'nobody' } })).toEqual([
      'there is no code NO_SUCH_CODE',
    ]);
  });
});
