/** `money` and `amount` → whole minor units of a currency. */
import type { GeneratorValue } from '../dsl/generator.ts';
import { describeValue, IssueList } from '../errors.ts';
import type { Money } from '../model/money.ts';
import type { Drift, LevelOptions, SeasonOptions } from '../model/volume.ts';
import type { AmountSpec } from '../random/amount-spec.ts';
import { canSpread, compileAmount, spreadSpec, type AmountPurpose } from '../random/amount.ts';
import { checkAmount } from '../random/amount-check.ts';
import { minorDecimals } from '../random/currency.ts';
import type { Key } from '../random/keyed.ts';
import { compileLaw } from '../random/models/compile.ts';
import type { Distribution } from '../random/models/law.ts';
import { compileSampler, type UniformSource } from '../random/models/sampler.ts';
import type { DistributionSpec } from '../random/models/spec.ts';
import { boundedSpec, checkMoney, maxOf, toMinorUnits, type MoneySpec } from '../random/money.ts';
import { compileDrift, compileLevel } from '../time/level.ts';
import { compileSeason } from '../time/season.ts';
import { checkVolume } from '../time/volume-check.ts';
import type { Frame } from './frame.ts';
import { lawsOf, type Quantity } from './quantity.ts';
import type { Scope } from './scope.ts';

const NOTHING: Quantity = () => undefined;

/** The uniforms of one field by purpose, each on a stream of its own. */
class Uniforms {
  readonly #scope: Scope;
  readonly #keys = new Map<AmountPurpose, Key>();
  #frame: Frame | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Good for one draw, which asks for nothing else meanwhile. */
  of(frame: Frame): UniformSource<AmountPurpose> {
    this.#frame = frame;
    return this.#uniform;
  }

  readonly #uniform = (purpose: AmountPurpose): number => {
    const frame = this.#frame;
    if (frame === undefined) throw new TypeError('a uniform belongs to a draw');
    return frame.stream.open(this.#key(purpose), frame).uniform();
  };

  #key(purpose: AmountPurpose): Key {
    let key = this.#keys.get(purpose);
    if (key === undefined) {
      key = this.#scope.key(purpose);
      this.#keys.set(purpose, key);
    }
    return key;
  }
}

/** Money of a distribution in major units. */
export function compileMoneyQuantity(generator: GeneratorValue, scope: Scope): Quantity {
  const distribution = generator['distribution'] as { readonly kind?: unknown } | undefined;
  if (distribution?.kind === 'benford') {
    const { distribution: model, ...rest } = generator;
    return compileAmountQuantity({ ...rest, model } as unknown as GeneratorValue, scope);
  }
  if (!checkMoney(generator, scope.labels, scope.world.issues)) return NOTHING;
  const { currency, step = 1, distribution: written } = generator as unknown as MoneySpec;
  const bounded = boundedSpec(written, currency);
  const sampler = compileSampler(bounded);
  const lawOf = lawsOf((spec) => compileLaw(boundedSpec(spec, currency)));
  const decimals = minorDecimals(currency);
  const uniforms = new Uniforms(scope);
  return (frame, { u, law: given = 'base' }) => {
    const uniform = uniforms.of(frame);
    const isOwn = u === undefined && given === 'base';
    const major = isOwn
      ? sampler.draw(uniform)
      : (given === 'base' ? sampler.whole : lawOf(given)).quantile(u ?? uniform('value'));
    return { amount: toMinorUnits(major, decimals, step), currency } satisfies Money;
  };
}

/** Options of an amount that are functions of simulated time. */
type Timed = LevelOptions & SeasonOptions & { readonly spread?: Drift | readonly Drift[] };
const TIMED = ['drift', 'regimes', 'cycle', 'recessions', 'months', 'events'] as const;

/** The whole cascade of an amount. */
export function compileAmountQuantity(generator: GeneratorValue, scope: Scope): Quantity {
  const { spread, ...others } = generator as unknown as Timed;
  const timed = Object.fromEntries(TIMED.flatMap((key) => (others[key] === undefined ? [] : [[key, others[key]]])));
  const spec = Object.fromEntries(
    Object.entries(others).filter(([key]) => !TIMED.some((known) => known === key)),
  ) as unknown as AmountSpec;
  const isSound = [
    checkAmount(spec, scope.labels, scope.world.issues),
    checkTimed(timed, scope),
    checkSpread(spread, spec, scope),
  ];
  if (isSound.includes(false)) return NOTHING;
  const { currency } = spec;
  const law = compileAmount(spec);
  const factorAt = factorOf(timed, scope);
  const spreadAt = spreadOf(spread);
  const caseLaw = casesOf(currency);
  const uniforms = new Uniforms(scope);
  return (frame, { u, law: given = 'base' }) => {
    const wider = spreadAt?.(frame.nowMs) ?? 1;
    const stages = {
      u,
      law: given === 'base' ? undefined : caseLaw(given, wider),
      max: given === 'base' ? undefined : maxOf(given),
      factor: factorAt?.(frame.nowMs) ?? 1,
      spread: wider,
    };
    return { amount: law.draw(uniforms.of(frame), stages).amount, currency } satisfies Money;
  };
}

/** The law of a case, as wide as drift makes it. Drift is slow, so the last width is kept: a pure function's result. */
function casesOf(currency: string): (written: DistributionSpec, spread: number) => Distribution {
  const lawsAt = (spread: number) => {
    const widened = (spec: DistributionSpec): DistributionSpec => (spread === 1 ? spec : spreadSpec(spec, spread));
    return { spread, lawOf: lawsOf((spec) => compileLaw(boundedSpec(widened(spec), currency))) };
  };
  let last = lawsAt(1);
  return (written, spread) => {
    if (spread !== last.spread) last = lawsAt(spread);
    return last.lawOf(written);
  };
}

function factorOf(timed: Timed, scope: Scope): ((ms: number) => number) | undefined {
  if (Object.keys(timed).length === 0) return undefined;
  const level = compileLevel(timed, 'amount');
  const season = compileSeason(timed, scope.world.calendar);
  return (ms) => level(ms) * season(ms);
}

function spreadOf(spread: Timed['spread']): ((ms: number) => number) | undefined {
  if (spread === undefined) return undefined;
  const factors = [spread].flat().map(compileDrift);
  return (ms) => factors.reduce((all, factor) => all * factor(ms), 1);
}

/** Factors as those of a volume, but none of them 0: amounts of nothing would all become one step. */
function checkTimed(timed: Timed, scope: Scope): boolean {
  const issues = checkVolume(timed);
  for (const { code: _code, path, message, ...rest } of issues) {
    const text = message.replace(/^volume\./, 'amount.');
    scope.labelled(`'${path.join('.')}'`).fault('INVALID_GENERATOR', text, rest);
  }
  if (issues.length > 0) return false;
  const zeros = [
    ...[timed.drift ?? []].flat().filter((drift) => 'factor' in drift && drift.factor === 0),
    ...(Array.isArray(timed.months) ? timed.months.filter((factor) => factor === 0) : []),
    ...(timed.events ?? []).filter(({ factor }) => factor === 0),
  ];
  if (zeros.length === 0) return true;
  scope.fault('INVALID_GENERATOR', 'a factor of an amount is 0', {
    expected: 'factors > 0',
    received: describeValue(zeros[0]),
    suggestion: 'Leave events without an amount out with maybe, or draw zeros on purpose with zeroInflated.',
  });
  return false;
}

/** A spread needs a law with a spread of ln x, and must leave one. */
function checkSpread(spread: Timed['spread'], { model }: AmountSpec, scope: Scope): boolean {
  if (spread === undefined) return true;
  const at = scope.labelled("'spread'");
  const list = new IssueList();
  for (const issue of checkVolume({ drift: spread })) list.add(issue);
  for (const { code: _code, path, message, ...rest } of list.issues) {
    const text = message.replace(/^volume\.drift/, 'amount.spread');
    at.labelled(`'${path.slice(1).join('.')}'`).fault('INVALID_GENERATOR', text, rest);
  }
  if (list.issues.length > 0) return false;
  const vanishing = [spread]
    .flat()
    .find((drift) => ('factor' in drift && drift.factor === 0) || (drift.kind === 'linear' && drift.rate < 0));
  if (vanishing !== undefined) {
    at.fault('INVALID_GENERATOR', 'a spread may not fall to nothing', {
      expected: 'factors > 0, and a linear rate of 0 or more',
      received: describeValue(vanishing),
      suggestion: "Use kind 'exponential' for a spread that shrinks.",
    });
    return false;
  }
  if (canSpread(model)) return true;
  at.fault('INVALID_GENERATOR', 'only lognormal models, and mixtures of them, have a spread of ln x', {
    expected: 'a lognormal model beside spread',
    received: describeValue(model.kind),
    suggestion: 'Leave spread out, or use a lognormal model.',
  });
  return false;
}
