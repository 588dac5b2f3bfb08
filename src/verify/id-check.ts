/**
 * L9: no id stands twice. Hashes of ids go into a bit map of fixed size; only ids whose bit was set already are looked up
 * exactly, in a second reading of the file. So memory does not grow with the number of events.
 */
import { FindingLog, type FileCheck } from './check.ts';

/** Bits per event expected: about one id in sixty-four is read again. */
const BITS_PER_EVENT = 64;
const MOST_BITS = 536_870_912;

export interface SecondReading {
  /** Whether the file has to be read again. */
  readonly isNeeded: () => boolean;
  /** Gets the id of each line and a way to have the line read. */
  readonly again: (at: number, id: string, read: () => unknown) => void;
  readonly finish: () => void;
}

export function uniqueIds(expectedEvents: number): FileCheck & { readonly second: SecondReading } {
  const log = new FindingLog();
  const size = sizeFor(expectedEvents * BITS_PER_EVENT);
  const bits = new Uint32Array(size / 32);
  const suspects = new Set<string>();
  const places = new Map<string, number[]>();
  return {
    id: 'L9',
    name: 'ids-are-unique',
    log,
    see: ({ event: { id } }) => {
      log.rows++;
      const bit = hashOfText(id) & (size - 1);
      const [word, mask] = [bit >>> 5, 1 << (bit & 31)];
      if (((bits[word] ?? 0) & mask) !== 0) suspects.add(id);
      else bits[word] = (bits[word] ?? 0) | mask;
    },
    second: {
      isNeeded: () => suspects.size > 0,
      again: (at, id) => {
        if (!suspects.has(id)) return;
        const known = places.get(id);
        if (known === undefined) places.set(id, [at]);
        else known.push(at);
      },
      finish: () => {
        for (const [id, lines] of places) {
          if (lines.length < 2) continue;
          log.add({ targets: [id], message: `id ${id} stands in lines ${lines.slice(0, 8).join(', ')}` });
        }
      },
    },
  };
}

function sizeFor(bits: number): number {
  let size = 65_536;
  while (size < bits && size < MOST_BITS) size *= 2;
  return size;
}

/** FNV-1a with a last mix: ids that differ in one character land far apart. */
export function hashOfText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  return (h ^ (h >>> 15)) >>> 0;
}
