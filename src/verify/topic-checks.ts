/** What holds of topics into which a run was delivered: the events of the run, each once, those of each key in order. */
import { FindingLog } from './check.ts';
import { resultOf, type FileCheckResult } from './result.ts';
import { SeenIds } from './seen-ids.ts';
import { readRecord, type Recoding, type TopicEvent, type TopicRecord } from './topic-record.ts';
import type { Written } from './written.ts';

/** What is known beside the records. */
export interface TopicContext {
  /** `undefined`: nobody said what was written. */
  readonly written: Written | undefined;
  readonly recoding: Recoding;
  /** A digest of a set of canonical lines, as the run made one. */
  readonly set: { readonly add: (line: Buffer) => void; readonly finish: () => string };
  /** How many records may come. */
  readonly expected: number;
}

/** What the checkpoint topic says of the run: up to where it was delivered. */
export type CheckpointPlace = { readonly ordinal: number } | { readonly missing: string };

interface Before {
  readonly ms: number;
  readonly sequence: number | undefined;
  readonly place: string;
}

const SHOWN = 3;

export class TopicChecks {
  #records = 0;
  readonly #context: TopicContext;
  readonly #sound = new FindingLog();
  readonly #order = new FindingLog();
  readonly #ids: SeenIds;
  readonly #last = new Map<string, Before>();
  readonly #repeated: string[] = [];
  #repeats = 0;
  /** Records whose events have been looked at, each once. */
  #events = 0;
  #unread = 0;
  #unlined = 0;

  constructor(context: TopicContext) {
    this.#context = context;
    this.#ids = new SeenIds(context.expected);
  }

  get records(): number {
    return this.#records;
  }

  see(record: TopicRecord): void {
    this.#records++;
    const event = readRecord(record, this.#context.recoding);
    this.#sound.rows++;
    if (typeof event === 'string') return this.#sound.add(finding(`${placeOf(record)}: a record ${event}`));
    if (event.id === undefined) {
      this.#unread++;
      this.#events++;
      return;
    }
    if (!this.#ids.add(event.id)) {
      this.#repeats++;
      if (this.#repeated.length < SHOWN) this.#repeated.push(event.id);
      return;
    }
    this.#events++;
    if (event.line === undefined) this.#unlined++;
    else this.#context.set.add(event.line);
    this.#checkOrder(record, event);
  }

  /** @param waiting records behind an open transaction */
  results(waiting: number, place: CheckpointPlace): readonly FileCheckResult[] {
    const checks: readonly [id: string, name: string, log: FindingLog, missing?: string][] = [
      ['records', 'every-record-is-an-event', this.#sound],
      ['count', 'as-many-as-were-written', ...this.#count()],
      ['set', 'the-events-that-were-written', ...this.#set()],
      ['ids', 'ids-are-unique', ...this.#unique()],
      ['order', 'order-of-each-key', this.#order, 'no record has a key'],
      ['transactions', 'no-transaction-is-open', this.#transactions(waiting)],
      ['checkpoint', 'delivered-to-the-end', ...this.#checkpoint(place)],
    ];
    return checks.map(([id, name, log, missing]) =>
      resultOf({ id, name, log, ...(missing === undefined ? {} : { missing }) }, new Map()),
    );
  }

  #checkOrder(record: TopicRecord, { userId, ms, sequence }: TopicEvent): void {
    if (record.key === null) return;
    this.#order.rows++;
    // Users follow one another, unless the run is ordered by time: their events are compared among themselves.
    const isByTime = this.#context.written?.order === 'time';
    const key = `${record.topic}\n${record.key.toString('base64')}`;
    const lane = isByTime ? key : `${key}\n${userId}`;
    const before = this.#last.get(lane);
    const place = placeOf(record);
    this.#last.set(lane, { ms, sequence, place });
    if (before === undefined) return;
    const said = `events of key ${String(record.key)}`;
    if (before.place !== place) this.#order.add(finding(`${said} stand in ${before.place} and in ${place}`));
    if (ms < before.ms) {
      const [late, early] = [before.ms, ms].map((instant) => new Date(instant).toISOString());
      this.#order.add(finding(`${place}: ${said} of ${early} stand behind those of ${late}`));
    } else if (!isByTime && sequence !== undefined && before.sequence !== undefined && sequence <= before.sequence) {
      this.#order.add(finding(`${place}: ${said} go from number ${before.sequence} to ${sequence}`));
    }
  }

  #count(): [FindingLog, string?] {
    const log = new FindingLog();
    const { written } = this.#context;
    if (written === undefined) return [log, 'no --manifest'];
    log.rows = Math.max(this.#events, 1);
    if (this.#events !== written.events) {
      const difference = this.#events - written.events;
      const how = difference < 0 ? `${-difference} are missing` : `${difference} are too many`;
      log.add(finding(`${this.#events} events, ${written.events} were written: ${how}`));
    }
    return [log];
  }

  #set(): [FindingLog, string?] {
    const log = new FindingLog();
    const { written, set } = this.#context;
    if (written === undefined) return [log, 'no --manifest'];
    if (written.set === undefined) return [log, 'the manifest has no set digest: run with --digest full'];
    if (this.#unread > 0)
      return [log, `${this.#unread} values are in the form of a serializer, which is not read here`];
    if (this.#unlined > 0)
      return [log, `${this.#unlined} CloudEvents do not hold all of their events: meta, or a serializer`];
    log.rows = Math.max(this.#events, 1);
    const found = set.finish();
    if (found !== written.set)
      log.add(finding(`events were lost, added or changed: their digest is ${found}, not ${written.set}`));
    return [log];
  }

  #unique(): [FindingLog, string?] {
    const log = new FindingLog();
    log.rows = this.#events - this.#unread;
    if (this.#repeats > 0) {
      const such = this.#repeated.map((id) => `'${id}'`).join(', ');
      log.rows += this.#repeats;
      log.add(finding(`${this.#repeats} records repeat an event that stands before them, such as ${such}`));
    }
    return [log, 'no record tells an id'];
  }

  #transactions(waiting: number): FindingLog {
    const log = new FindingLog();
    log.rows = 1;
    if (waiting > 0) {
      log.add(
        finding(`${waiting} records stand behind an open transaction: start the run again, or wait for its time-out`),
      );
    }
    return log;
  }

  #checkpoint(place: CheckpointPlace): [FindingLog, string?] {
    const log = new FindingLog();
    const { written } = this.#context;
    if ('missing' in place) return [log, place.missing];
    if (written === undefined) return [log, 'no --manifest'];
    log.rows = 1;
    if (place.ordinal !== written.events) {
      log.add(finding(`the checkpoint topic says ${place.ordinal} events, ${written.events} were written`));
    }
    return [log];
  }
}

const finding = (message: string) => ({ targets: [], message });

function placeOf({ topic, partition }: TopicRecord): string {
  return `${topic}/${partition}`;
}
