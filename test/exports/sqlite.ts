/** Whether this Node can write SQLite: by itself, or by sql.js. */
import { createRequire } from 'node:module';

function resolves(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

export const hasOwnSqlite = process.getBuiltinModule('node:sqlite') !== undefined;
export const canWriteSqlite = hasOwnSqlite || resolves('sql.js');
