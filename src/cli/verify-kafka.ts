/** `synode verify kafka://…`: what stands in the topics of a run, against what the run says it has delivered. */
import { KAFKA_RULES } from '../../adapters/kafka/option-rules.ts';
import { readBack, type ReadBack } from '../../adapters/kafka/read-back.ts';
import { canonicalOfBinary, canonicalOfStructured } from '../encode/cloud-canonical.ts';
import { SetDigest } from '../engine/set-digest.ts';
import { SynodeError } from '../errors.ts';
import { TopicChecks, type CheckpointPlace } from '../verify/topic-checks.ts';
import { readWritten, type Written } from '../verify/written.ts';
import { splitSettings } from './set-option.ts';
import { readKafkaAddress } from './targets.ts';

/** What may be said beside the address. */
export interface TopicFlags {
  readonly manifest?: readonly string[];
  readonly set?: readonly string[];
}

const LABELS = '.labels';
/** Options of the adapter that say how records are written; those of the connection are judged by the adapter. */
const NOT_READING: readonly string[] = Object.keys(KAFKA_RULES).filter(
  (name) => !['ssl', 'sasl', 'clientId', 'requestTimeoutMs', 'connectTimeoutMs', 'checkpointTopic'].includes(name),
);
const CHECKPOINTS = 'synode-checkpoints';

/** Reads and compares. @throws SynodeError `NOTHING_TO_VERIFY`, `INVALID_OPTION`, and what `KafkaAdapter` throws */
export async function verifyTopics(address: string, { manifest = [], set = [] }: TopicFlags) {
  const said = readKafkaAddress(address);
  if (said === undefined) throw noAddress();
  const { brokers } = said;
  const topics = said.topic.split(',');
  const [first = ''] = topics;
  const { config, target: settings } = splitSettings({ set: [...set], to: [address] });
  const strange = config[0] ?? Object.keys(settings).find((key) => NOT_READING.includes(key));
  if (strange !== undefined) throw notOfAdapter(strange);
  const { checkpointTopic = CHECKPOINTS, ...connection } = settings as { readonly checkpointTopic?: string };
  const written = await readWritten(manifest);
  const cluster = await readBack({ ...connection, brokers, topic: first });
  const known = await cluster.existing([...topics, ...topics.map((topic) => topic + LABELS), checkpointTopic]);
  const missing = topics.filter((topic) => !known.has(topic));
  if (missing.length > 0) throw noTopics(missing);
  // Ground truth stands apart, and is part of the stream.
  const all = [...new Set([...topics, ...topics.map((topic) => topic + LABELS)])].filter((topic) => known.has(topic));
  const digest = new SetDigest();
  const checks = new TopicChecks({
    written,
    recoding: { structured: canonicalOfStructured, binary: canonicalOfBinary },
    set: { add: (line) => addLine(digest, line), finish: () => digest.finish() },
    expected: written?.events ?? 0,
  });
  let [waiting, bytes] = [0, 0];
  for (const topic of all) {
    const end = await cluster.read(topic, (record) => {
      bytes += record.value?.length ?? 0;
      checks.see(record);
    });
    waiting += end.waiting;
  }
  const topic = known.has(checkpointTopic) ? checkpointTopic : undefined;
  const place = await placeOf(cluster, { topic, written, of: said.topic });
  const results = checks.results(waiting, place);
  return {
    path: address,
    read: { topics: all, records: checks.records, bytes },
    checks: results,
    ok: results.every(({ outcome }) => outcome !== 'failed'),
  };
}

function addLine(digest: SetDigest, line: Buffer): void {
  // Its end is behind a line feed, which is not hashed.
  digest.lines({ bytes: line, ends: Uint32Array.of(line.length + 1), count: 1 });
}

async function placeOf(
  cluster: ReadBack,
  told: { readonly topic: string | undefined; readonly written: Written | undefined; readonly of: string },
): Promise<CheckpointPlace> {
  const { topic, written, of } = told;
  if (topic === undefined) return { missing: 'there is no checkpoint topic' };
  if (written === undefined) return { missing: 'no --manifest' };
  const { seed, planHash, parts } = written;
  const ordinal = await cluster.ordinalOf(topic, { seed, planHash, parts, topic: of });
  return ordinal === undefined ? { missing: `${topic} knows nothing of this run` } : { ordinal };
}

function noAddress(): SynodeError {
  return new SynodeError('INVALID_OPTION', 'verify kafka://… names no brokers and topic', {
    path: ["argument 'path'"],
    expected: 'kafka://host:port,host:port/topic,topic',
    received: 'another address',
    suggestion: 'Write synode verify kafka://localhost:9092/events.',
  });
}

function notOfAdapter(setting: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `--set ${setting} is not about reading topics`, {
    path: ["flag '--set'"],
    expected: 'adapter.ssl, adapter.sasl…, adapter.checkpointTopic, as with --to',
    received: `'${setting}'`,
    suggestion: 'Leave it out.',
  });
}

function noTopics(missing: readonly string[]): SynodeError {
  const names = missing.map((topic) => `'${topic}'`).join(', ');
  return new SynodeError('NOTHING_TO_VERIFY', `there is no topic ${names}`, {
    path: missing.map((topic) => `topic '${topic}'`),
    expected: 'topics that a run has written',
    received: `no ${names}`,
    suggestion: 'Name the topics as --to did.',
  });
}
