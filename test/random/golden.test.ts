import { describe, expect, it } from 'vitest';

import { compileChoice } from '../../src/random/models/listed.ts';
import { compileDistribution } from '../../src/random/models/compile.ts';
import type { DistributionSpec } from '../../src/random/models/spec.ts';
import { GOLDEN_U } from './uniforms.ts';

/** Frozen: a change of any of these is a change of output. The first six are published vectors. */
const GOLDEN: readonly (readonly [DistributionSpec, number])[] = [
  [{ kind: 'normal', mean: 0, sd: 1 }, 0.10589316048279382],
  [{ kind: 'exponential', mean: 1 }, 0.7812495662636553],
  [{ kind: 'lognormal', median: 100, sigma: 0.5 }, 105.43733192467205],
  [{ kind: 'pareto', xMin: 100, alpha: 2 }, 147.79038749013912],
  [{ kind: 'poisson', mean: 3 }, 3],
  [{ kind: 'int', min: 1, max: 6 }, 4],
];

describe('frozen values at u = 0.5421664396493738', () => {
  it.each(GOLDEN)('%o', (spec, expected) => {
    expect(compileDistribution(spec).quantile(GOLDEN_U)).toBe(expected);
  });

  it('card of card 3, iban 1', () => {
    const choose = compileChoice({
      values: [
        ['card', 3],
        ['iban', 1],
      ],
    });

    expect(choose(GOLDEN_U)).toBe('card');
  });
});
