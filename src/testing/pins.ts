/** Decisions by the paths a person writes: fixed where a fixture pins them, remembered so that a wrong path finds its neighbours. */
import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import { findUnencodable } from '../model/plain.ts';
import type { Decide, Decisions } from '../plan/decisions.ts';

/** One decision fixed from outside. */
export interface Pin {
  readonly path: string;
  readonly value: unknown;
}

/** A place where something is decided. */
export interface Site {
  readonly path: string;
  readonly kind: string;
  /** What is written there: a generator, a delay, the names of arms. */
  readonly authored: unknown;
}

/** Told of what happens while a world runs. */
export interface Observer {
  /** Something was decided. */
  decided(path: string, value: unknown): void;
  /** An instance began: `'user-3:shop:0'`. */
  began(instance: string): void;
}

/** Components before the process's own: root, seed, scenario, process. */
const HEAD = 4;
const PROCESS = 3;

/** What stands for itself and its name in a path, and how a person reads it. */
const PAIRS: Readonly<Record<string, (name: string) => string>> = {
  journey: (name) => name,
  adventure: (name) => name,
  action: (name) => name,
  field: (name) => name,
  attribute: (name) => name,
  step: (name) => name,
  persona: () => 'persona',
  dataset: (name) => `dataset/${name}`,
  weight: (name) => `weight/${name}`,
};

/** The path that keys a draw, as a person writes it: `shop/buy/place/amount`. */
export function readablePath(path: readonly string[]): string {
  const isOfDataset = path[HEAD] === 'dataset' && path[HEAD + 2] === 'field';
  const parts: string[] = [];
  for (let i = isOfDataset ? HEAD : HEAD + 1; i < path.length; i++) {
    const word = path[i] ?? '';
    const name = path[i + 1];
    if (word === 'sub' && name !== undefined) {
      parts.push((parts.pop() ?? '') + (/^\d+$/.test(name) ? `[${name}]` : `.${name}`));
      i++;
    } else if (Object.hasOwn(PAIRS, word) && name !== undefined) {
      parts.push(PAIRS[word]?.(name) ?? name);
      i++;
    } else parts.push(word);
  }
  return parts.join('/');
}

/** The same with process and population in front, where several have the same journeys. */
function fullPath(path: readonly string[]): string {
  const [process = '', place = ''] = path.slice(PROCESS);
  const readable = readablePath(path);
  return [process, readable.startsWith('dataset/') ? '' : place, readable].filter((part) => part !== '').join('/');
}

export class PinnedDecisions implements Decisions {
  readonly #pins: ReadonlyMap<string, Pin>;
  readonly #observer: Observer | undefined;
  /** By readable path and by full path; of several at one place the outermost, which is met last. */
  readonly #sites = new Map<string, Site>();
  /** Full paths behind each readable one. */
  readonly #full = new Map<string, Set<string>>();

  constructor(pins: readonly Pin[], observer?: Observer) {
    this.#pins = new Map(pins.map((pin) => [pin.path, pin]));
    this.#observer = observer;
  }

  get sites(): ReadonlyMap<string, Site> {
    return this.#sites;
  }

  site<T>(keyed: readonly string[], kind: string, decide: Decide<T>, authored?: unknown): Decide<T> {
    // When actors begin is an option of the run, and no place of a journey.
    if (kind === 'start') return decide;
    const [path, full] = [readablePath(keyed), fullPath(keyed)];
    this.#note(path, full, keyed);
    for (const name of [path, full]) this.#sites.set(name, { path: name, kind, authored });
    const pin = this.#pins.get(full) ?? this.#pins.get(path);
    const decided: Decide<T> = pin === undefined ? decide : () => pin.value as T;
    const observer = this.#observer;
    if (observer === undefined) return decided;
    return (frame, sofar) => {
      const value = decided(frame, sofar);
      observer.decided(this.#isAmbiguous(path) ? full : path, value);
      return value;
    };
  }

  #note(path: string, full: string, keyed: readonly string[]): void {
    // An attribute is meant in whichever persona it stands; two verbs of one name are told apart by what keys them.
    const place = path.startsWith('persona/') ? full : `${full} ${keyed.join('/')}`;
    const places = this.#full.get(path) ?? new Set<string>();
    this.#full.set(path, places.add(place));
  }

  #isAmbiguous(path: string): boolean {
    return (this.#full.get(path)?.size ?? 0) > 1;
  }

  /** Reports pins that meet no decision, several, or one that cannot go that way. Call it when all is compiled. */
  check(issues: IssueList): void {
    for (const { path, value } of this.#pins.values()) {
      // Items of a list are compiled as they are needed, the first one at once: it stands for all.
      const site = this.#sites.get(path) ?? this.#sites.get(path.replaceAll(/\[\d+\]/g, '[0]'));
      const fault = site === undefined ? this.#unknown(path) : this.#faultOf(site, value);
      if (fault !== undefined) issues.add({ code: 'INVALID_SHAPE', path: [`pin '${path}'`], ...fault });
    }
  }

  #unknown(path: string): PinFault {
    return {
      message: `nothing is decided at '${path}'`,
      expected: 'the path of a field, arm, bounce, delay or attribute of this fixture',
      received: describeValue(path),
      suggestion: didYouMean(path, [...this.#full.keys()]),
    };
  }

  #faultOf(site: Site, value: unknown): PinFault | undefined {
    if (this.#isAmbiguous(site.path)) {
      const full = [...(this.#full.get(site.path) ?? [])].map((place) => place.split(' ')[0] ?? '');
      return {
        message: `'${site.path}' names several decisions`,
        expected: 'the path of one decision',
        received: describeValue(site.path),
        suggestion: new Set(full).size > 1 ? `Write '${full.join("' or '")}'.` : 'Give the verb another id.',
      };
    }
    const rule = RULES[site.kind] ?? encodable;
    const expected = rule(value, site.authored);
    if (expected === undefined) return undefined;
    return {
      message: `'${site.path}' cannot be ${describeValue(value)}`,
      expected,
      received: describeValue(value),
      suggestion: `Pin it to ${expected}.`,
    };
  }
}

interface PinFault {
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly suggestion: string;
}

/** What a decision of this kind may be, when this value is not it. */
type Rule = (value: unknown, authored: unknown) => string | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  bounce: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  delay: (value) => (isWhole(value, Number.MAX_SAFE_INTEGER) ? undefined : 'whole milliseconds, 0 or more'),
  repeat: (value) => (isWhole(value, 1_000_000) ? undefined : 'a whole number from 0 to 1,000,000'),
  branch: (value, arms) =>
    oneOfNames(
      value,
      (arms as readonly { readonly name: string }[]).map(({ name }) => name),
    ),
  persona: (value, ids) => oneOfNames(value, ids as readonly string[]),
};

function encodable(value: unknown): string | undefined {
  return findUnencodable(value, 'value') === undefined ? undefined : 'a JSON value or Date';
}

function oneOfNames(value: unknown, names: readonly string[]): string | undefined {
  return typeof value === 'string' && names.includes(value) ? undefined : names.map((name) => `'${name}'`).join(' or ');
}

function isWhole(value: unknown, max: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= max;
}

/** Events share a pinned object as they share a static one, so nobody may change it: not even who pinned it. */
export function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const copy: object = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, frozenCopy(item)]));
  return Object.freeze(copy);
}
