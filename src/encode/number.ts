/** Numbers as JSON writes them: whole ones by groups of four digits, the others by their shortest text. */
import type { Bytes } from './bytes.ts';
import { UNENCODABLE } from './unencodable.ts';

const MINUS = 0x2d;
const GROUP = 10_000;
const TWO_GROUPS = 100_000_000;

/** 0000..9999 as four characters, the first in the lowest byte. */
export const FOUR_DIGITS = Int32Array.from({ length: GROUP }, (_, i) =>
  Buffer.from(String(i).padStart(4, '0'), 'latin1').readInt32LE(),
);

/** Writes a number. The writer before it has left room for 26 characters. */
export function writeNumber(out: Bytes, at: number, value: number): number {
  if (value >= 0 && value < TWO_GROUPS && Math.floor(value) === value) return writeWhole(out.view, at, value);
  return writeLarge(out, at, value);
}

/** A whole number from 0 to 99,999,999. */
function writeWhole(view: DataView, at: number, value: number): number {
  if (value < GROUP) return writeShort(view, at, value);
  const high = Math.floor(value / GROUP);
  const end = writeShort(view, at, high);
  view.setInt32(end, FOUR_DIGITS[value - high * GROUP] as number, true);
  return end + 4;
}

/** Up to four digits, without leading zeros. */
function writeShort(view: DataView, at: number, value: number): number {
  const zeros = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  view.setInt32(at, (FOUR_DIGITS[value] as number) >>> (8 * zeros), true);
  return at + 4 - zeros;
}

function writeLarge(out: Bytes, at: number, value: number): number {
  if (Number.isSafeInteger(value)) return value < 0 ? writeNegative(out, at, value) : writeLong(out, at, value);
  if (!Number.isFinite(value)) throw UNENCODABLE;
  const text = String(value);
  for (let i = 0; i < text.length; i++) out.bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function writeNegative(out: Bytes, at: number, value: number): number {
  out.bytes[at] = MINUS;
  return writeNumber(out, at + 1, -value);
}

/** A whole number from 100,000,000 to 2⁵³ − 1. */
function writeLong(out: Bytes, at: number, value: number): number {
  const { view } = out;
  const high = Math.floor(value / TWO_GROUPS);
  const low = value - high * TWO_GROUPS;
  const end = writeWhole(view, at, high);
  const middle = Math.floor(low / GROUP);
  view.setInt32(end, FOUR_DIGITS[middle] as number, true);
  view.setInt32(end + 4, FOUR_DIGITS[low - middle * GROUP] as number, true);
  return end + 8;
}
