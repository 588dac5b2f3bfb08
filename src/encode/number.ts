/** Whole numbers as ASCII digits, four at a time. */

const DIGITS = fourDigits();

/** Digits of 0000..9999, one after another. */
function fourDigits(): Uint8Array {
  const table = new Uint8Array(40_000);
  for (let i = 0; i < 10_000; i++) {
    const text = String(i).padStart(4, '0');
    for (let j = 0; j < 4; j++) table[4 * i + j] = text.charCodeAt(j);
  }
  return table;
}

/** Writes a whole number from 0 to 2⁵³ − 1 at `at`; gives the position behind it. */
export function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10_000) return writeShort(bytes, at, value);
  const high = Math.floor(value / 10_000);
  return writeFour(bytes, writeWhole(bytes, at, high), value - high * 10_000);
}

/** Four digits, zeros included. */
export function writeFour(bytes: Uint8Array, at: number, value: number): number {
  const from = 4 * value;
  bytes[at] = DIGITS[from] ?? 0;
  bytes[at + 1] = DIGITS[from + 1] ?? 0;
  bytes[at + 2] = DIGITS[from + 2] ?? 0;
  bytes[at + 3] = DIGITS[from + 3] ?? 0;
  return at + 4;
}

/** Two digits, zeros included. */
export function writeTwo(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = DIGITS[4 * value + 2] ?? 0;
  bytes[at + 1] = DIGITS[4 * value + 3] ?? 0;
  return at + 2;
}

/** Three digits, zeros included. */
export function writeThree(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = DIGITS[4 * value + 1] ?? 0;
  return writeTwo(bytes, at + 1, value % 100);
}

function writeShort(bytes: Uint8Array, at: number, value: number): number {
  let from = 4 * value + (value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0);
  const end = 4 * value + 4;
  while (from < end) bytes[at++] = DIGITS[from++] ?? 0;
  return at;
}
