/** A folder of its own for a test, and readers that share nothing with the adapters. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { parse } from 'csv-parse/sync';

import type { ReceivedEvent } from '../../src/testing/adapter-contract.ts';

export class Place {
  #folder = '';

  readonly prepare = (): void => {
    this.#folder = mkdtempSync(join(tmpdir(), 'synode-adapter-'));
  };

  readonly cleanup = (): void => {
    rmSync(this.#folder, { recursive: true, force: true });
  };

  readonly path = (name: string): string => join(this.#folder, name);

  readonly files = (): string[] => readdirSync(this.#folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Content of a finished file, or of its working copy; empty where neither is there. */
export function contentOf(path: string): Buffer {
  const found = [path, `${path}.part`].find((candidate) => existsSync(candidate));
  return found === undefined ? Buffer.alloc(0) : readFileSync(found);
}

export function linesOf(text: string): ReceivedEvent[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReceivedEvent);
}

export const readNdjson = (path: string): ReceivedEvent[] => linesOf(contentOf(path).toString('utf8'));

export const readGzip = (path: string): ReceivedEvent[] => linesOf(gunzipSync(contentOf(path)).toString('utf8'));

export const readJson = (path: string): ReceivedEvent[] =>
  JSON.parse(contentOf(path).toString('utf8')) as ReceivedEvent[];

/** Rows of a CSV file whose payload stands in one column. */
export function readCsv(path: string): ReceivedEvent[] {
  const rows = parse<Record<string, string>>(contentOf(path), { columns: true, bom: true });
  return rows.map(({ id = '', userId = '', sessionId = '', name = '', timestamp = '', payload = '' }) => ({
    id,
    userId,
    sessionId,
    name,
    timestamp,
    payload: JSON.parse(payload) as object,
  }));
}
