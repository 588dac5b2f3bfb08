/** Deals the actors of user order to threads in runs, so small that what a thread makes ahead of its turn fits its slots. */
import type { ActorRange } from '../plan/plan.ts';

/** A run of actors that one thread takes on at once. */
export interface Chunk extends ActorRange {
  readonly number: number;
  /** Position of the population in the plan. */
  readonly population: number;
}

/** Actors of one population that are to be dealt. */
export interface Share extends ActorRange {
  readonly population: number;
}

/** Chunks dealt to a thread ahead of what it is working on. */
export const AHEAD = 3;

/**
 * Part of a slot that a chunk should fill. A thread that has filled all its slots waits until its turn comes: larger
 * chunks make threads work one after another (bench `workers.one-file`).
 */
const FILL = 0.75;
const FIRST_ACTORS = 16;
const MOST_ACTORS = 4096;
/** Chunks of a share per thread, at least: so all threads end together. */
const ROUNDS = 8;

/** Actors per lane that a chunk has at least where there are several: those that await leave lanes empty at its end. */
const LANES_FULL = 4;

export interface ChunkOptions {
  readonly threads: number;
  /** Actors that a thread may have under way at once. */
  readonly lanes: number;
  /** Number of the first chunk. */
  readonly first: number;
}

export class Chunks {
  readonly #shares: readonly Share[];
  readonly #threads: number;
  readonly #least: number;
  #number: number;
  #share = 0;
  #actor: number;
  /** What became of the actors of this share: how many they were, and the slots they filled. */
  #actors = 0;
  #slots = 0;

  constructor(shares: readonly Share[], { threads, lanes, first }: ChunkOptions) {
    this.#shares = shares.filter((share) => share.first < share.last);
    this.#threads = threads;
    this.#least = lanes === 1 ? 1 : LANES_FULL * lanes;
    this.#number = first;
    this.#actor = this.#shares[0]?.first ?? 0;
  }

  /** The next run of actors; `undefined` when all are dealt. */
  next(): Chunk | undefined {
    const share = this.#shares[this.#share];
    if (share === undefined) return undefined;
    const first = this.#actor;
    const last = Math.min(first + this.#size(share), share.last);
    this.#actor = last;
    if (last === share.last) this.#turnTo(this.#share + 1);
    return { number: this.#number++, population: share.population, first, last };
  }

  /** Hears how many slots a chunk has filled. */
  learn({ population, first, last }: Chunk, slots: number): void {
    if (population !== this.#shares[this.#share]?.population) return;
    this.#actors += last - first;
    this.#slots += slots;
  }

  #size({ first, last }: Share): number {
    const most = Math.min(MOST_ACTORS, Math.ceil((last - first) / (this.#threads * ROUNDS)));
    const wanted = this.#actors === 0 ? FIRST_ACTORS : Math.floor((FILL * this.#actors) / this.#slots);
    return Math.max(Math.min(wanted, most), this.#least);
  }

  #turnTo(share: number): void {
    this.#share = share;
    this.#actor = this.#shares[share]?.first ?? 0;
    this.#actors = 0;
    this.#slots = 0;
  }
}
