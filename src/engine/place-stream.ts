import type { Place } from '../plan/frame.ts';
import { RandomStream, type Key, type Occasion } from '../random/keyed.ts';

/** Where a stream is opened: a place, and the words that tell its occasions apart. */
export interface Spot extends Occasion {
  readonly place: Place;
}

/** Position of a stream that is put aside. */
export interface StreamPosition {
  readonly isOpen: boolean;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** One of the streams that user code may read at a place. Opened when first asked, because most are not. */
export class PlaceStream {
  readonly #spot: Spot;
  readonly #key: (place: Place) => Key;
  readonly #stream = new RandomStream();
  #isOpen = false;

  constructor(spot: Spot, key: (place: Place) => Key) {
    this.#spot = spot;
    this.#key = key;
  }

  /** The stream, where it stands. Kept small: every draw of a handler comes by here (bench `engine.fast-path`). */
  ready(): RandomStream {
    if (!this.#isOpen) this.#open();
    return this.#stream;
  }

  /** Forgets the position: the next use opens the stream at the place of that time. */
  leave(): void {
    this.#isOpen = false;
  }

  position(): StreamPosition {
    const { a, b, c, d } = this.#stream;
    return { isOpen: this.#isOpen, a, b, c, d };
  }

  restore({ isOpen, a, b, c, d }: StreamPosition): void {
    this.#isOpen = isOpen;
    Object.assign(this.#stream, { a, b, c, d });
  }

  #open(): void {
    this.#isOpen = true;
    this.#stream.open(this.#key(this.#spot.place), this.#spot);
  }
}
