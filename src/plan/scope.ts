/** Where the compiler stands: the path that keys draws, the path a person reads, and where faults go. */
import { describeValue, didYouMean, type ErrorCode, type IssueList } from '../errors.ts';
import type { Key } from '../random/keyed.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import type { KnownDatasets } from './dataset.ts';
import type { Decide, Decisions } from './decisions.ts';

/** A compiled value and whether what it gives must be looked at: user code may give anything. */
export interface CompiledValue {
  readonly decide: Decide<unknown>;
  readonly unchecked: boolean;
}

/** What every place of one population (or dataset) shares while it is compiled. */
export interface ScopeWorld {
  readonly issues: IssueList;
  readonly calendar: CompiledCalendar;
  /** Decisions fixed or observed from outside: pins of fixtures, the trace of `replay`. */
  readonly decisions: Decisions;
  /** The datasets that may be read; `undefined` where only the run will tell. */
  readonly datasets: KnownDatasets | undefined;
  /** Attributes of the actors by name, as written in each persona; `undefined` where only the run will tell. */
  readonly attributes: ReadonlyMap<string, readonly unknown[]> | undefined;
  readonly sequences: Sequences;
  /** Compiles any field value; handed in because generators hold values that hold generators. */
  readonly compile: (value: unknown, scope: Scope) => CompiledValue;
  readonly keyOf: (path: readonly string[]) => Key;
  /** Something legal that is hardly meant. */
  readonly warn: (code: string, message: string) => void;
}

/** Names the counters of `sequence` generators: one per place a reader can name, so the items of a list share theirs. */
export interface Sequences {
  slotOf(labels: readonly string[]): number | string;
}

/** Counters numbered while a plan is compiled. */
export class SequenceSlots implements Sequences {
  readonly #slots = new Map<string, number>();

  slotOf(labels: readonly string[]): number {
    const name = labels.join(' > ');
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }
}

/** Counters that keep their name, where plans come and go during the life of an actor. */
export function namedSequences(place = ''): Sequences {
  return { slotOf: (labels) => [place, ...labels].join(' > ') };
}

/** Details of a fault beside code, message and path. */
export interface Fault {
  readonly expected?: string;
  readonly received?: string;
  readonly suggestion?: string;
}

export class Scope {
  readonly world: ScopeWorld;
  readonly path: readonly string[];
  readonly labels: readonly string[];

  constructor(world: ScopeWorld, path: readonly string[], labels: readonly string[]) {
    this.world = world;
    this.path = path;
    this.labels = labels;
  }

  /** The second component of every path. */
  get seed(): string {
    return this.path[1] ?? '';
  }

  /** The place below this one: path components for the draws, one label for the reader. */
  child(components: readonly string[], label?: string): Scope {
    const labels = label === undefined ? this.labels : [...this.labels, label];
    return new Scope(this.world, [...this.path, ...components], labels);
  }

  /** The same place, named once more for the reader. */
  labelled(label: string): Scope {
    return this.child([], label);
  }

  compile(value: unknown): CompiledValue {
    return this.world.compile(value, this);
  }

  key(...suffix: string[]): Key {
    return this.world.keyOf([...this.path, ...suffix]);
  }

  fault(code: ErrorCode, message: string, details: Fault = {}): void {
    this.world.issues.add({ code, path: this.labels, message, ...details });
  }

  /** Reports keys that nobody knows. */
  checkKeys(value: object, known: readonly string[], what: string): void {
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      this.labelled(`'${key}'`).fault('UNKNOWN_KEY', `unknown key '${key}' in ${what}`, {
        expected: `one of ${known.join(', ')}`,
        received: describeValue(key),
        suggestion: didYouMean(key, known),
      });
    }
  }

  /** Reports a value that has not the type it must have. */
  wrongShape(message: string, expected: string, received: unknown): void {
    this.fault('INVALID_SHAPE', message, {
      expected,
      received: describeValue(received),
      suggestion: `Give ${expected}.`,
    });
  }
}

const ID = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;

/** Whether an id may stand in a path. */
export function isValidId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

/** Whether an id may stand in a path; reports it if not. */
export function checkId(id: unknown, what: string, scope: Scope): id is string {
  if (isValidId(id)) return true;
  if (typeof id !== 'string') {
    scope.fault('INVALID_SHAPE', `${what} has no id`, {
      expected: 'a text',
      received: describeValue(id),
      suggestion: `Add id: '…' to the ${what}.`,
    });
    return false;
  }
  const odd = /[^A-Za-z0-9_.-]/u.exec(id)?.[0];
  scope.fault(
    'INVALID_ID',
    odd === undefined
      ? `id '${id}' of the ${what} does not start with a letter, or is too long`
      : `id '${id}' of the ${what} contains '${odd}'`,
    {
      expected: 'a letter, then up to 127 letters, digits, _, ., -',
      received: describeValue(id),
      suggestion: "Use letters, digits, '_', '-', '.' and start with a letter.",
    },
  );
  return false;
}

/** Reports ids used twice by different values. Returns whether this one is new. */
export class IdScope {
  readonly #seen = new Map<string, unknown>();

  claim(id: string, owner: unknown, what: string, scope: Scope): boolean {
    const known = this.#seen.get(id);
    if (known === undefined) {
      this.#seen.set(id, owner);
      return true;
    }
    if (known === owner) return false;
    // What may stand at several places must be one value; everything else stands once.
    const mayRecur = what === 'action' || what === 'adventure';
    scope.fault('DUPLICATE_ID', `${what} id '${id}' is used ${mayRecur ? `by two different ${what}s` : 'twice'}`, {
      expected: `each ${what} id once`,
      received: describeValue(id),
      suggestion: mayRecur ? 'Rename one, or reuse the same value.' : 'Rename one.',
    });
    return false;
  }
}
