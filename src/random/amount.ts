/**
 * The cascade: how an amount becomes what it is. Stages in order, each the identity where it is not declared:
 * 1 fraud (a ready value) · 2 mixture · 3 Pareto tail · 4 copula (u comes from a group) · 5 condition (another law, same
 * u) · 6 drift and regime · 7 season (both as factors) · 8 habit, then whole minor units.
 */
import { DEFAULT_Q } from './amount-spec.ts';
import type { AmountSpec, ParetoTailSpec } from './amount-spec.ts';
import { DEFAULT_DECADES, benfordMinor, replaceMantissa } from './benford.ts';
import type { BenfordSpec } from './benford.ts';
import { minorDecimals } from './currency.ts';
import { U_MAX, tenTo } from './math.ts';
import { compileLaw } from './models/compile.ts';
import type { Distribution, Law } from './models/law.ts';
import { lognormalParameters } from './models/normal.ts';
import { compileSampler } from './models/sampler.ts';
import type { DrawPurpose, UniformSource } from './models/sampler.ts';
import type { DistributionSpec, MixtureSpec } from './models/spec.ts';
import { spliceLaw, tailLaw } from './models/splice.ts';
import { boundedSpec, maxOf } from './money.ts';
import { quantiser } from './quantise.ts';
import type { Quantised } from './quantise.ts';

/** What an amount draws uniforms for. */
export type AmountPurpose = DrawPurpose | 'mantissa' | 'habit';

/** What stages outside the field say about one draw; all of it may be missing. */
export interface AmountStages {
  /** Stage 1: the value of an amount scheme in whole minor units, taken as it is. */
  readonly replacement?: number;
  /** Stage 4: the u of a copula. */
  readonly u?: number | undefined;
  /** Stage 5: the law of the case; the field's own law, or none, leaves the value unchanged. */
  readonly law?: Distribution | undefined;
  /** Upper bound of that law in major units; default the model's. */
  readonly max?: number | undefined;
  /** Stages 6 and 7: what the value is multiplied by; default 1. */
  readonly factor?: number;
  /** Stage 6: what the spread of ln x is multiplied by, for lognormal models and mixtures of them; default 1. */
  readonly spread?: number;
}

/** One drawn amount. */
export interface DrawnAmount extends Quantised {
  /** The label of the mixture's part, where it was drawn and has one. */
  readonly label: string | undefined;
}

/** A compiled amount. */
export interface AmountLaw {
  /** The law of the value in major units after stage 3: for copulas, conditions and tests. */
  readonly law: Distribution;
  readonly draw: (uniform: UniformSource<AmountPurpose>, stages?: AmountStages) => DrawnAmount;
}

/** A value on its way: in major units, or, where digits are floored, in minor ones. */
interface Value {
  readonly x: number;
  readonly label?: string | undefined;
}

/** Stages 4 and 5 of one draw. */
interface Given {
  readonly u: number | undefined;
  readonly law: Distribution | undefined;
}

/** Stages 2 to 5 of one model. */
interface Base {
  readonly law: Distribution;
  readonly value: (uniform: UniformSource<AmountPurpose>, given: Given) => Value;
}

const NO_STAGES: AmountStages = {};

/** The cascade of a spec that has passed `checkAmount`. */
export function compileAmount(spec: AmountSpec): AmountLaw {
  const base = compileBase(spec, 1);
  const quantise = quantiser(spec);
  // Drift moves the spread slowly, so draws in a row mostly ask for the same one: the last result of a pure function.
  let last = { spread: 1, base };
  const baseFor = (spread: number): Base => {
    if (spread !== last.spread) last = { spread, base: compileBase(spec, spread) };
    return last.base;
  };
  return {
    law: base.law,
    draw: (uniform, stages = NO_STAGES) => {
      const { replacement, u, spread = 1, factor = 1 } = stages;
      const [law, max] = stages.law === base.law ? [] : [stages.law, stages.max];
      if (replacement !== undefined) return { amount: replacement, floored: false, label: undefined };
      const { x, label } = (spread === 1 ? base : baseFor(spread)).value(uniform, { u, law });
      const { amount, floored } = quantise({ drawn: x, factor, max }, uniform);
      return { amount, floored, label };
    },
  };
}

function compileBase(spec: AmountSpec, spread: number): Base {
  const { model, currency } = spec;
  if (model.kind === 'benford') return benfordBase(model, currency);
  const bounded = boundedSpec(spread === 1 ? model : spreadSpec(model, spread), currency);
  const base = spec.pareto === undefined ? modelBase(bounded) : tailBase(bounded, spec.pareto);
  return spec.benford === true ? mantissaBase(base, currency) : base;
}

function modelBase(spec: DistributionSpec): Base {
  const sampler = compileSampler(spec);
  return {
    law: sampler.whole,
    value: (uniform, { u, law }) => {
      if (law !== undefined) return { x: law.quantile(u ?? uniform('value')) };
      if (u !== undefined) return { x: sampler.whole.quantile(u) };
      let label: string | undefined;
      const x = sampler.draw((purpose) => {
        const drawn = uniform(purpose);
        if (purpose === 'component') label = sampler.label(drawn);
        return drawn;
      });
      return { x, label };
    },
  };
}

/** Stage 3: a value above the threshold keeps its rank and takes the tail's value there. */
function tailBase(spec: DistributionSpec, pareto: ParetoTailSpec): Base {
  const body = modelBase(spec);
  const law = tailedLaw(spec, pareto);
  const threshold = body.law.quantile(pareto.q ?? DEFAULT_Q);
  const replaced = pareto.mode === 'replace';
  return {
    law,
    value: (uniform, given) => {
      if (given.law !== undefined) return body.value(uniform, given);
      if (given.u !== undefined || replaced) return { x: law.quantile(given.u ?? uniform('value')) };
      const { x, label } = body.value(uniform, given);
      return { x: x > threshold ? law.quantile(Math.min(body.law.cdf(x), U_MAX)) : x, label };
    },
  };
}

/** The law of a model under a tail, up to the model's largest value. */
export function tailedLaw(spec: DistributionSpec, { alpha, q = DEFAULT_Q, mode = 'splice' }: ParetoTailSpec): Law {
  const base = compileLaw(spec);
  const max = maxOf(spec);
  return mode === 'replace' ? tailLaw(base.quantile(q), alpha, max) : spliceLaw(base, { alpha, q, max });
}

/** Digits are floored later, so the value is carried in minor units; its law is the log-uniform before the floor. */
function benfordBase({ decades = DEFAULT_DECADES }: BenfordSpec, currency: string): Base {
  const unit = tenTo(minorDecimals(currency));
  const [a, b] = decades;
  return {
    law: compileLaw({ kind: 'logUniform', low: tenTo(a) / unit, high: tenTo(b) / unit }),
    value: (uniform, { u = uniform('value'), law }) => ({
      x: law === undefined ? benfordMinor(u, decades) : law.quantile(u) * unit,
    }),
  };
}

function mantissaBase(base: Base, currency: string): Base {
  const unit = tenTo(minorDecimals(currency));
  return {
    law: base.law,
    value: (uniform, given) => {
      const { x, label } = base.value(uniform, given);
      return { x: x === 0 ? 0 : replaceMantissa(x * unit, uniform('mantissa')), label };
    },
  };
}

/** The model with the spread of ln x multiplied; medians and bounds stay. */
export function spreadSpec(spec: DistributionSpec, spread: number): DistributionSpec {
  if (spec.kind === 'zeroInflated') return { ...spec, distribution: spreadSpec(spec.distribution, spread) };
  if (spec.kind === 'mixture') return { ...spec, parts: spec.parts.map((part) => spreadPart(part, spread)) };
  if (spec.kind !== 'lognormal') return spec;
  const { mu, sigma } = lognormalParameters(spec);
  const { median: _median, p95: _p95, mean: _mean, sd: _sd, ...options } = spec;
  return { ...options, mu, sigma: sigma * spread };
}

type Part = MixtureSpec['parts'][number];

function spreadPart([weight, part, label]: Part, spread: number): Part {
  const wider = spreadSpec(part, spread);
  return label === undefined ? [weight, wider] : [weight, wider, label];
}

/** Whether every part of a model has a spread of ln x that drift can act on. */
export function canSpread(spec: DistributionSpec | BenfordSpec): boolean {
  if (spec.kind === 'mixture') return spec.parts.every(([, part]) => canSpread(part));
  if (spec.kind === 'zeroInflated') return canSpread(spec.distribution);
  return spec.kind === 'lognormal';
}
