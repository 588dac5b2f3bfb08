/** The program behind point 12 of the adapter contract: makes an adapter, runs it, says when it is closed, and ends. */
import { writeSync } from 'node:fs';

import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import { drive } from './adapter-driver.ts';
import { sampleEvents } from './adapter-sample.ts';

/** The descriptor that the parent listens on. */
const TO_PARENT = 3;

const [, , module = '', name = '', argument = '', mode = ''] = process.argv;
const exports = (await import(module)) as Readonly<Record<string, (argument: string) => OutputAdapter<Event>>>;
const make = exports[name];
if (make === undefined) throw new Error(`${module} has no export '${name}'`);
const sent = sampleEvents({ count: 60, isHeavy: false });
const { error } = await drive(make(argument), sent, { batchSize: 7, ...(mode === 'abort' ? { abortAfter: 20 } : {}) });
if (error !== undefined) throw error;
writeSync(TO_PARENT, 'closed');
