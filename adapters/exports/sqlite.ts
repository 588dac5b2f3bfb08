/** A database file, by Node's own SQLite where it has one, else by sql.js. */
import { writeFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import { SynodeError } from '../../src/errors.ts';
import { makeFolder } from '../../src/make-folder.ts';

import { loadPeer } from '../load-peer.ts';

export type SqlValue = string | number | null;

export interface Statement {
  run(values: readonly SqlValue[]): void;
}

export interface Database {
  /** Makes what SQLite makes of it: the bytes of a file belong to its version. */
  readonly engine: string;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** Completes the file under its working name and lets go of it. */
  finish(): void;
  abandon(): void;
}

/** What is used of Node's module. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => {
    exec(sql: string): void;
    prepare(sql: string): { run(...values: SqlValue[]): unknown };
    close(): void;
  };
}

/** What is used of sql.js. */
type SqlJs = () => Promise<{
  readonly Database: new () => {
    run(sql: string): unknown;
    prepare(sql: string): { run(values: readonly SqlValue[]): unknown; free(): unknown };
    export(): Uint8Array;
    close(): void;
  };
}>;

/** sql.js keeps the file in memory, about 70 bytes a row. */
const MOST_ROWS_IN_MEMORY = 5_000_000;

/**
 * Opens `<path>.part` anew.
 *
 * @throws SynodeError `MISSING_DEPENDENCY` on a Node without SQLite; `ADAPTER_LIMIT` from `run`
 */
export async function openDatabase(path: string): Promise<Database> {
  const part = `${path}.part`;
  makeFolder(dirname(path));
  rmSync(part, { force: true });
  const own = process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
  return own === undefined ? inMemory(part, await loadSqlJs()) : onDisk(part, own);
}

async function loadSqlJs(): Promise<Awaited<ReturnType<SqlJs>>> {
  const start = await loadPeer<SqlJs>({
    name: 'sql.js',
    range: '^1.16.0',
    feature: `SQLite on Node ${process.versions.node}`,
    load: async () => createRequire(import.meta.url)('sql.js') as SqlJs,
  });
  return start();
}

function onDisk(part: string, { DatabaseSync }: NodeSqlite): Database {
  const database = new DatabaseSync(part);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) database.close();
    isOpen = false;
  };
  return {
    engine: 'node:sqlite',
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return { run: (values) => void statement.run(...values) };
    },
    finish: close,
    abandon: close,
  };
}

function inMemory(part: string, { Database }: Awaited<ReturnType<SqlJs>>): Database {
  const database = new Database();
  const statements: { free(): unknown }[] = [];
  let rows = 0;
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const statement of statements) statement.free();
    database.close();
  };
  return {
    engine: 'sql.js',
    exec: (sql) => void database.run(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      statements.push(statement);
      return {
        run: (values) => {
          rows += 1;
          if (rows > MOST_ROWS_IN_MEMORY) throw tooManyRows();
          statement.run(values);
        },
      };
    },
    finish: () => {
      writeFileSync(part, database.export());
      close();
    },
    abandon: close,
  };
}

function tooManyRows(): SynodeError {
  return new SynodeError('ADAPTER_LIMIT', 'sql.js keeps the database in memory, and it has become too large', {
    expected: `at most 5,000,000 rows`,
    received: 'more',
    suggestion: 'Run on Node 22.13 or newer, which writes SQLite to disk, or export ocel-json.',
  });
}
