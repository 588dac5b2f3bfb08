import { describe, expect, it } from 'vitest';

import * as factories from '../../src/dsl/distributions.ts';
import { compileDistribution } from '../../src/random/models/compile.ts';
import { compileChoice } from '../../src/random/models/listed.ts';
import { CASES } from './cases.ts';
import { GOLDEN_U } from './uniforms.ts';

describe('frozen values at u = 0.5421664396493738: a change here is a change of output', () => {
  it.each(CASES.map(([spec, value]) => [JSON.stringify(spec).replaceAll('"', ''), value, spec] as const))(
    '%s gives %d',
    (_, value, spec) => {
      expect(compileDistribution(spec).quantile(GOLDEN_U)).toBe(value);
    },
  );

  it('are there for every distribution an author can write', () => {
    const kinds = new Set<string>(CASES.map(([{ kind }]) => kind));

    expect(Object.keys(factories).filter((name) => !kinds.has(name))).toEqual([]);
  });

  it('weights card 3, iban 1 give card', () => {
    const choose = compileChoice({
      values: [
        ['card', 3],
        ['iban', 1],
      ],
    });

    expect(choose(GOLDEN_U)).toBe('card');
  });

  it('are, for six laws, the published vectors', () => {
    const published = [0.10589316048279382, 0.7812495662636553, 105.43733192467205, 147.79038749013912, 3, 4];

    expect(CASES.map(([, value]) => value)).toEqual(expect.arrayContaining(published));
  });
});
