/**
 * The worker threads of a run, from the main thread's side: starts them, deals work, hears what they send, and notices
 * when one dies.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';

import Tinypool from 'tinypool';

import { SLOT_BYTES } from '../encode/limits.ts';
import { SynodeError } from '../errors.ts';
import { fromPlainError } from './plain-error.ts';
import { SLOTS, type FromWorker, type ToWorker, type WorkerStart, type WorkerTask } from './protocol.ts';

/** How threads are started; each gets its number and its slots besides. */
export type PoolStart = Omit<WorkerStart, 'thread' | 'slots'>;

/** What one thread says in answer to orders. */
export type Answer = Exclude<FromWorker, { readonly type: 'ready' | 'refused' }>;

const YOUNG_GENERATION_MB = 16;

/** One thread and the line to it. */
export class WorkerThread {
  readonly thread: number;
  readonly slots: SharedArrayBuffer;
  readonly #port: MessagePort;
  /** Node's own number of the thread; 0 until it is ready. */
  threadId = 0;
  /** What the thread was given to do and has not done, in order: named when it dies. */
  readonly assignments: string[] = [];

  constructor(thread: number, slots: SharedArrayBuffer, port: MessagePort) {
    this.thread = thread;
    this.slots = slots;
    this.#port = port;
  }

  get assignment(): string {
    return this.assignments[0] ?? 'its start';
  }

  send(message: ToWorker): void {
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }
}

export class Pool {
  readonly threads: readonly WorkerThread[];
  readonly #pool: Tinypool;
  readonly #ended: Promise<void>[] = [];
  readonly #stopped: Promise<void>[] = [];
  readonly #exits: Promise<void>[] = [];
  /** Rejects as soon as a thread dies or refuses. */
  readonly failed: Promise<never>;
  #fail: (error: SynodeError) => void = () => undefined;
  #isStopping = false;

  private constructor(pool: Tinypool, threads: readonly WorkerThread[]) {
    this.#pool = pool;
    this.threads = threads;
    this.failed = new Promise<never>((_resolve, reject) => (this.#fail = reject));
    // Whoever waits for an answer races against it; unraced it must not be an unhandled rejection.
    this.failed.catch(() => undefined);
  }

  /** Starts the threads and waits until each has the same plan. `hear` gets everything they say from then on. */
  static async start(start: PoolStart, hear: (thread: WorkerThread, answer: Answer) => void): Promise<Pool> {
    const { threads: count } = start;
    const tinypool = new Tinypool({
      // From the sources' folder and from that of the built chunks alike.
      filename: new URL('../engine/worker.js', import.meta.url).href,
      minThreads: count,
      maxThreads: count,
      name: 'serve',
      // With atomics a worker's event loop freezes between tasks; sockets and timers of handlers would stall.
      useAtomics: false,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const channels = Array.from({ length: count }, () => new MessageChannel());
    const threads = channels.map(
      ({ port1 }, i) => new WorkerThread(i, new SharedArrayBuffer(SLOTS * SLOT_BYTES), port1),
    );
    const pool = new Pool(tinypool, threads);
    const ready = threads.map((thread, i) => pool.#connect(thread, channels[i]?.port1, hear));
    for (const [i, { port2: port }] of channels.entries()) {
      const slots = threads[i]?.slots ?? new SharedArrayBuffer(0);
      const task: WorkerTask = { start: { ...start, thread: i, slots }, port };
      pool.#ended.push(pool.#serve(task, port));
    }
    pool.#watch();
    try {
      await Promise.race([Promise.all(ready), pool.failed]);
    } catch (thrown) {
      await pool.destroy();
      throw thrown;
    }
    return pool;
  }

  /** Tells every thread that the run is told to stop; by `halt`, that nothing more is wanted. */
  tellAll(type: 'abort' | 'halt'): void {
    for (const thread of this.threads) thread.send({ type });
  }

  /** Lets every thread finish and say its tally. `as`: how what is under way is counted. */
  async stop(as: 'censored' | 'open'): Promise<void> {
    this.#isStopping = true;
    for (const thread of this.threads) thread.send({ type: 'stop', as });
    // Tallies come by the line, the end of a task by another: both have to be waited for.
    await Promise.race([Promise.all([...this.#stopped, ...this.#ended]), this.failed]);
  }

  /** Ends all threads at once. */
  async destroy(): Promise<void> {
    this.#isStopping = true;
    for (const thread of this.threads) thread.close();
    // The library would wait for the exit of a thread that has died already, for ever: so the exits are waited for here.
    void this.#pool.destroy();
    await Promise.all(this.#exits);
  }

  #connect(
    thread: WorkerThread,
    port: MessagePort | undefined,
    hear: (thread: WorkerThread, answer: Answer) => void,
  ): Promise<void> {
    return new Promise((isReady) => {
      const stopped = new Promise<void>((hasStopped) => {
        port?.on('message', (message: FromWorker) => {
          if (message.type === 'ready') {
            thread.threadId = message.threadId;
            isReady();
          } else if (message.type === 'refused') this.#fail(refusal(fromPlainError(message.error)));
          else hear(thread, message);
          if (message.type === 'stopped') hasStopped();
        });
      });
      this.#stopped.push(stopped);
    });
  }

  async #serve(task: WorkerTask, port: MessagePort): Promise<void> {
    try {
      await this.#pool.run(task, { transferList: [port] });
    } catch (thrown) {
      if (!this.#isStopping)
        this.#fail(died(thrown instanceof Error ? thrown.message : String(thrown), this.#assignments()));
    }
  }

  /** A worker that exits leaves its promise pending for ever, so its exit is watched. */
  #watch(): void {
    for (const worker of this.#pool.threads) {
      const { threadId } = worker;
      const exit = new Promise<void>((resolve) => {
        worker.once('exit', (code: number) => {
          resolve();
          const thread = this.threads.find((one) => one.threadId === threadId);
          if (!this.#isStopping)
            this.#fail(died(`exited with code ${code}`, thread?.assignment ?? this.#assignments()));
        });
      });
      this.#exits.push(exit);
    }
  }

  #assignments(): string {
    return this.threads.map(({ assignment }) => assignment).join('; ');
  }
}

function died(how: string, on: string): SynodeError {
  return new SynodeError('WORKER_DIED', `worker ${how} on ${on}`, {
    path: ["option 'workers'"],
    expected: 'workers that live until the run ends',
    received: how,
    suggestion: 'Does a handler call process.exit, or need more memory?',
  });
}

function refusal(error: SynodeError): SynodeError {
  if (!error.rawMessage.startsWith('the worker compiled another plan')) return error;
  return new SynodeError('WORKER_PLAN_MISMATCH', error.rawMessage, {
    path: ["option 'workerModule'"],
    expected: 'a module that gives the same plan whenever it is loaded',
    received: 'two plans',
    suggestion: 'Does the module read the clock, random numbers or a file that changes?',
  });
}
