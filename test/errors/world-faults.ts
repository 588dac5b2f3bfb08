/** What can go wrong beside an author's definitions and handlers, a case for each code. */
import { fileURLToPath } from 'node:url';

import { CompositeAdapter } from '../../adapters/composite.ts';
import { HttpAdapter } from '../../adapters/http.ts';
import { KafkaAdapter } from '../../adapters/kafka.ts';
import { NullAdapter } from '../../adapters/null.ts';
import {
  AdapterError,
  conditional,
  correlate,
  defineAction,
  dryRun,
  generate,
  InMemoryAdapter,
  normal,
  wait,
  type AnyEvent,
  type Event,
  type FieldGroup,
  type OutputAdapter,
} from '../../src/index.ts';
import { DiskSpool } from '../../src/run/spool.ts';
import { answer, Web } from '../adapters/web.ts';
import { configOf, newProject } from '../cli/project.ts';
import { action, flow, silent } from '../journeys/world.ts';

/** What somebody does, and the code of what they are told. */
export interface WorldFault {
  readonly code: string;
  readonly provoke: () => Promise<unknown>;
}

const shop = flow('shop', [action('view')]);
const to = (adapter: OutputAdapter<AnyEvent>, options: object = {}) =>
  generate(shop, { users: 2, logger: false, adapter, ...options });

/** A server that answers every request with this status. */
async function toServer(status: number): Promise<unknown> {
  const web = await Web.start(answer(status));
  try {
    return await to(new HttpAdapter({ url: web.url(), maxRetries: 0 }));
  } finally {
    await web.stop();
  }
}

/** The error a command tells in its document. */
async function command(args: string, files: Readonly<Record<string, string>>): Promise<never> {
  const project = await newProject(files);
  try {
    const { stdout } = await project.synode(`${args} --json`);
    const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string } };
    throw Object.assign(new Error('told by the command'), error);
  } finally {
    await project.remove();
  }
}

const full = (): Promise<void> =>
  Promise.reject(new AdapterError('ADAPTER_ERROR', 'full', { ...failure, systemCode: 'ENOSPC' }));
const failure = { adapter: 'mine', operation: 'write', retriable: true, acknowledged: 0, unacknowledged: 1 } as const;

function changesWhatItReturned() {
  let kept: Event | undefined;
  const view = defineAction({ id: 'view', handler: (ctx) => [(kept = ctx.event('viewed'))] });
  const change = silent('change', () => void kept?.timestamp.setTime(4e12));
  return flow('shop', [view, wait('1h'), change, action('pay')]);
}

/** Numbers that an author ties together in a way that cannot be. */
const tied = (group: FieldGroup): Promise<unknown> => {
  const number = (): ReturnType<typeof normal> => normal({ mean: 0, sd: 1 });
  const pay = action('pay', { fields: { a: number(), b: number(), c: number() }, groups: [group] });
  return generate(flow('shop', [pay]), { users: 1, logger: false, adapter: new NullAdapter() });
};
const fields = ['a', 'b', 'c'];
const HIGH = normal({ mean: 5, sd: 1 });
/** What goes with one and with the other, but not with both: three fields cannot be like that. */
const contradiction = [
  [1, 0.9, -0.9],
  [0.9, 1, 0.9],
  [-0.9, 0.9, 1],
];

export const faults: readonly WorldFault[] = [
  {
    code: 'KAFKA_CONNECT_FAILED',
    provoke: () => to(new KafkaAdapter({ brokers: ['127.0.0.1:1'], topic: 't', connectTimeoutMs: 100 })),
  },
  {
    code: 'KAFKA_CODEC_MISSING',
    provoke: () => to(new KafkaAdapter({ brokers: ['127.0.0.1:1'], topic: 't', compression: 'zstd' })),
  },
  {
    code: 'COPULA_FIELDS',
    provoke: () => tied(correlate({ id: 'g', fields: ['a', 'd'], copula: { family: 'gaussian', tau: 0.5 } })),
  },
  {
    code: 'COPULA_RANGE',
    provoke: () => tied(correlate({ id: 'g', fields: ['a', 'b'], copula: { family: 'gumbel', tau: -0.5 } })),
  },
  {
    code: 'CORRELATION_NOT_POSITIVE_DEFINITE',
    provoke: () => tied(correlate({ id: 'g', fields, copula: { family: 'gaussian', rho: contradiction } })),
  },
  {
    code: 'CONDITIONAL_CASES',
    // What is not drawn yet cannot decide.
    provoke: () =>
      tied(
        conditional({
          field: 'a',
          given: 'b',
          // eslint-disable-next-line unicorn/no-thenable -- the word of a case
          cases: [{ when: [1, 10], then: HIGH }],
          otherwise: 'base',
        }),
      ),
  },
  { code: 'CONFIG_NOT_FOUND', provoke: () => command('validate', {}) },
  {
    code: 'CONFIG_AMBIGUOUS',
    provoke: () => command('validate', { 'synode.config.mjs': configOf(''), 'synode.config.json': '{}' }),
  },
  { code: 'CONFIG_INVALID', provoke: () => command('validate', { 'synode.config.json': '{' }) },
  {
    code: 'EXPORT_NOT_FOUND',
    provoke: () =>
      command('validate', {
        'synode.config.json': '{ "journeys": "./shop.mjs#journeys" }',
        'shop.mjs': 'export const journey = 1;',
      }),
  },
  {
    // A clock is a part of the run that no command asks for: what it throws is nobody's error.
    code: 'INVARIANT_BROKEN',
    provoke: () =>
      command('generate --to null', {
        'synode.config.mjs': configOf("users: 1, clock: { now: () => { throw new Error('stopped'); }, sleep() {} }"),
      }),
  },
  {
    code: 'WORKER_DIED',
    provoke: async () => {
      const built = await import('../../dist/src/index.js');
      const workerModule = new URL('../workers/dying-module.ts', import.meta.url);
      return built.generate([], { users: 100, workers: 1, workerModule, logger: false, adapter: { write() {} } });
    },
  },
  { code: 'ORDER_VIOLATION', provoke: () => dryRun(changesWhatItReturned()) },
  {
    code: 'DUPLICATE_EVENT_ID',
    provoke: () =>
      dryRun(
        flow('shop', [defineAction({ id: 'view', handler: (ctx) => [ctx.event('viewed', {}, { id: 'one' })] })]),
        2,
      ),
  },
  { code: 'ADAPTER_INVALID', provoke: () => to({} as never) },
  { code: 'ADAPTER_ERROR', provoke: () => to({ write: full }) },
  {
    code: 'ADAPTER_CLOSE_TIMEOUT',
    provoke: () => to({ write: () => undefined, close: () => new Promise(() => undefined) }, { closeTimeoutMs: 1 }),
  },
  {
    code: 'ADAPTER_CLOSED',
    provoke: async () => {
      const adapter = new InMemoryAdapter();
      await to(adapter as never);
      await to(adapter as never);
    },
  },
  { code: 'ADAPTER_LIMIT', provoke: () => to(new InMemoryAdapter({ limit: 1 }) as never) },
  {
    code: 'SPOOL_FAILED',
    // The folder is a file.
    provoke: async () => new DiskSpool(fileURLToPath(import.meta.url)).write(new Uint8Array(1)),
  },
  {
    code: 'ENCODING_FAILED',
    provoke: () => {
      const pay = defineAction({ id: 'pay', handler: (ctx) => [ctx.event('paid', { total: 12n })] });
      return generate(flow('shop', [pay]), { users: 1, logger: false, adapter: new NullAdapter() });
    },
  },
  { code: 'HTTP_REJECTED', provoke: () => toServer(422) },
  { code: 'HTTP_FAILED', provoke: () => toServer(503) },
  { code: 'COMPOSITE_FAILED', provoke: () => to(new CompositeAdapter([{ write: full }], { onError: 'isolate' })) },
  { code: 'INTERRUPTED', provoke: () => to(new NullAdapter(), { signal: AbortSignal.abort() }) },
];
