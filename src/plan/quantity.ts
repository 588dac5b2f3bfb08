/** A field that can be drawn with what a group says about it. */
import type { Then } from '../random/conditional.ts';
import type { Distribution } from '../random/models/law.ts';
import type { DistributionSpec } from '../random/models/spec.ts';
import type { Frame } from './frame.ts';

/** What a group says about one draw; what is undefined is the field's own. */
export interface Given {
  /** The uniform of a copula. */
  readonly u: number | undefined;
  /** The law of a case. */
  readonly law: Then | undefined;
}

export type Quantity = (frame: Frame, given: Given) => unknown;

/** Laws by what is written, compiled once each: a pure function kept. */
export function lawsOf(compile: (spec: DistributionSpec) => Distribution): (spec: DistributionSpec) => Distribution {
  const laws = new Map<DistributionSpec, Distribution>();
  return (spec) => {
    let law = laws.get(spec);
    if (law === undefined) {
      law = compile(spec);
      laws.set(spec, law);
    }
    return law;
  };
}
