/** The place in the stream up to which a run has delivered, as it stands in the checkpoint topic. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { kafkaFault, NOTHING_YET } from './errors.ts';
import type { KafkaTopic } from './options.ts';
import type { Outgoing } from './records.ts';

/** What makes two runs the same run. */
export interface RunIdentity {
  readonly seed: string;
  readonly planHash: string;
  readonly shard: { readonly index: number; readonly count: number } | undefined;
  readonly topic: KafkaTopic<never>;
}

/** The value of a position record. */
export interface Position {
  readonly v: 1;
  readonly planHash: string;
  readonly seed: string;
  /** Place of the next event. */
  readonly ordinal: number;
  /** CRC-32 of the values from `from` to `ordinal`: whether a later run makes the same events. */
  readonly check: { readonly from: number; readonly crc: number };
}

/** A place, without what names its run. */
export type Place = Pick<Position, 'ordinal' | 'check'>;

export const START: Place = { ordinal: 0, check: { from: 0, crc: 0 } };

/** 32 hex digits that are the same for the same plan, seed, shard and topic. */
export function runKeyOf({ planHash, seed, shard, topic }: RunIdentity): string {
  const part = shard === undefined ? '1/1' : `${shard.index}/${shard.count}`;
  const place = typeof topic === 'function' ? 'function' : JSON.stringify(topic);
  const text = JSON.stringify([planHash, seed, part, place]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** CRC-32 of the values, one after the other; where id and type stand in headers, of those too. */
export function crcOf(items: readonly Outgoing[], begin: number): number {
  let crc = begin;
  for (const { record } of items) {
    const { value, headers } = record;
    if (value !== null) crc = crc32(value, crc);
    if (headers?.['ce_id'] === undefined) continue;
    crc = crc32(headers['ce_type'] ?? '', crc32(headers['ce_id'], crc));
  }
  return crc;
}

/** @throws AdapterError `RESUME_MISMATCH` for a form of another version */
export function readPosition(text: string, topic: string): Place {
  const value = JSON.parse(text) as Partial<Position>;
  if (value.v === 1 && Number.isSafeInteger(value.ordinal) && value.check !== undefined) return value as Position;
  throw kafkaFault('RESUME_MISMATCH', `topic '${topic}' has a place that this version cannot read`, {
    context: NOTHING_YET,
    path: ["option 'checkpointTopic'"],
    expected: 'a position of form v 1',
    received: `v ${String(value.v)}`,
    suggestion: 'Go on with the version of Synode that began, or begin again with newRun: true (--new-run).',
  });
}
