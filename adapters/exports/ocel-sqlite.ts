/** A log as OCEL 2.0 SQLite: rows go in as they come. */
import { createHash } from 'node:crypto';
import { renameSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FileReport } from '../../src/model/adapter.ts';
import type { OcelSummary, OcelType, OcelValue, OcelValues, OcelWriter } from '../../src/model/ocel.ts';

import { openDatabase, type Database, type SqlValue, type Statement } from './sqlite.ts';

const SQL_TYPES = { string: 'TEXT', integer: 'INTEGER', float: 'REAL', boolean: 'BOOLEAN' } as const;

const TABLES = `
PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA foreign_keys=ON; BEGIN;
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type(ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type(ocel_type));
CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event(ocel_id), ocel_object_id TEXT REFERENCES object(ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object(ocel_id), ocel_target_id TEXT REFERENCES object(ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
`;

/** When attributes have the values that they begin with, in the form that the other instants have. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

/** Inserts into the table of one type. */
interface TypeTable {
  readonly names: readonly string[];
  readonly insert: Statement;
  /** Sets an attribute of the row that an object begins with. */
  readonly complete: (name: string) => Statement;
}

/** Writes `log.sqlite` into the folder. */
export async function ocelSqlite(folder: string): Promise<OcelWriter> {
  const path = join(folder, 'log.sqlite');
  const database = await openDatabase(path);
  database.exec(TABLES);
  const insert = (table: string, columns: number): Statement =>
    database.prepare(`INSERT INTO ${table} VALUES (${Array.from({ length: columns }, () => '?').join(',')})`);
  const content = createHash('sha256');
  const [event, object] = [insert('event', 2), insert('object', 2)];
  const [eventObject, objectObject] = [insert('event_object', 3), insert('object_object', 3)];
  const tableOf = typeTables(database);
  // The bytes of the file are SQLite's: what is in it has a digest of its own.
  const count = (...record: unknown[]): void => void content.update(`${JSON.stringify(record)}\n`);
  return {
    object: ({ id, type, values }) => {
      count('object', id, type.name, values);
      const table = tableOf('object', type);
      object.run([id, type.name]);
      table.insert.run([id, BEGINNING, null, ...cells(table, values)]);
    },
    complete: (id, type, values) => {
      count('complete', id, values);
      for (const [name, value] of values)
        tableOf('object', type)
          .complete(name)
          .run([cell(value), id]);
    },
    change: ({ id, type, name, value, time }) => {
      count('change', id, name, value, time);
      const table = tableOf('object', type);
      table.insert.run([id, time, name, ...cells(table, [[name, value]])]);
    },
    relate: (from, { objectId, qualifier }) => {
      count('relation', from, objectId, qualifier);
      objectObject.run([from, objectId, qualifier]);
    },
    event: ({ id, type, time, values, relations }) => {
      count('event', id, type.name, time, values, relations);
      const table = tableOf('event', type);
      event.run([id, type.name]);
      table.insert.run([id, time, ...cells(table, values)]);
      for (const { objectId, qualifier } of relations) eventObject.run([id, objectId, qualifier]);
    },
    finish: (summary) => [{ ...finished(path, database, summary), contentSha256: content.digest('hex') }],
    abandon: () => database.abandon(),
  };
}

/** The table of each type, made when it is first needed. */
function typeTables(database: Database): (kind: 'event' | 'object', type: OcelType) => TypeTable {
  const tables = { event: new Map<string, TypeTable>(), object: new Map<string, TypeTable>() };
  // `object_object` is a table of its own, and SQLite does not tell capitals.
  const taken = { event: new Set(['object']), object: new Set(['object']) };
  return (kind, { name, attributes }) => {
    const known = tables[kind].get(name);
    if (known !== undefined) return known;
    const map = mapName(name, taken[kind]);
    const columns = [...attributes].map(([attribute, type]) => `, ${quoted(attribute)} ${SQL_TYPES[type]}`).join('');
    const head =
      kind === 'event'
        ? 'ocel_id TEXT PRIMARY KEY REFERENCES event(ocel_id), ocel_time TIMESTAMP'
        : 'ocel_id TEXT REFERENCES object(ocel_id), ocel_time TIMESTAMP, ocel_changed_field TEXT';
    database.prepare(`INSERT INTO ${kind}_map_type VALUES (?, ?)`).run([name, map]);
    database.exec(`CREATE TABLE ${kind}_${map} (${head}${columns});`);
    const count = attributes.size + (kind === 'event' ? 2 : 3);
    const places = Array.from({ length: count }, () => '?').join(',');
    if (kind === 'object') database.exec(`CREATE INDEX rows_of_${map} ON object_${map}(ocel_id);`);
    const table = {
      names: [...attributes.keys()],
      insert: database.prepare(`INSERT INTO ${kind}_${map} VALUES (${places})`),
      complete: completing(database, `${kind}_${map}`),
    };
    tables[kind].set(name, table);
    return table;
  };
}

function completing(database: Database, table: string): (name: string) => Statement {
  const statements = new Map<string, Statement>();
  return (name) => {
    let statement = statements.get(name);
    if (statement === undefined) {
      const which = 'ocel_id = ? AND ocel_changed_field IS NULL';
      statement = database.prepare(`UPDATE ${table} SET ${quoted(name)} = ? WHERE ${which}`);
      statements.set(name, statement);
    }
    return statement;
  };
}

/** Letters and digits of the type; a number behind what is taken. */
function mapName(name: string, taken: Set<string>): string {
  const plain = name.replaceAll(/[^A-Za-z0-9]/g, '') || 'Type';
  let map = plain;
  for (let i = 2; taken.has(map.toLowerCase()); i++) map = `${plain}${i}`;
  taken.add(map.toLowerCase());
  return map;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function cells({ names }: TypeTable, values: OcelValues): readonly SqlValue[] {
  const byName = new Map(values);
  return names.map((name) => cell(byName.get(name)));
}

function cell(value: OcelValue | undefined): SqlValue {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}

function finished(path: string, database: Database, { counts }: OcelSummary): FileReport {
  database.exec('COMMIT;');
  database.finish();
  renameSync(`${path}.part`, path);
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, format: 'ocel-sqlite', events: counts.events, bytes: bytes.length, sha256 };
}
