/** The points of the adapter contract that need a healthy sink: what arrives, when, and what closing means. */
import { createHook } from 'node:async_hooks';

import type { Event } from '../model/event.ts';
import {
  deviates,
  failureOf,
  hookOrExcuse,
  must,
  mustBeAdapterError,
  mustBeAll,
  mustKeepOrder,
  mustSucceed,
  textOf,
  writeAll,
} from './adapter-checks.ts';
import type { AdapterSubject } from './adapter-contract.ts';
import { isEncoding } from '../encode/encodings.ts';
import { drive, encodeEvents, runInfo, type DriveOptions } from './adapter-driver.ts';
import { sampleEvents } from './adapter-sample.ts';

/** Async resources that are no I/O. */
const HARMLESS = new Set(['PROMISE', 'TickObject', 'Microtask']);

/** By the number of the point. */
export const deliveryPoints: Readonly<Record<number, (subject: AdapterSubject) => Promise<void>>> = {
  1: (subject) => arrives(subject, sampleEvents(), mustBeAll),
  2: (subject) => arrives(subject, sampleEvents(), mustKeepOrder),
  3: (subject) => arrives(subject, [], mustBeAll),
  4: (subject) => closesOnce(subject, sampleEvents()),
  5: (subject) => refusesWhenClosed(subject, sampleEvents()),
  6: constructsQuietly,
  11: abortsToPrefix,
  13: (subject) => flushes(subject, sampleEvents()),
  14: (subject) => repeats(subject, sampleEvents()),
  15: (subject) => agrees(subject, sampleEvents()),
  17: (subject) => counts(subject, sampleEvents()),
};

type Check = (received: Awaited<ReturnType<AdapterSubject['read']>>, sent: readonly Event[]) => void;

async function arrives(subject: AdapterSubject, sent: readonly Event[], check: Check): Promise<void> {
  const { error } = await drive(subject.create(), sent, { batchSize: 50 });
  mustSucceed(error, 'the run');
  if (subject.exists !== undefined && sent.length > 0) must(await subject.exists(), 'nothing is there after the run');
  check(await subject.read(), sent);
}

async function closesOnce(subject: AdapterSubject, sent: readonly Event[]): Promise<void> {
  const untouched = subject.create();
  mustSucceed(await failureOf(() => Promise.all([untouched.close?.(), untouched.close?.()])), 'close without open');
  const adapter = subject.create();
  await adapter.open?.(runInfo());
  await writeAll(adapter, sent);
  mustSucceed(await failureOf(() => Promise.all([adapter.close?.(), adapter.close?.()])), 'close twice at once');
  const before = await subject.bytes?.();
  mustSucceed(await failureOf(() => adapter.close?.()), 'close again');
  mustBeAll(await subject.read(), sent);
  const after = await subject.bytes?.();
  must(Buffer.compare(before ?? NOTHING, after ?? NOTHING) === 0, 'closing again changed the bytes');
}

const NOTHING = new Uint8Array(0);

async function refusesWhenClosed(subject: AdapterSubject, sent: readonly Event[]): Promise<void> {
  const adapter = subject.create();
  await adapter.open?.(runInfo());
  await writeAll(adapter, sent.slice(0, 3));
  await adapter.close?.();
  const [late] = sent.slice(3);
  must(late !== undefined, 'the sample is too small');
  const ways: [string, () => unknown][] = [['write', () => adapter.write(late)]];
  if (adapter.writeBatch !== undefined) ways.push(['writeBatch', () => adapter.writeBatch?.([late])]);
  if (adapter.encoding !== undefined)
    ways.push(['writeEncoded', () => adapter.writeEncoded?.(encodeEvents([late], adapter.encoding))]);
  for (const [name, write] of ways) {
    const error = await failureOf(write);
    mustBeAdapterError(error, `${name} after close`);
    must(error.code === 'ADAPTER_CLOSED', `${name} after close rejects with ${error.code}, not ADAPTER_CLOSED`);
  }
  mustBeAll(await subject.read(), sent.slice(0, 3));
}

async function constructsQuietly(subject: AdapterSubject): Promise<void> {
  const started: string[] = [];
  const hook = createHook({
    init: (_id, type) => {
      if (!HARMLESS.has(type)) started.push(type);
    },
  });
  hook.enable();
  const adapter = subject.create();
  hook.disable();
  must(started.length === 0, `the constructor started ${started.join(', ')}`);
  must(!((await subject.exists?.()) ?? false), 'the constructor left something in the place it writes to');
  await adapter.close?.();
}

async function abortsToPrefix(subject: AdapterSubject): Promise<void> {
  const sent = sampleEvents({ count: 300, isHeavy: false });
  const { handedOver, error } = await drive(subject.create(), sent, { batchSize: 10, abortAfter: 100 });
  mustSucceed(error, 'the aborted run');
  must(handedOver < sent.length, 'the run was not cut short');
  const received = await subject.read();
  mustBeAll(received, sent.slice(0, handedOver));
  mustKeepOrder(received, sent);
}

async function flushes(subject: AdapterSubject, sent: readonly Event[]): Promise<void> {
  const adapter = subject.create();
  await adapter.open?.(runInfo());
  await writeAll(adapter, sent);
  mustSucceed(await failureOf(() => adapter.flush?.()), 'flush');
  try {
    if (!deviates(subject, 'readable-only-when-closed')) mustBeAll(await subject.read(), sent);
  } finally {
    await adapter.close?.();
  }
  mustBeAll(await subject.read(), sent);
}

async function repeats(subject: AdapterSubject, sent: readonly Event[]): Promise<void> {
  const bytes = hookOrExcuse(subject, subject.bytes, { hook: 'bytes', excuse: 'bytes-not-own' });
  if (bytes === undefined) return;
  const first = await outputOf(subject, sent, { batchSize: 7 });
  const second = await outputOf(subject, sent, { batchSize: 50 });
  must(first.length > 0, 'there are no bytes');
  must(Buffer.compare(first, second) === 0, 'two equal runs gave different bytes');
}

async function agrees(subject: AdapterSubject, sent: readonly Event[]): Promise<void> {
  const adapter = subject.create();
  const encoding = hookOrExcuse(subject, adapter.encoding, { hook: 'encoding', excuse: 'no-encoding' });
  if (encoding === undefined) return;
  must(isEncoding(encoding), `nobody makes bytes as ${JSON.stringify(encoding)}`);
  must('writeEncoded' in adapter, 'there is an encoding, but no writeEncoded');
  const fromObjects = await outputOf(subject, sent, { batchSize: 20 });
  const fromBytes = await outputOf(subject, sent, { batchSize: 20, encoded: true });
  must(Buffer.compare(fromObjects, fromBytes) === 0, 'bytes and objects gave different outputs');
}

/** The bytes of one run in a fresh place, or the text of what arrived where the bytes are not the adapter's own. */
async function outputOf(subject: AdapterSubject, sent: readonly Event[], options: DriveOptions): Promise<Uint8Array> {
  await subject.cleanup?.();
  await subject.prepare?.();
  mustSucceed((await drive(subject.create(), sent, options)).error, 'the run');
  if (subject.bytes !== undefined) return subject.bytes();
  return Buffer.from((await subject.read()).map((event) => textOf(event)).join('\n'));
}

async function counts(subject: AdapterSubject, sent: readonly Event[]): Promise<void> {
  const adapter = subject.create();
  const told = hookOrExcuse(subject, adapter.report?.(), { hook: 'report', excuse: 'no-report' });
  mustSucceed((await drive(adapter, sent, { batchSize: 50 })).error, 'the run');
  if (told === undefined) return;
  const { length } = await subject.read();
  const { events, acknowledged, files } = adapter.report?.() ?? { events: -1, acknowledged: -1 };
  must(events === length, `the report counts ${events} events and ${length} arrived`);
  must(acknowledged === length, `the report counts ${acknowledged} acknowledged events and ${length} arrived`);
  const inFiles = files?.reduce((sum, file) => sum + file.events, 0);
  must(inFiles === undefined || inFiles === length, `the report counts ${inFiles} events in files, ${length} arrived`);
}
