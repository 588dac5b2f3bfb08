/**
 * The program behind point 12 of the adapter contract: runs an adapter to its end and one until it is aborted,
 * says when both are closed, and ends.
 */
import { writeSync } from 'node:fs';

import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import { drive } from './adapter-driver.ts';
import { sampleEvents } from './adapter-sample.ts';

/** The descriptor that the parent listens on. */
const TO_PARENT = 3;

const [, , module = '', name = '', argument = ''] = process.argv;
const exports = (await import(module)) as Readonly<Record<string, (argument: string) => OutputAdapter<Event>>>;
const make = exports[name];
if (make === undefined) throw new Error(`${module} has no export '${name}'`);
const sent = sampleEvents({ count: 60, isHeavy: false });
for (const ending of [{}, { abortAfter: 20 }]) {
  const { error } = await drive(make(argument), sent, { batchSize: 7, ...ending });
  if (error !== undefined) throw error;
}
writeSync(TO_PARENT, 'closed');
