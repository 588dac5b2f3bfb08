/** Every draw of a replay, in the order in which it is made: where, by what, from which uniforms, and what came of it. */
import { RandomStream, type Key, type Occasion } from '../random/keyed.ts';
import { formatInstant } from '../time/instant.ts';
import type { Decide, Observer } from './decisions.ts';
import type { Frame } from './frame.ts';
import { OF_A_GROUP } from './quantile.ts';

/** One draw as a trace shows it. */
export interface TracedDraw {
  /** Below `synode/1` and the seed. */
  readonly path: readonly string[];
  /** Kind of the generator or decision; for streams of handlers and ids, what reads them. */
  readonly kind: string;
  /** The uniforms taken, in order. */
  readonly uniforms: readonly number[];
  /** What was drawn; undefined where only the reader of the stream knows. */
  readonly value: unknown;
  /** Simulated instant, ms. */
  readonly ms: number;
  readonly actor: number;
  /** Label of the instance; `''` outside of one. */
  readonly instance: string;
  readonly occurrence: number;
}

/** A draw while it is made. */
interface OpenDraw {
  readonly path: readonly string[];
  readonly kind: string;
  readonly uniforms: number[];
  value: unknown;
  ms: number;
  readonly actor: number;
  readonly instance: string;
  readonly occurrence: number;
  /** Whether it has its place among the draws, or will get it when its decision is made. */
  isKept: boolean;
}

/** Whose draws are kept: the path of the population, below `synode/1` and the seed, and the number of the actor. */
export interface TraceOf {
  readonly root: readonly string[];
  readonly actor: number;
}

/** Records draws. Give it to the compiler as `decisions` and to the run as `observer`. */
export class Trace implements Observer {
  readonly #of: TraceOf | undefined;
  readonly #draws: OpenDraw[] = [];
  /** Decisions being made, outermost first. */
  readonly #open: OpenDraw[] = [];

  /** `of`: keep what this actor draws, and nothing else. */
  constructor(of?: TraceOf) {
    this.#of = of;
  }

  /** What was drawn so far; decisions that took no uniform are no draws. */
  get draws(): readonly TracedDraw[] {
    return this.#draws.filter(
      ({ uniforms, kind }) => uniforms.length > 0 || kind === 'mapped' || isId(kind) || isOfGroup(kind),
    );
  }

  site<T>(path: readonly string[], kind: string, decide: Decide<T>, authored?: unknown): Decide<T> {
    if (kind === 'static') return decide;
    return (frame, sofar) => {
      const draw = { ...openDraw(path, kind, frame), isKept: true };
      this.#open.push(draw);
      try {
        const value = decide(frame, sofar);
        draw.value = namedOutcome(kind, value, authored);
        // Before its start an actor has no clock: the draw is dated by what it gives.
        if (kind === 'start') startedAt(draw, Number(value));
        // A field function may need time; its outcome is filled in when it is there.
        if (isPending(value))
          void value.then(
            (settled) => (draw.value = settled),
            () => undefined,
          );
        return value;
      } finally {
        this.#open.pop();
        this.#push(draw);
      }
    };
  }

  newStream(): RandomStream {
    return new TracedStream(this);
  }

  /** Begins what a stream draws outside of every decision; inside of one, it is that decision's. */
  begin(key: Key, at: Occasion): OpenDraw {
    const inside = this.#open.findLast(({ path }) => isBelow(key.path, path));
    if (inside !== undefined) return inside;
    return openDraw(key.path, readerOf(key.path), at);
  }

  /** Keeps a draw that no decision keeps. */
  keep(draw: OpenDraw): void {
    if (draw.isKept) return;
    draw.isKept = true;
    this.#push(draw);
  }

  #push(draw: OpenDraw): void {
    const of = this.#of;
    if (of !== undefined && (draw.actor !== of.actor || !of.root.every((part, i) => draw.path[i] === part))) return;
    this.#draws.push(draw);
  }
}

class TracedStream extends RandomStream {
  readonly #trace: Trace;
  #draw: OpenDraw | undefined;

  constructor(trace: Trace) {
    super();
    this.#trace = trace;
  }

  override open(key: Key, at: Occasion): RandomStream {
    this.#draw = this.#trace.begin(key, at);
    return super.open(key, at);
  }

  override uniform(): number {
    const u = super.uniform();
    const draw = this.#draw;
    if (draw === undefined) return u;
    draw.uniforms.push(u);
    this.#trace.keep(draw);
    return u;
  }

  override index(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  override id(): string {
    const id = super.id();
    const draw = this.#draw;
    if (draw === undefined) return id;
    if (isId(draw.kind)) this.#trace.keep({ ...draw, uniforms: [], value: id, isKept: false });
    else draw.value = id;
    return id;
  }
}

function openDraw(path: readonly string[], kind: string, at: Occasion): OpenDraw {
  const frame = isFrame(at) ? at : undefined;
  return {
    path: path.slice(2),
    kind,
    uniforms: [],
    value: undefined,
    ms: frame?.nowMs ?? Number.NaN,
    actor: at.actor,
    instance: frame?.context.instance ?? '',
    occurrence: at.occurrence,
    isKept: false,
  };
}

function startedAt(draw: OpenDraw, ms: number): void {
  draw.ms = ms;
  draw.value = formatInstant(ms);
}

function isFrame(at: Occasion): at is Frame {
  return 'context' in at && 'nowMs' in at;
}

/** Whether a stream's path lies at or below a decision's, which has lost the first two components. */
function isBelow(stream: readonly string[], decision: readonly string[]): boolean {
  return decision.every((component, i) => stream[i + 2] === component);
}

const READERS: Readonly<Record<string, string>> = {
  '@handler': 'ctx.random',
  '@random': 't.random',
  '@faker': 'ctx.faker',
  '@id': 'event id',
  '@generateId': 'ctx.generateId',
  '@start': 'start',
  '@arrivals': 'arrival',
  latent: 'group',
};

/** Who reads a stream that belongs to no decision: the last component says it, or the one before `value`. */
function readerOf(path: readonly string[]): string {
  return READERS[path.at(-1) ?? ''] ?? (path.includes('@arrivals') ? 'arrival' : 'ctx.dataset');
}

/** Its uniform was drawn before, for all fields of its group. */
function isOfGroup(kind: string): boolean {
  return kind.endsWith(OF_A_GROUP);
}

function isId(kind: string): boolean {
  return kind === 'event id' || kind === 'ctx.generateId';
}

/** Outcomes that are numbers inside have names outside: the arms of a branch. */
function namedOutcome(kind: string, value: unknown, authored: unknown): unknown {
  if (kind !== 'branch' || typeof value !== 'number' || !Array.isArray(authored)) return value;
  const arm = (authored as readonly { readonly name?: unknown }[])[value];
  return typeof arm?.name === 'string' ? arm.name : value;
}

function isPending(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
