/** The points of the adapter contract about a world that is slow, fails, or listens. */
import { inspect } from 'node:util';

import { SynodeError } from '../errors.ts';
import type { OutputAdapter } from '../model/adapter.ts';
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
} from './adapter-checks.ts';
import type { AdapterSubject, ReceivedEvent } from './adapter-contract.ts';
import { drive, runInfo } from './adapter-driver.ts';
import { sampleEvents } from './adapter-sample.ts';

/** Turns of the event loop in which an adapter that takes too much shows it. */
const TURNS = 50;

/** By the number of the point. */
export const failurePoints: Readonly<Record<number, (subject: AdapterSubject) => Promise<void>>> = {
  7: failsToOpen,
  8: holdsBack,
  9: namesWhatArrived,
  10: triesAgain,
  16: keepsSecrets,
};

async function failsToOpen(subject: AdapterSubject): Promise<void> {
  const make = hookOrExcuse(subject, subject.faults?.open, { hook: 'faults.open', excuse: 'open-never-fails' });
  if (make === undefined) return;
  const adapter = await make();
  const error = await failureOf(() => adapter.open?.(runInfo()));
  mustBeAdapterError(error, 'open');
  must(error.operation === 'open', `the error names '${error.operation}' instead of 'open'`);
  mustSucceed(await failureOf(() => adapter.close?.()), 'close after a failed open');
}

async function holdsBack(subject: AdapterSubject): Promise<void> {
  const make = hookOrExcuse(subject, subject.faults?.slow, { hook: 'faults.slow', excuse: 'never-slow' });
  if (make === undefined) return;
  const { adapter, stalled, release } = await make();
  const sent = sampleEvents({ count: 4000, isHeavy: false });
  let handedOver = 0;
  const running = drive(adapter, sent, { batchSize: 10, onCall: (count) => (handedOver = count) });
  await Promise.race([stalled, running]);
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  const whileStalled = handedOver;
  release();
  const { error, maxInFlight } = await running;
  mustSucceed(error, 'the run');
  must(whileStalled < sent.length, `all ${sent.length} events were taken while the sink took none`);
  const limit = adapter.feed?.maxInFlight ?? 1;
  must(maxInFlight <= limit, `${maxInFlight} calls were under way where ${limit} are allowed`);
  mustBeAll(await subject.read(), sent);
}

async function namesWhatArrived(subject: AdapterSubject): Promise<void> {
  const make = hookOrExcuse(subject, subject.faults?.write, { hook: 'faults.write', excuse: 'write-never-fails' });
  if (make === undefined) return;
  const sent = sampleEvents({ count: 5000, isHeavy: false });
  const { error, handedOver } = await drive(await make(), sent, { batchSize: 10 });
  mustBeAdapterError(error, 'a run into a failing sink');
  const { acknowledged, unacknowledged } = error;
  const received = await subject.read();
  const ids = new Set(received.map(({ id }) => id));
  const lost = sent.slice(0, acknowledged).find(({ id }) => !ids.has(id));
  must(lost === undefined, `${acknowledged} events are called acknowledged, but '${lost?.id}' is not there`);
  mustBeSome(received, sent.slice(0, handedOver));
  must(
    acknowledged + unacknowledged >= ids.size && acknowledged + unacknowledged <= handedOver,
    `${acknowledged} acknowledged and ${unacknowledged} not, of ${handedOver} handed over and ${ids.size} arrived`,
  );
}

/** Nothing that was not sent, nothing changed, nothing out of order. */
function mustBeSome(received: readonly ReceivedEvent[], sent: readonly Event[]): void {
  const texts = new Set(sent.map(textOf));
  const strange = received.find((event) => !texts.has(textOf(event)));
  must(strange === undefined, `event '${strange?.id}' arrived changed, or was never sent`);
  mustKeepOrder(received, sent);
}

async function triesAgain(subject: AdapterSubject): Promise<void> {
  const make = hookOrExcuse(subject, subject.faults?.transient, { hook: 'faults.transient', excuse: 'no-own-retry' });
  if (make === undefined) return;
  const sent = sampleEvents({ count: 200, isHeavy: false });
  const adapter = await make();
  mustSucceed((await drive(adapter, sent, { batchSize: 10 })).error, 'a run with one passing fault');
  const received = await subject.read();
  const isTwice = deviates(subject, 'at-least-once');
  mustBeAll(isTwice ? firstOfEach(received) : received, sent);
  must((adapter.report?.().retries ?? 1) > 0, 'the report counts no retry');
}

function firstOfEach(received: readonly ReceivedEvent[]): readonly ReceivedEvent[] {
  return [...new Map(received.toReversed().map((event) => [event.id, event])).values()].toReversed();
}

async function keepsSecrets(subject: AdapterSubject): Promise<void> {
  const secrets = hookOrExcuse(subject, subject.secrets, { hook: 'secrets', excuse: 'takes-no-secrets' });
  if (secrets === undefined) return;
  const sent = sampleEvents({ count: 200, isHeavy: false });
  await mustNotTell(subject.create(), sent, secrets);
  if (subject.faults?.open !== undefined) await mustNotTell(await subject.faults.open(), sent, secrets);
  if (subject.faults?.write !== undefined) await mustNotTell(await subject.faults.write(), sent, secrets);
}

async function mustNotTell(
  adapter: OutputAdapter<Event>,
  sent: readonly Event[],
  secrets: readonly string[],
): Promise<void> {
  const { error } = await drive(adapter, sent, { batchSize: 10 });
  const told = [
    ['an error', error === undefined ? '' : inspect(error, { depth: 20, showHidden: true })],
    ['the text of an error', error instanceof SynodeError ? error.format() + JSON.stringify(error) : ''],
    ['the report', JSON.stringify(adapter.report?.() ?? null)],
  ] as const;
  for (const [where, text] of told) {
    const shown = secrets.find((secret) => text.includes(secret));
    must(shown === undefined, `${where} shows the secret '${shown}'`);
  }
}
