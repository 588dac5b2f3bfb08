/**
 * Where the parts of a canonical line stand, found in its bytes: no value is parsed. Every line is
 * `{"id":…,"userId":…,"sessionId":…,"name":…,"timestamp":…,"payload":…[,"meta":…]}` and a line feed.
 */

/** Positions in the bytes of a batch. Texts begin and end with their quotation marks. */
export interface LineParts {
  idAt: number;
  idEnd: number;
  userAt: number;
  userEnd: number;
  sessionAt: number;
  sessionEnd: number;
  nameAt: number;
  nameEnd: number;
  timeAt: number;
  timeEnd: number;
  payloadAt: number;
  payloadEnd: number;
  /** Of the name of the process in `meta`; −1 in a line without `meta`. */
  processAt: number;
  processEnd: number;
  /** Of the digits of `meta.sequence`; −1 in a line without `meta`. */
  sequenceAt: number;
  sequenceEnd: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE_BRACE = 0x7d;
const LINE_FEED = 0x0a;

const ID = '{"id":'.length;
const USER = ',"userId":'.length;
const SESSION = ',"sessionId":'.length;
const NAME = ',"name":'.length;
const TIME = ',"timestamp":'.length;
const PAYLOAD = ',"payload":'.length;
/** How `meta` begins. Inside a text its quotation marks would be escaped, so this can only be a key. */
const META = Buffer.from(',"meta":{"process":');

export function newLineParts(): LineParts {
  return {
    idAt: 0,
    idEnd: 0,
    userAt: 0,
    userEnd: 0,
    sessionAt: 0,
    sessionEnd: 0,
    nameAt: 0,
    nameEnd: 0,
    timeAt: 0,
    timeEnd: 0,
    payloadAt: 0,
    payloadEnd: 0,
    processAt: -1,
    processEnd: -1,
    sequenceAt: -1,
    sequenceEnd: -1,
  };
}

/** Finds the parts of the line from `start` to `end`, its line feed included, and writes them into `parts`. */
export function findLineParts(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
  parts: LineParts,
): void {
  parts.idAt = start + ID;
  parts.idEnd = endOfText(bytes, parts.idAt);
  parts.userAt = parts.idEnd + USER;
  parts.userEnd = endOfText(bytes, parts.userAt);
  parts.sessionAt = parts.userEnd + SESSION;
  parts.sessionEnd = endOfText(bytes, parts.sessionAt);
  parts.nameAt = parts.sessionEnd + NAME;
  parts.nameEnd = endOfText(bytes, parts.nameAt);
  parts.timeAt = parts.nameEnd + TIME;
  parts.timeEnd = endOfText(bytes, parts.timeAt);
  parts.payloadAt = parts.timeEnd + PAYLOAD;
  const behind = bytes[end - 1] === LINE_FEED ? end - 1 : end;
  const meta = metaAt(bytes, parts.payloadAt, behind);
  parts.payloadEnd = meta === -1 ? behind - 1 : meta;
  parts.processAt = meta === -1 ? -1 : meta + META.length;
  parts.processEnd = meta === -1 ? -1 : endOfText(bytes, parts.processAt);
  parts.sequenceEnd = meta === -1 ? -1 : behind - 2;
  parts.sequenceAt = meta === -1 ? -1 : startOfDigits(bytes, behind - 2);
}

/**
 * Where the event's own `meta` begins, or −1. It ends in the number of its last key and two braces, its own and the
 * line's, and has no brace before them: it holds texts and numbers, and no name of a process, population, journey, … may
 * have a brace in it. Behind a `meta` that belongs to the payload at least three have to close.
 */
function metaAt(bytes: Buffer, from: number, behind: number): number {
  const isPossible =
    bytes[behind - 1] === CLOSE_BRACE && bytes[behind - 2] === CLOSE_BRACE && isDigit(bytes[behind - 3] ?? 0);
  if (!isPossible) return -1;
  // A view of this line alone, or the search would go on through all lines before it.
  const at = bytes.subarray(from, behind).lastIndexOf(META);
  if (at === -1) return -1;
  return bytes.indexOf(CLOSE_BRACE, from + at) === behind - 2 ? from + at : -1;
}

function startOfDigits(bytes: Uint8Array, end: number): number {
  let at = end;
  while (isDigit(bytes[at - 1] ?? 0)) at--;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** The position behind the JSON text that begins at `at`. */
export function endOfText(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
  return end + 1;
}

/** The text whose quotation marks stand at `from` and before `to`. */
export function textAt(bytes: Uint8Array, from: number, to: number): string {
  const { buffer, byteOffset, length } = bytes;
  const view = Buffer.from(buffer, byteOffset, length);
  for (let at = from + 1; at < to - 1; at++) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH || byte > 0x7f) return JSON.parse(view.toString('utf8', from, to)) as string;
  }
  return view.toString('latin1', from + 1, to - 1);
}
