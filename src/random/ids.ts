/** Ready-made id generators, for the run option `idGenerator`. */
import type { IdGenerator, IdRequest } from '../model/run-options.ts';

/** Words of a path whose next component says where an id is asked for. */
const NAMING = new Set(['action', 'attribute', 'dataset', 'draw', 'field', 'step', 'sub', 'transform']);

/** Words that stand behind a population. */
const BELOW_POPULATION = new Set(['journey', 'persona', 'transform']);

/**
 * UUIDs of version 7 (RFC 9562): 48 bits of simulated milliseconds, so that they sort by simulated time, and 74 keyed
 * bits. `generateId('inv')` gives `inv_` and the UUID.
 */
function uuid7(): IdGenerator {
  return (prefix, request) => {
    const id = makeUuid7(request);
    return request.kind === 'custom' && prefix !== '' ? `${prefix}_${id}` : id;
  };
}

/**
 * Ids for tests, which say where an event comes from: `<sessionId>:<action>.<occurrence>[.<k>]`, k for the second event
 * of a call and those behind it. Users and sessions keep their built-in ids.
 */
function readable(): IdGenerator {
  return (prefix, request) => {
    if (request.kind === 'user') return request.userId;
    if (request.kind === 'session') return request.sessionId;
    const id = `${ownerOf(request)}:${placeOf(request)}.${request.occurrence}${request.index === 0 ? '' : `.${request.index}`}`;
    return request.kind === 'custom' && prefix !== '' ? `${prefix}_${id}` : id;
  };
}

/** Ready-made id generators. @example await generate(shop, { users: 10, idGenerator: ids.uuid7() }) */
export const ids = Object.freeze({ uuid7, readable });

function makeUuid7({ timestamp, bits }: IdRequest): string {
  const time = hex(Math.max(0, timestamp), 12);
  const first = hex(bits() >>> 20, 3);
  const middle = hex((bits() >>> 18) + 0x8000, 4);
  const last = hex(bits(), 8) + hex(bits() >>> 16, 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${first}-${middle}-${last}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function ownerOf({ sessionId, userId, actor }: IdRequest): string {
  if (sessionId !== '') return sessionId;
  return userId === '' ? String(actor) : userId;
}

/** The names that lead to a place: `pay` for an action, `pay.reference` for its field. */
function placeOf({ path }: IdRequest): string {
  // Behind version, seed, scenario and process come the population and its pairs of word and name, or a dataset's pairs.
  const start = BELOW_POPULATION.has(path[5] ?? '') ? 5 : 4;
  const names: string[] = [];
  for (let i = start; i + 1 < path.length; i += 2) {
    if (NAMING.has(path[i] ?? '')) names.push(path[i + 1] ?? '');
  }
  return names.join('.');
}
