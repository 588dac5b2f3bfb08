/**
 * Fields of a line, read from its bytes: of a canonical one, `{"id":"…","userId":"…","sessionId":"…",…`, or of a
 * structured CloudEvent, `{"specversion":"1.0","id":"…","source":"…",…`, where they have other names.
 */

export type LineField = 'id' | 'userId' | 'sessionId';

/** How lines begin: how long what stands before the first text is, and which texts follow, with their keys. */
export interface LineForm {
  readonly head: number;
  readonly texts: readonly { readonly field: LineField | undefined; readonly gap: number }[];
}

/** What stands before a text: a comma, its key in quotation marks, a colon. */
const text = (key: string, field?: LineField) => ({ field, gap: `,"${key}":`.length });

export const CANONICAL: LineForm = {
  head: '{"id":'.length,
  texts: [text('id', 'id'), text('userId', 'userId'), text('sessionId', 'sessionId')],
};

export const STRUCTURED: LineForm = {
  head: '{"specversion":"1.0","id":'.length,
  texts: [
    text('id', 'id'),
    text('source'),
    text('type'),
    text('subject', 'userId'),
    text('time'),
    text('datacontenttype'),
    text('sessionid', 'sessionId'),
  ],
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Which line, and how it looks. */
export interface LinePlace {
  readonly start: number;
  readonly form: LineForm;
}

/** The text of a field as UTF-8; a view where the line has it unescaped. */
export function lineField(bytes: Buffer, { start, form }: LinePlace, field: LineField): Buffer {
  const { head, texts } = form;
  let at = start + head;
  for (let i = 0; i < texts.length; i++) {
    const end = endOfText(bytes, at);
    if (texts[i]?.field === field) return utf8At(bytes, at, end);
    at = end + (texts[i + 1]?.gap ?? 0);
  }
  throw new RangeError(`a line has no field ${field}`);
}

/** The position behind the JSON text that begins at `at`. */
function endOfText(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (bytes[end] !== QUOTE && end < bytes.length) end += bytes[end] === BACKSLASH ? 2 : 1;
  return end + 1;
}

/** The text whose quotation marks stand at `from` and before `to`, as UTF-8. */
export function utf8At(bytes: Buffer, from: number, to: number): Buffer {
  for (let i = from; i < to; i++) {
    if (bytes[i] === BACKSLASH) return Buffer.from(JSON.parse(bytes.toString('utf8', from, to)) as string);
  }
  return bytes.subarray(from + 1, to - 1);
}
