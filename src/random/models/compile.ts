/** From a checked spec to a distribution. Parameters are not checked again here: `checkDistribution` does that. */
import { betaLaw, gammaLaw } from './gamma.ts';
import { binomialLaw, geometricLaw, poissonLaw } from './counts.ts';
import { keptMass, rounded, truncate } from './law.ts';
import type { Distribution, Law } from './law.ts';
import { discreteLaw, empiricalLaw } from './listed.ts';
import { mixtureLaw, mixtureParts, zeroInflatedLaw } from './mixture.ts';
import type { CompiledMixture, CompiledZeroInflated, WeightedLaw } from './mixture.ts';
import { lognormalLaw, normalLaw } from './normal.ts';
import { intLaw, logUniformLaw, triangularLaw, uniformLaw } from './ranges.ts';
import type { DistributionSpec, MixtureSpec, ZeroInflatedSpec } from './spec.ts';
import { exponentialLaw, paretoLaw, weibullLaw } from './tails.ts';
import { zipfLaw } from './zipf.ts';

/**
 * The distribution a spec describes. Compile once, draw often: counts and Zipf build tables.
 *
 * @example compileDistribution({ kind: 'lognormal', median: 100, sigma: 0.5 }).quantile(u)
 */
export function compileDistribution(spec: DistributionSpec): Distribution {
  return compileLaw(spec);
}

/** A mixture with its parts, the bounds of the whole applied to each, and with the law as a whole. */
export function compileMixture(spec: MixtureSpec): CompiledMixture {
  const parts = boundedParts(spec).map((part) => ({ ...part, law: rounded(part.law, spec) }));
  return mixtureParts(parts, compileLaw(spec));
}

/** A zero-inflated law with its part and with the law as a whole. */
export function compileZeroInflated(spec: ZeroInflatedSpec): CompiledZeroInflated {
  return { p: spec.p, part: compileLaw(spec.distribution), whole: compileLaw(spec) };
}

/** As `compileDistribution`, with what truncation and mixing need. */
export function compileLaw(spec: DistributionSpec): Law {
  if (spec.kind === 'int') return intLaw(spec);
  if (spec.kind === 'zeroInflated') return zeroInflatedLaw(spec.p, compileLaw(spec.distribution));
  // A truncated mixture mixes truncated parts, so that one and two uniforms draw from one law.
  if (spec.kind === 'mixture') return rounded(mixtureLaw(boundedParts(spec)), spec);
  return rounded(truncate(baseLaw(spec), spec), spec);
}

/** The parts inside the bounds of the whole, each weighted by what the bounds keep of it. */
function boundedParts(spec: MixtureSpec): WeightedLaw[] {
  return spec.parts.map(([weight, part, label]) => {
    const law = compileLaw(part);
    const kept = keptMass(law, spec);
    return kept > 0 ? { weight: weight * kept, law: truncate(law, spec), label } : { weight: 0, law, label };
  });
}

/** The law before bounds and rounding. */
export function baseLaw(spec: Exclude<DistributionSpec, { kind: 'int' | 'mixture' | 'zeroInflated' }>): Law {
  switch (spec.kind) {
    case 'uniform':
      return uniformLaw(spec);
    case 'logUniform':
      return logUniformLaw(spec);
    case 'normal':
      return normalLaw(spec);
    case 'lognormal':
      return lognormalLaw(spec);
    case 'exponential':
      return exponentialLaw(spec);
    case 'triangular':
      return triangularLaw(spec);
    case 'pareto':
      return paretoLaw(spec);
    case 'weibull':
      return weibullLaw(spec);
    case 'gamma':
      return gammaLaw(spec);
    case 'beta':
      return betaLaw(spec);
    case 'poisson':
      return poissonLaw(spec);
    case 'binomial':
      return binomialLaw(spec);
    case 'geometric':
      return geometricLaw(spec);
    case 'zipf':
      return zipfLaw(spec);
    case 'discrete':
      return discreteLaw(spec);
    case 'empirical':
      return empiricalLaw(spec);
    default:
      return spec satisfies never;
  }
}
