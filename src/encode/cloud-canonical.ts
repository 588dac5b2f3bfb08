/**
 * CloudEvents → the canonical lines they were cut from. Texts and payload are copied as they stand, so the bytes are
 * those of the line. Events with `meta` have no way back: of its parts only process and sequence are attributes.
 */
import { endOfText } from './line-parts.ts';

const ID = Buffer.from('{"id":');
const USER = Buffer.from(',"userId":');
const SESSION = Buffer.from(',"sessionId":');
const NAME = Buffer.from(',"name":');
const TIME = Buffer.from(',"timestamp":');
const PAYLOAD = Buffer.from(',"payload":');
const END = Buffer.from('}');
const HEAD = '{"specversion":"1.0","id":'.length;
/** The texts behind `id`, in order. */
const KEYS = ['source', 'type', 'subject', 'time', 'datacontenttype', 'sessionid'] as const;
const DATA = ',"data":';

/** The canonical line of a structured event, without its line feed; `undefined` for one with `meta`. */
export function canonicalOfStructured(value: Buffer): Buffer | undefined {
  const texts = new Map<string, Buffer>();
  let end = endOfText(value, HEAD);
  const id = value.subarray(HEAD, end);
  for (const key of KEYS) {
    const at = end + `,"${key}":`.length;
    end = endOfText(value, at);
    texts.set(key, value.subarray(at, end));
  }
  if (value.toString('latin1', end, end + DATA.length) !== DATA) return undefined;
  const payload = value.subarray(end + DATA.length, value.length - 1);
  const of = (key: (typeof KEYS)[number]): Buffer => texts.get(key) ?? END;
  return Buffer.concat([
    ID,
    id,
    USER,
    of('subject'),
    SESSION,
    of('sessionid'),
    NAME,
    of('type'),
    TIME,
    of('time'),
    PAYLOAD,
    payload,
    END,
  ]);
}

/** The canonical line of an event in binary mode, without its line feed; `undefined` for one with `meta`. */
export function canonicalOfBinary(value: Buffer, headers: Readonly<Record<string, string>>): Buffer | undefined {
  if (headers['ce_sequence'] !== undefined) return undefined;
  const text = (name: string): Buffer => Buffer.from(JSON.stringify(headers[name] ?? ''));
  return Buffer.concat([
    ID,
    text('ce_id'),
    USER,
    text('ce_subject'),
    SESSION,
    text('ce_sessionid'),
    NAME,
    text('ce_type'),
    TIME,
    text('ce_time'),
    PAYLOAD,
    value,
    END,
  ]);
}
