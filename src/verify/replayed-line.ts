/** A line whose payload is, byte for byte, what a rule gives need not be parsed there: what was replayed stands for it. */
import { parsed } from './parsed.ts';
import { isPlain } from './read-entry.ts';

const PAYLOAD = '"payload":';
/** Stands in place of the payload while what surrounds it is parsed. */
const BLANK = '""';

/** What `JSON.parse` gives for the line; its payload is `wanted` itself exactly when the bytes are the same. */
export function readReplayed(line: string, wanted: Readonly<Record<string, unknown>>): unknown {
  const place = line.indexOf(PAYLOAD) + PAYLOAD.length;
  const text = JSON.stringify(wanted);
  if (line.slice(place, place + text.length) !== text) return parsed(line);
  const [before, behind] = [line.slice(0, place), line.slice(place + text.length)];
  // Without another blank, one at the top is the one put there, and not of a key of the same name deeper down.
  if (before.includes(BLANK) || behind.includes(BLANK)) return parsed(line);
  const event = parsed(before + BLANK + behind);
  return isPlain(event) && event['payload'] === '' ? Object.assign(event, { payload: wanted }) : parsed(line);
}
