/** What must be known of a file before something is appended to it. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

import { fileExists } from './file-errors.ts';
import type { FileSetting } from './file-setting.ts';

/** What to write before the first row: a header where the file is new, a line feed where its last line has no end. */
export async function headBeforeAppending(path: string, setting: FileSetting): Promise<Uint8Array> {
  const { format, options } = setting;
  const found = await stat(path);
  if (!found.isFile() || found.size === 0) return format.header;
  const isGzip = options.compress === 'gzip';
  if (format.name === 'csv') await compareHeaders(path, { isGzip, header: format.header });
  const isOpenLine = !isGzip && (await lastByte(path, found.size)) !== 0x0a;
  return Buffer.from(isOpenLine ? options.eol : '');
}

/** @throws SynodeError `FILE_EXISTS` with both headers */
async function compareHeaders(path: string, ours: { isGzip: boolean; header: Uint8Array }): Promise<void> {
  const expected = plainLine(Buffer.from(ours.header));
  const received = plainLine(await firstBytes(path, { isGzip: ours.isGzip, atLeast: ours.header.length + 3 }));
  if (received !== expected) throw fileExists(path, { expected, received });
}

/** The first line, without byte order mark and line end: those are no columns. */
function plainLine(bytes: Buffer): string {
  const [line = ''] = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, 1);
  return line;
}

/** So many bytes and the rest of the line they end in. */
async function firstBytes(path: string, wanted: { isGzip: boolean; atLeast: number }): Promise<Buffer> {
  const file = createReadStream(path);
  const source = wanted.isGzip ? file.pipe(createGunzip()) : file;
  let bytes = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      bytes = Buffer.concat([bytes, chunk as Buffer]);
      if (bytes.length >= wanted.atLeast && bytes.includes(0x0a)) break;
    }
  } finally {
    file.destroy();
  }
  return bytes;
}

async function lastByte(path: string, size: number): Promise<number | undefined> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0];
  } finally {
    await handle.close();
  }
}
