/** Where events go, in words: the targets of `--to`, and adapters as a config writes them → adapters. */
import { join } from 'node:path';

import { didYouMean, SynodeError } from '../errors.ts';
import type { OutputAdapter } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';
import type { AdapterBlock } from './data-config.ts';

/** Files of these formats can be named by the format alone; they stand in the output folder then. */
const FORMATS = ['ndjson', 'csv', 'json'] as const;
const KAFKA = 'kafka://';
const WORDS = ['-', 'console', 'null', ...FORMATS];

type Options = Readonly<Record<string, unknown>>;

/** What the command line and the config say about the destination. */
export interface Destination {
  /** `--to`, in order. */
  readonly targets: readonly string[];
  /** Options of the one target, by `--set adapter.…`. */
  readonly settings?: Options;
  /** `--out`. */
  readonly folder: string | undefined;
  /** `adapter` of the config. */
  readonly configured: unknown;
  /** Whether pretty lines may have colours. */
  readonly color: boolean;
  /** `--new-run`. */
  readonly isNewRun?: boolean;
}

/** An adapter, and whether it owns standard output. */
export interface ChosenAdapter {
  readonly adapter: OutputAdapter<AnyEvent> | (() => OutputAdapter<AnyEvent>);
  readonly usesStdout: boolean;
}

/** Flags win over the config; with neither, events go to the output folder, and without one to the console. */
export async function chooseAdapter(destination: Destination): Promise<ChosenAdapter> {
  const { targets, folder, configured, color, settings = {}, isNewRun = false } = destination;
  if (isNewRun) checkNewRun(targets, configured);
  const context = { folder, color, settings, isNewRun };
  const chosen =
    targets.length > 0 ? targets : configured === undefined ? [folder === undefined ? 'console' : 'ndjson'] : undefined;
  if (chosen !== undefined) return adapterFor(chosen, context);
  if (typeof configured === 'string') return adapterFor([configured], context);
  if (isBlock(configured))
    return { adapter: await fromBlock(configured, context), usesStdout: blockUsesStdout(configured) };
  const isConsole =
    typeof configured === 'object' && configured !== null && 'name' in configured && configured.name === 'console';
  // Instances and factories are judged by the run itself.
  return { adapter: configured as ChosenAdapter['adapter'], usesStdout: isConsole };
}

interface TargetContext {
  readonly folder: string | undefined;
  readonly color: boolean;
  /** Options of the target's adapter. */
  readonly settings: Options;
  readonly isNewRun?: boolean;
}

async function adapterFor(targets: readonly string[], context: TargetContext): Promise<ChosenAdapter> {
  const adapters = await Promise.all(targets.map((target) => fromTarget(target, context)));
  const usesStdout = targets.some((target) => target === '-' || target === 'console');
  return { adapter: await together(adapters), usesStdout };
}

async function together(adapters: readonly OutputAdapter<AnyEvent>[], options = {}): Promise<OutputAdapter<AnyEvent>> {
  const [only, ...more] = adapters;
  if (only !== undefined && more.length === 0) return only;
  const { CompositeAdapter } = await import('../../adapters/composite.ts');
  return new CompositeAdapter<AnyEvent>(adapters, options);
}

async function fromTarget(target: string, context: TargetContext): Promise<OutputAdapter<AnyEvent>> {
  const { color, settings } = context;
  if (target === '-') {
    const { StreamAdapter } = await import('../../adapters/stream.ts');
    return new StreamAdapter(process.stdout, withTarget({ end: false }, settings));
  }
  if (target === 'console') {
    const { ConsoleAdapter } = await import('../../adapters/console.ts');
    return new ConsoleAdapter({ ...(color ? {} : { color: false }), ...settings });
  }
  if (target === 'null') {
    const { NullAdapter } = await import('../../adapters/null.ts');
    refuseAny(settings);
    return new NullAdapter();
  }
  if (/^https?:\/\//.test(target)) {
    const { HttpAdapter } = await import('../../adapters/http.ts');
    return new HttpAdapter(withTarget({ url: target }, settings));
  }
  if (target.startsWith(KAFKA)) return toKafka(target, context);
  return toFile(target, context);
}

/** `kafka://b1:9092,b2:9092/topic`. A command that was killed is given again, so it goes on where it was. */
async function toKafka(target: string, { settings, isNewRun }: TargetContext): Promise<OutputAdapter<AnyEvent>> {
  const { KafkaAdapter } = await import('../../adapters/kafka.ts');
  const said = readKafkaAddress(target);
  if (said === undefined) throw noKafkaAddress(target);
  return new KafkaAdapter({ delivery: 'exactly-once', ...withTarget(said, settings), ...newRun(isNewRun) });
}

/** Brokers and topic of `kafka://b1:9092,b2:9092/topic`. */
export function readKafkaAddress(target: string): { readonly brokers: string[]; readonly topic: string } | undefined {
  const [, brokers, topic] = /^kafka:\/\/([^/@?#\s]+)\/([^/?#\s]+)$/.exec(target) ?? [];
  return brokers === undefined || topic === undefined ? undefined : { brokers: brokers.split(','), topic };
}

/** What a document for consumers may say of the records: as far as words name a Kafka, and options that it shares. */
export function kafkaDocument({
  targets,
  configured,
  settings = {},
}: Pick<Destination, 'targets' | 'configured' | 'settings'>) {
  const address = targets.map(readKafkaAddress).find((found) => found !== undefined);
  const isKafka = targets.length === 0 && isBlock(configured) && configured.type === 'kafka';
  const said = address === undefined ? (isKafka ? (configured as Options) : undefined) : { ...settings, ...address };
  if (said === undefined) return undefined;
  const shared = ['topic', 'brokers', 'cloudEvents', 'key'].filter((key) => said[key] !== undefined);
  return Object.fromEntries(shared.map((key) => [key, said[key]]));
}

function newRun(isNewRun: boolean | undefined) {
  return isNewRun === true ? { newRun: true } : {};
}

function noKafkaAddress(target: string): SynodeError {
  // An address may hold a password.
  const isSecret = target.includes('@');
  return new SynodeError('INVALID_OPTION', '--to kafka://… names no brokers and topic', {
    path: ["flag '--to'"],
    expected: 'kafka://host:port,host:port/topic',
    received: isSecret ? 'an address with a name or password' : `'${target}'`,
    suggestion: isSecret
      ? 'Give name and password as sasl of an adapter in the config.'
      : 'Write --to kafka://localhost:9092/events.',
  });
}

/** Only Kafka knows of earlier runs. */
function checkNewRun(targets: readonly string[], configured: unknown): void {
  if (targets.some((target) => target.startsWith(KAFKA))) return;
  if (targets.length === 0 && isBlock(configured) && configured.type === 'kafka') return;
  throw new SynodeError('INVALID_OPTION', '--new-run is about an earlier run into Kafka', {
    path: ["flag '--new-run'"],
    expected: '--to kafka://…, or adapter: { type: kafka } in a config of data',
    received: 'another destination',
    suggestion: 'Leave it out, or write newRun: true into the KafkaAdapter of the config.',
  });
}

async function toFile(target: string, { folder, settings }: TargetContext): Promise<OutputAdapter<AnyEvent>> {
  const { FileAdapter } = await import('../../adapters/file.ts');
  if (!FORMATS.some((format) => format === target)) {
    checkPath(target);
    return new FileAdapter(withTarget({ path: target }, settings));
  }
  if (folder === undefined) throw needsFolder(target);
  const path = join(folder, 'events', `events.${target}`);
  const labels = join(folder, 'labels', `labels.${target}`);
  return new FileAdapter(withTarget({ path, labels, format: target as (typeof FORMATS)[number] }, settings));
}

/** What the target says, completed by settings; their values are judged by the adapter. */
function withTarget<T extends object>(said: T, settings: Options): T {
  const twice = Object.keys(settings).find((key) => Object.hasOwn(said, key));
  if (twice === undefined) return { ...settings, ...said };
  throw new SynodeError('INVALID_OPTION', `--set adapter.${twice} contradicts --to, which says it already`, {
    path: ["flag '--set'"],
    expected: `options beside ${Object.keys(said).join(', ')}`,
    received: `adapter.${twice}`,
    suggestion: 'Leave it out.',
  });
}

function refuseAny(settings: Options): void {
  const [key] = Object.keys(settings);
  if (key === undefined) return;
  throw new SynodeError('UNKNOWN_KEY', `unknown option '${key}' of NullAdapter`, {
    path: ["flag '--set'"],
    expected: 'no options',
    received: `'${key}'`,
    suggestion: 'Leave it out.',
  });
}

/** A bare word is no path: it would be a mistyped target. */
function checkPath(target: string): void {
  const scheme = /^([a-z][a-z0-9+]*):\/\//i.exec(target)?.[1];
  if (scheme === undefined && /[./\\]/.test(target)) return;
  throw new SynodeError(
    'INVALID_OPTION',
    scheme === undefined ? `there is no target '${target}'` : `there is no target for addresses with ${scheme}://`,
    {
      path: ["flag '--to'"],
      expected: `a path such as out/events.ndjson, an address with http://, https:// or kafka://, or one of ${WORDS.join(', ')}`,
      // An address may hold a password.
      received: scheme === undefined ? `'${target}'` : `an address with ${scheme}://`,
      suggestion: scheme === undefined ? suggestTarget(target) : 'Use a file, or an adapter in the config.',
    },
  );
}

function suggestTarget(target: string): string {
  const near = didYouMean(target, WORDS);
  return near.startsWith('Did you mean') ? near : `For a file, write ./${target} or ${target}.ndjson.`;
}

function needsFolder(target: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `--to ${target} needs an output folder`, {
    path: ["flag '--to'"],
    expected: '--out, the folder for the file',
    received: 'no --out',
    suggestion: `Add --out out, or name a file: --to events.${target}`,
  });
}

function isBlock(value: unknown): value is AdapterBlock {
  return typeof value === 'object' && value !== null && 'type' in value && !('write' in value);
}

function blockUsesStdout({ type, adapters = [] }: AdapterBlock): boolean {
  if (type === 'console') return true;
  return adapters.some((child) =>
    typeof child === 'string' ? child === '-' || child === 'console' : blockUsesStdout(child),
  );
}

/** An adapter written as data: `{ type: 'file', path: … }`; the other keys are the options of its class. */
async function fromBlock(block: AdapterBlock, context: TargetContext): Promise<OutputAdapter<AnyEvent>> {
  const { type, adapters = [], ...options } = block;
  switch (type) {
    case 'file': {
      const { FileAdapter } = await import('../../adapters/file.ts');
      return new FileAdapter(options as never);
    }
    case 'http': {
      const { HttpAdapter } = await import('../../adapters/http.ts');
      return new HttpAdapter(options as never);
    }
    case 'kafka': {
      const { KafkaAdapter } = await import('../../adapters/kafka.ts');
      return new KafkaAdapter({ ...options, ...newRun(context.isNewRun) } as never);
    }
    case 'console': {
      const { ConsoleAdapter } = await import('../../adapters/console.ts');
      return new ConsoleAdapter(options);
    }
    case 'null':
      return fromTarget('null', context);
    case 'composite': {
      const { CompositeAdapter } = await import('../../adapters/composite.ts');
      const children = adapters.map((child) =>
        typeof child === 'string' ? fromTarget(child, context) : fromBlock(child, context),
      );
      return new CompositeAdapter<AnyEvent>(await Promise.all(children), options);
    }
    default:
      return type satisfies never;
  }
}
