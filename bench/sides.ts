/** What several benches do: generate into bytes, write the JSON reference, and see that both give the same. */
import { createHash } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';

import { generate, type AnyEvent, type EncodedBatch, type OutputAdapter, type RunOptions } from '../src/index.ts';
import type { AnyJourney } from '../src/model/flow.ts';
import { fieldsJob } from './model-fields.ts';
import { EVENTS_PER_USER, modelJob, RUN } from './model-job.ts';
import { handFields } from './reference-fields.ts';
import { asDate, asText, handLoop, JsonWriter, type Emit, type Stamp } from './reference-loop.ts';

/** A journey of 48 events a user, and the hand loop that makes the same events. */
export interface Job {
  readonly journey: AnyJourney;
  readonly byHand: (users: number, stamp: Stamp, emit: Emit) => void;
}

export const HANDLERS: Job = { journey: modelJob, byHand: (users, stamp, emit) => handLoop(users, stamp, emit) };
export const FIELDS: Job = { journey: fieldsJob, byHand: handFields };

/** An adapter that takes encoded batches, as any author can write one. */
export function bytesTo(take: (bytes: Uint8Array) => void): OutputAdapter<AnyEvent> {
  return {
    encoding: 'ndjson',
    write: () => {
      throw new Error('events were expected as bytes');
    },
    writeEncoded: ({ bytes }: EncodedBatch) => take(bytes),
  };
}

/** Takes events as objects and counts them. */
export function countObjects(): OutputAdapter<AnyEvent> & { readonly count: number } {
  let count = 0;
  return {
    write: () => undefined,
    writeBatch: (events) => void (count += events.length),
    get count() {
      return count;
    },
  };
}

const NOWHERE = openSync('/dev/null', 'w');

export function toNowhere(): OutputAdapter<AnyEvent> {
  return bytesTo((bytes) => void writeSync(NOWHERE, bytes));
}

/** One run of a journey; `written` users are its own, where it has a share of them. */
export async function run(
  journey: AnyJourney,
  users: number,
  options: RunOptions<AnyEvent> = {},
  written = users,
): Promise<void> {
  const { counts } = await generate(journey, {
    ...RUN,
    users,
    adapter: toNowhere(),
    digest: 'none',
    logger: false,
    ...options,
  });
  const expected = written * EVENTS_PER_USER;
  if (counts.events.written !== expected) throw new Error(`${counts.events.written} events instead of ${expected}`);
}

/** The JSON reference: hand loop, `JSON.stringify`, chunked writes. */
export function writeReference({ byHand }: Job, users: number, stamp: Stamp): void {
  const writer = new JsonWriter((bytes) => void writeSync(NOWHERE, bytes));
  byHand(users, stamp, writer.add);
  writer.flush();
}

/** Engine and reference must give the same bytes: a ratio between unequal outputs says nothing. Gives bytes per event. */
export async function checkEqual({ journey, byHand }: Job, users: number): Promise<number> {
  let size = 0;
  const engine = createHash('sha256');
  await run(journey, users, { adapter: bytesTo((bytes) => void (engine.update(bytes), (size += bytes.length))) });
  const expected = engine.digest('hex');
  for (const stamp of [asDate, asText]) {
    const reference = createHash('sha256');
    const writer = new JsonWriter((bytes) => void reference.update(bytes));
    byHand(users, stamp, writer.add);
    writer.flush();
    if (reference.digest('hex') !== expected) throw new Error('engine and reference give different bytes');
  }
  const mean = size / (users * EVENTS_PER_USER);
  if (Math.abs(mean / MEAN_LINE - 1) > 0.03) throw new Error(`the mean line has ${mean} bytes, not ${MEAN_LINE}`);
  return mean;
}

const MEAN_LINE = 714.6;
