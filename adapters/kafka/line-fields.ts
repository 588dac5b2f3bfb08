/** Fields of a canonical line, read from its bytes: `{"id":"…","userId":"…","sessionId":"…",…`. */

export type LineField = 'id' | 'userId' | 'sessionId';

/** In the order in which they stand. */
const ORDER: readonly LineField[] = ['id', 'userId', 'sessionId'];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The text of a field as UTF-8, of the line that begins at `start`; a view where the line has it unescaped. */
export function lineField(bytes: Buffer, start: number, field: LineField): Buffer {
  // Behind `{"id":` stands the first text.
  let at = start + '{"id":'.length;
  for (const each of ORDER) {
    const end = endOfText(bytes, at);
    if (each === field) return textAt(bytes, at, end);
    const next = each === 'id' ? ',"userId":' : ',"sessionId":';
    at = end + next.length;
  }
  throw new RangeError(`a line has no field ${field}`);
}

/** The position behind the JSON text that begins at `at`. */
function endOfText(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (bytes[end] !== QUOTE && end < bytes.length) end += bytes[end] === BACKSLASH ? 2 : 1;
  return end + 1;
}

function textAt(bytes: Buffer, from: number, to: number): Buffer {
  for (let i = from; i < to; i++) {
    if (bytes[i] === BACKSLASH) return Buffer.from(JSON.parse(bytes.toString('utf8', from, to)) as string);
  }
  return bytes.subarray(from + 1, to - 1);
}
