/** Checks of adapter options: every fault at once, each with what was expected and what to do. */
import { describeValue, didYouMean, IssueList } from '../src/errors.ts';

/** Why a value is refused. `received` replaces the value's own text where that could show a secret. */
export interface Complaint {
  readonly expected: string;
  readonly suggestion?: string;
  readonly received?: string;
}

/** Judges a value that was given; what is absent has its default. */
export type Rule = (value: unknown) => Complaint | undefined;

export type Rules = Readonly<Record<string, Rule>>;

/** Collects the faults of one adapter's options. */
export class OptionCheck {
  readonly #owner: string;
  readonly #issues = new IssueList();

  constructor(owner: string) {
    this.#owner = owner;
  }

  /** Whether nothing has been found so far. */
  get isSound(): boolean {
    return this.#issues.issues.length === 0;
  }

  /** Checks each key against its rule; `inside` names the option that holds this object. */
  object(value: unknown, rules: Rules, settings: { required?: readonly string[]; inside?: string } = {}): void {
    const { required = [], inside } = settings;
    const name = (key: string) => (inside === undefined ? key : `${inside}.${key}`);
    if (!isPlainObject(value)) {
      this.fault(inside ?? 'options', value, { expected: `an object with ${Object.keys(rules).join(', ')}` });
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      if (rule === undefined) this.#unknown(name(key), Object.keys(rules));
      else if (item !== undefined) this.value(name(key), item, rule);
    }
    for (const key of required) {
      if (value[key] === undefined) this.fault(name(key), undefined, { expected: 'a value', received: 'nothing' });
    }
  }

  value(name: string, value: unknown, rule: Rule): void {
    const complaint = rule(value);
    if (complaint !== undefined) this.fault(name, value, complaint);
  }

  fault(name: string, value: unknown, complaint: Complaint): void {
    const { expected, suggestion, received = describeValue(value) } = complaint;
    this.#issues.add({
      code: 'INVALID_OPTION',
      path: [this.#owner, `option '${name}'`],
      message: `${name} of ${this.#owner} is ${received}`,
      expected,
      received,
      suggestion: suggestion ?? `Give ${expected}.`,
    });
  }

  throwIfAny(): void {
    this.#issues.throwIfAny(`the options of ${this.#owner}`);
  }

  #unknown(name: string, known: readonly string[]): void {
    const key = name.slice(name.lastIndexOf('.') + 1);
    this.#issues.add({
      code: 'UNKNOWN_KEY',
      path: [this.#owner, `option '${name}'`],
      message: `unknown option '${name}' of ${this.#owner}`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

export const aBoolean: Rule = (value) => (typeof value === 'boolean' ? undefined : { expected: 'true or false' });

export const aFunction: Rule = (value) => (typeof value === 'function' ? undefined : { expected: 'a function' });

export const someText: Rule = (value) =>
  typeof value === 'string' && value !== '' ? undefined : { expected: 'a text that is not empty' };

export function oneOf(...choices: readonly string[]): Rule {
  return (value) => {
    if (typeof value === 'string' && choices.includes(value)) return undefined;
    const expected = `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
    return typeof value === 'string' ? { expected, suggestion: didYouMean(value, choices) } : { expected };
  };
}

export function wholeNumber(range: { readonly min: number; readonly max: number }): Rule {
  const { min, max } = range;
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? undefined
      : { expected: `a whole number from ${min} to ${max}` };
}

/** An adapter given to another one: something with `write`. */
export const anAdapter: Rule = (value) =>
  typeof value === 'object' && value !== null && 'write' in value && typeof value.write === 'function'
    ? undefined
    : { expected: 'an adapter: an object with write(event)' };

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
