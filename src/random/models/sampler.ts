/**
 * Drawing a value the way a field does when it stands alone: the part of a mixture and the zero of a zero-inflated law
 * each take a uniform of their own, so that adding a part shifts no other draw.
 */
import { compileDistribution, compileMixture, compileZeroInflated } from './compile.ts';
import type { Distribution } from './law.ts';
import type { DistributionSpec } from './spec.ts';

/** What a uniform is drawn for; each purpose is a stream of its own. */
export type DrawPurpose = 'value' | 'component' | 'zero';

/** Gives the uniform of a purpose; asked at most once per purpose and value. */
export type UniformSource<P extends string = DrawPurpose> = (purpose: P) => number;

export interface Sampler {
  /** A value from a uniform per purpose. */
  readonly draw: (uniform: UniformSource) => number;
  /** The label of the part that a uniform of purpose `component` chooses; `undefined` where there is none. */
  readonly label: (component: number) => string | undefined;
  /** The whole law, one uniform per value: for copulas, conditions and tests. */
  readonly whole: Distribution;
}

/** The sampler of a checked spec. */
export function compileSampler(spec: DistributionSpec): Sampler {
  if (spec.kind === 'zeroInflated') {
    const { p, whole } = compileZeroInflated(spec);
    const rest = compileSampler(spec.distribution);
    return { draw: (uniform) => (uniform('zero') < p ? 0 : rest.draw(uniform)), label: rest.label, whole };
  }
  if (spec.kind === 'mixture') {
    const { pick, parts, labels, whole } = compileMixture(spec);
    return {
      draw: (uniform) => (parts[pick(uniform('component'))] ?? whole).quantile(uniform('value')),
      label: (component) => labels[pick(component)],
      whole,
    };
  }
  const whole = compileDistribution(spec);
  return { draw: (uniform) => whole.quantile(uniform('value')), label: () => undefined, whole };
}
