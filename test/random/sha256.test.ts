import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sha256 } from '../../src/random/sha256.ts';

function hexOf(bytes: Uint8Array): string {
  const digest = Buffer.alloc(32);
  for (const [i, word] of sha256(bytes).entries()) digest.writeInt32BE(word, 4 * i);
  return digest.toString('hex');
}

describe('the hash of a path', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of "%s" is that of the standard', (text, expected) => {
    expect(hexOf(Buffer.from(text))).toBe(expected);
  });

  it('is that of Node for any bytes, whatever is left in the last block', () => {
    const byNode = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      expect(hexOf(bytes)).toBe(byNode(bytes));
    }

    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => hexOf(bytes) === byNode(bytes)));
  });
});
