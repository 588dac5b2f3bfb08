import { describe, expect, it } from 'vitest';

import { errorCodes } from '../../src/index.ts';
import { errorOf, linesOf, textOf } from './faults.ts';
import { faults } from './handler-faults.ts';

/** Codes of this kind that other tests provoke, and where. */
const ELSEWHERE = { WORKER_DIED: 'test/workers' } as const;

describe("a fault of the author's code", () => {
  it.each(faults)('says who, when, where, why, and what to do: $code', async ({ code, provoke, says }) => {
    const error = await errorOf(provoke);

    expect(error).toMatchObject({ code, kind: 'handler' });
    expect(textOf(error)).toBe(linesOf(says));
    expect(error.message).not.toContain('\n');
  });

  it('has a case for every code', () => {
    const known = [...faults.map(({ code }) => code), ...Object.keys(ELSEWHERE)];
    const codes = errorCodes.filter(({ kind }) => kind === 'handler').map(({ code }) => code);

    expect([...known].sort()).toEqual([...codes].sort());
  });
});
