/**
 * The life of a document as a workflow net. It is put together of blocks, each with one way in and one way out, so the net is
 * sound: from the source the sink is always reached, nothing is left behind, and no transition is dead.
 */
import type { Life, NetTransition, WorkflowNet } from '../model/process-model.ts';
import { isList } from './life.ts';

/** Builds the net; `labelOf` says what an event is called in a log. */
export function workflowNet(id: string, life: Life, labelOf: (eventName: string) => string): WorkflowNet {
  const net = new NetParts(labelOf);
  const { source, sink } = net;
  net.block(life, source, sink);
  return { id, source, sink, places: net.places, transitions: net.transitions };
}

class NetParts {
  readonly places: string[] = [];
  readonly transitions: NetTransition[] = [];
  readonly source = this.place();
  readonly sink = this.place();
  readonly #labelOf: (eventName: string) => string;

  constructor(labelOf: (eventName: string) => string) {
    this.#labelOf = labelOf;
  }

  place(): string {
    const id = `p${this.places.length}`;
    this.places.push(id);
    return id;
  }

  /** Everything of a life between two places. Nothing leads back to the first, or away from the last. */
  block(life: Life, from: string, to: string): void {
    if (typeof life === 'string') return this.#add([from], [to], this.#labelOf(life));
    if (isList(life)) return this.#inOrder(life, from, to);
    if ('oneOf' in life) {
      for (const one of life.oneOf) this.block(one, from, to);
    } else if ('optional' in life) {
      this.block(life.optional, from, to);
      this.#add([from], [to]);
    } else if ('repeat' in life) {
      this.#rounds(life.repeat, from, to);
    } else if ('oneOrMore' in life) {
      const [first, last] = [this.place(), this.place()];
      this.#add([from], [first]);
      this.block(life.oneOrMore, first, last);
      this.#add([last], [first]);
      this.#add([last], [to]);
    } else if ('last' in life) {
      this.block(life.last, from, this.sink);
    } else {
      this.#sideBySide(life.together, from, to);
    }
  }

  #inOrder(lives: readonly Life[], from: string, to: string): void {
    if (lives.length === 0) this.#add([from], [to]);
    let at = from;
    for (const [i, life] of lives.entries()) {
      const next = i === lives.length - 1 ? to : this.place();
      this.block(life, at, next);
      at = next;
    }
  }

  /** Before the first round and behind the last one stands a place of its own, so that no round is entered again from outside. */
  #rounds(life: Life, from: string, to: string): void {
    const between = this.place();
    this.#add([from], [between]);
    // What is left out in a round would be a round of nothing.
    if (typeof life === 'string') this.#add([between], [between], this.#labelOf(life));
    else if (!isList(life) && 'oneOf' in life) for (const one of life.oneOf) this.#round(one, between);
    else this.#round(life, between);
    this.#add([between], [to]);
  }

  #round(life: Life, between: string): void {
    if (typeof life === 'string') return this.#add([between], [between], this.#labelOf(life));
    const [first, last] = [this.place(), this.place()];
    this.#add([between], [first]);
    this.block(life, first, last);
    this.#add([last], [between]);
  }

  #sideBySide(lives: readonly Life[], from: string, to: string): void {
    const firsts = lives.map(() => this.place());
    const lasts = lives.map(() => this.place());
    this.#add([from], firsts);
    for (const [i, life] of lives.entries()) this.block(life, firsts[i] ?? from, lasts[i] ?? to);
    this.#add(lasts, [to]);
  }

  #add(from: readonly string[], to: readonly string[], label?: string): void {
    this.transitions.push({ id: `t${this.transitions.length}`, label, from, to });
  }
}
