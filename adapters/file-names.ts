/** Where each row goes: the path of a part, of an event name, of the labels. */
import { extname } from 'node:path';

/** Labels are ground truth: part of the stream, but never in one file with the rest. */
export const LABEL_PREFIX = 'label.';

/** Which file of an adapter. */
export interface FilePlace {
  readonly kind: 'main' | 'labels' | 'name';
  /** The event name, for `kind: 'name'`. */
  readonly name: string;
  /** From 1, where the output is cut into parts. */
  readonly part: number | undefined;
}

export interface PathTemplate {
  readonly path: string;
  /** Path of the labels; absent: `<name>.labels.<ext>` beside the rest. */
  readonly labels: string | undefined;
}

/** `out.ndjson.gz` → `out` and `.ndjson.gz`. */
export function splitExtension(path: string): { readonly stem: string; readonly extension: string } {
  const zipped = path.endsWith('.gz') ? '.gz' : '';
  const bare = path.slice(0, path.length - zipped.length);
  const inner = extname(bare);
  return { stem: bare.slice(0, bare.length - inner.length), extension: inner + zipped };
}

/** The final path of a place: `{name}` and `{part}` are replaced, or put before the extension. */
export function pathOf(template: PathTemplate, place: FilePlace): string {
  const path = place.kind === 'labels' ? (template.labels ?? labelsBeside(template.path)) : template.path;
  const named = place.kind === 'name' ? fill(path, '{name}', fileNameOf(place.name)) : path;
  return place.part === undefined ? named : fill(named, '{part}', String(place.part).padStart(5, '0'));
}

function labelsBeside(path: string): string {
  const { stem, extension } = splitExtension(path);
  return `${stem}.labels${extension}`;
}

function fill(path: string, placeholder: string, text: string): string {
  if (path.includes(placeholder)) return path.replaceAll(placeholder, () => text);
  const { stem, extension } = splitExtension(path);
  return `${stem}-${text}${extension}`;
}

/**
 * An event name as part of a file name. Everything but letters, digits, `_`, `-` and inner dots becomes `%XX`, so
 * two names never share a file and none leaves the folder.
 */
export function fileNameOf(eventName: string): string {
  let text = '';
  for (const byte of Buffer.from(eventName)) {
    const sign = String.fromCharCode(byte);
    const isPlain = /[A-Za-z0-9_-]/.test(sign) || (sign === '.' && text !== '');
    text += isPlain ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
