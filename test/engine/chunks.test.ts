import { describe, expect, it } from 'vitest';

import { Chunks, type Share } from '../../src/engine/chunks.ts';

/** Deals everything, telling after each chunk that every actor filled so much of a slot. */
function deal(shares: readonly Share[], perActor: number, lanes = 1): readonly string[] {
  const chunks = new Chunks(shares, { threads: 2, lanes, first: 0 });
  const dealt: string[] = [];
  for (let chunk = chunks.next(); chunk !== undefined; chunk = chunks.next()) {
    dealt.push(`${chunk.number}: ${chunk.population} ${chunk.first}–${chunk.last}`);
    chunks.learn(chunk, perActor * (chunk.last - chunk.first));
  }
  return dealt;
}

describe('actors dealt to threads in user order', () => {
  it('come in runs that fill three quarters of a slot, as soon as one chunk has told how much an actor makes', () => {
    const dealt = deal([{ population: 0, first: 0, last: 1000 }], 0.05);

    expect(dealt.slice(0, 3)).toEqual(['0: 0 0–16', '1: 0 16–31', '2: 0 31–46']);
    expect(dealt.at(-1)).toMatch(/–1000$/);
  });

  it('come one by one where each fills slots alone, and by the thousand where they make next to nothing', () => {
    expect(deal([{ population: 0, first: 0, last: 100 }], 3)).toHaveLength(1 + (100 - 7));
    expect(deal([{ population: 0, first: 0, last: 1_000_000 }], 0)[1]).toBe('1: 0 16–4112');
  });

  it('come so many together that lanes are full', () => {
    expect(deal([{ population: 0, first: 0, last: 100 }], 3, 4)[1]).toBe('1: 0 16–32');
  });

  it('leave each thread several runs, so that all end together', () => {
    expect(deal([{ population: 0, first: 0, last: 160 }], 0)).toHaveLength(16);
  });

  it('of one population never share a run with those of the next, and an empty one is passed over', () => {
    const shares = [
      { population: 0, first: 0, last: 0 },
      { population: 1, first: 5, last: 7 },
      { population: 2, first: 0, last: 1 },
    ];

    expect(deal(shares, 0.01)).toEqual(['0: 1 5–6', '1: 1 6–7', '2: 2 0–1']);
  });
});
