/** Numeric distributions → their draws: one uniform a value, a second one where a part is chosen first. */
import type { GeneratorValue } from '../dsl/generator.ts';
import { checkDistribution } from '../random/models/check.ts';
import { compileDistribution, compileMixture, compileZeroInflated } from '../random/models/compile.ts';
import { DISTRIBUTION_KINDS } from '../random/models/parameters.ts';
import type { DistributionKind, DistributionSpec } from '../random/models/spec.ts';
import { cumulativeWeights, weightedIndex } from '../random/models/weights.ts';
import type { Decide } from './decisions.ts';
import type { Scope } from './scope.ts';

export function isDistributionKind(kind: string): kind is DistributionKind {
  return DISTRIBUTION_KINDS.some((known) => known === kind);
}

export function compileNumeric(generator: GeneratorValue, scope: Scope): Decide<unknown> {
  if (!checkDistribution(generator, scope.labels, scope.world.issues, { choice: true })) return () => 0;
  const spec = generator as unknown as DistributionSpec;
  const value = scope.key('value');
  if (spec.kind === 'mixture') {
    const { pick, parts } = compileMixture(spec);
    const component = scope.key('component');
    return (frame) => {
      const part = parts[pick(frame.stream.open(component, frame).uniform())];
      return part?.quantile(frame.stream.open(value, frame).uniform());
    };
  }
  if (spec.kind === 'zeroInflated') {
    const { p, part } = compileZeroInflated(spec);
    const zero = scope.key('zero');
    return (frame) =>
      frame.stream.open(zero, frame).uniform() < p ? 0 : part.quantile(frame.stream.open(value, frame).uniform());
  }
  if (spec.kind === 'discrete') {
    // Values need not be numbers here, so they are chosen instead of computed.
    const pick = weightedIndex(cumulativeWeights(spec.values.map(([, weight]) => weight)));
    return (frame) => spec.values[pick(frame.stream.open(value, frame).uniform())]?.[0];
  }
  const distribution = compileDistribution(spec);
  return (frame) => distribution.quantile(frame.stream.open(value, frame).uniform());
}
