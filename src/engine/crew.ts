/** A run on worker threads, from the main thread's side: deals chunks or windows, puts what comes back in order. */
import type { Plan } from '../plan/plan.ts';
import type { ProcessPlan } from '../plan/process.ts';
import { SLOT_BYTES } from '../encode/limits.ts';
import { AHEAD, Chunks, type Chunk, type Share } from './chunks.ts';
import { CrewCounts, type CrewFindings } from './crew-counts.ts';
import { Mailbox } from './mailbox.ts';
import { handOnMerged, type MergeOutlet } from './merged.ts';
import { Pool, type Answer, type PoolStart, type WorkerThread } from './pool.ts';
import { shardOf } from './run-world.ts';
import type { CutPlace } from './protocol.ts';
import { recount, type Cut, type Shown } from './recount.ts';
import type { ResultFolds } from './results.ts';
import type { AtProcess } from './simulate.ts';
import type { Tally } from './tally.ts';
import { receive, ThreadRun, type ReceivedItems } from './thread-run.ts';
import { mergeAdditions, type Additions } from './views.ts';
import { Windows, type Window } from './window.ts';

/** What goes on with events that come from threads. */
export interface CrewOutlet extends MergeOutlet {
  readonly tally: Tally;
  readonly folds: ResultFolds | undefined;
  /** Length of every window in time order, ms; default: adapted. */
  readonly windowMs: number | undefined;
  /** Aborted by the caller. */
  readonly signal: AbortSignal;
  readonly warn: (code: string, message: string) => void;
  readonly atProcess?: AtProcess | undefined;
  /** Told of events that a thread has made. */
  readonly atThread?: ((thread: number, events: number) => void) | undefined;
}

/** A chunk and who has it. */
interface Dealt {
  readonly chunk: Chunk;
  readonly thread: WorkerThread;
}

export class Crew {
  readonly #plan: Plan;
  readonly #outlet: CrewOutlet;
  /** Answers that wait, by chunk or window and by thread. */
  readonly #mail = new Map<number, Map<WorkerThread, Mailbox>>();
  /** Chunks dealt so far. */
  #chunks = 0;
  #pool: Pool | undefined;
  #start: PoolStart | undefined;
  /** What was shown to the process that runs, in user order. */
  #shown: Shown | undefined;
  readonly #counts: CrewCounts;
  /** Where the run was stopped or failed, in user order. */
  #cut: Cut | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isCounted = false;

  constructor(plan: Plan, outlet: CrewOutlet) {
    this.#plan = plan;
    this.#outlet = outlet;
    this.#counts = new CrewCounts(outlet.tally);
  }

  /** What lanes did and judges found, once the threads have stopped. */
  get found(): CrewFindings {
    return this.#counts;
  }

  async start(start: PoolStart): Promise<void> {
    this.#start = start;
    this.#pool = await Pool.start(start, (thread, answer) => this.#hear(thread, answer));
    // Told to those that wait, instead of racing every answer against it: a race would never be forgotten.
    this.#pool.failed.catch((error: unknown) => {
      this.#failure = { error };
      for (const boxes of this.#mail.values()) for (const box of boxes.values()) box.fail(error);
    });
  }

  /** User order: chunks of actors, dealt as threads become free, handed on in their order; a reader waits for all before it. */
  async runByUser(): Promise<void> {
    // What was dealt is counted by chunks: a thread runs them to their ends, or is ended.
    await this.#telling('abort', () => this.#processAfterProcess());
  }

  async #processAfterProcess(): Promise<void> {
    for (const process of this.#plan.processes) {
      if (this.#outlet.policy.isClosed) return;
      this.#outlet.atProcess?.([process]);
      await this.#showViews(process.rank, undefined);
      if (!(await this.#runChunks(sharesOf(process, this.#plan)))) return;
    }
  }

  /** False when the run wants no more. */
  async #runChunks(shares: readonly Share[]): Promise<boolean> {
    const { threads } = this.#started();
    const chunks = new Chunks(shares, {
      threads: threads.length,
      lanes: this.#plan.options.lanes,
      first: this.#chunks,
    });
    const dealt: Dealt[] = [];
    const deal = (thread: WorkerThread): void => {
      const chunk = chunks.next();
      if (chunk === undefined) return;
      const { number, population, first, last } = chunk;
      this.#chunks = number + 1;
      dealt.push({ chunk, thread });
      thread.assignments.push(`actors ${first}–${last - 1}`);
      thread.send({ type: 'chunk', chunk: number, population, first, last });
    };
    for (let ahead = 0; ahead < AHEAD; ahead++) for (const thread of threads) deal(thread);
    for (let next = dealt.shift(); next !== undefined; next = dealt.shift()) {
      if (this.#outlet.policy.isClosed) {
        this.#cutAt(next.chunk, { events: 0, failures: Infinity });
        return false;
      }
      const slots = await this.#handOn(next);
      if (slots === undefined) return false;
      chunks.learn(next.chunk, slots);
      deal(next.thread);
    }
    return true;
  }

  /** Time order: all threads advance window by window; what they send is merged by the full key. */
  async runByTime(): Promise<void> {
    this.#outlet.atProcess?.(this.#plan.processes);
    // A window may be long, and the main thread waits for it: who is told to stop says so at once.
    await this.#telling('halt', () => this.#throughAll());
  }

  /** Tells the threads when the run is told to stop during this work, or was before it. */
  async #telling(type: 'abort' | 'halt', work: () => Promise<void>): Promise<void> {
    const { signal } = this.#outlet;
    const tell = (): void => this.#pool?.tellAll(type);
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell, { once: true });
    await work().finally(() => signal.removeEventListener('abort', tell));
  }

  async #throughAll(): Promise<void> {
    const { processes, options } = this.#plan;
    const windows = new Windows({ processes, end: options.window.end, windowMs: this.#outlet.windowMs });
    // Before the first window nobody knows when anything is due: an empty one tells.
    let due = (await this.#through(0, { until: -Infinity, reach: processes.map(() => -Infinity) })).due;
    for (let of = 1; !this.#outlet.policy.isClosed; of++) {
      const window = windows.next(due);
      if (window === undefined) return;
      const passed = await this.#through(of, window);
      windows.adapt(passed.count);
      due = passed.due;
    }
  }

  /** Takes all threads through one window. */
  async #through(of: number, window: Window): Promise<{ readonly count: number; readonly due: number }> {
    const { threads } = this.#started();
    for (const thread of threads) thread.assignments.push(`the window to ${describeEnd(window)}`);
    for (const { rank } of this.#plan.processes) await this.#showViews(rank, window);
    for (const thread of threads) thread.send({ type: 'window', of, window });
    const runs = threads.map((thread) => new ThreadRun(thread, () => this.#answerOf(thread, of)));
    const count = await handOnMerged(runs, this.#outlet).catch(async (thrown: unknown) => {
      // They have simulated the window to its end, which is what they will be asked about.
      for (const run of runs) await run.drop().catch(() => undefined);
      throw thrown;
    });
    for (const { thread, counted } of runs) this.#counts.note(thread, counted);
    this.#mail.delete(of);
    return { count, due: Math.min(...runs.map((run) => run.due)) };
  }

  /** Lets a process that reads see what all threads have folded of those before it; in windows they advance to it first. */
  async #showViews(rank: number, window: Window | undefined): Promise<void> {
    const { threads } = this.#started();
    const views = this.#plan.processes[rank]?.views ?? [];
    if (views.length === 0) return;
    // Below all numbers of chunks and windows.
    const of = -1 - rank;
    for (const thread of threads) thread.send({ type: 'turn', of, rank, window });
    const parts: Additions[] = [];
    for (const thread of threads) {
      const answer = await this.#answerOf(thread, of);
      if (answer.type === 'turned') parts.push(answer.additions);
    }
    this.#mail.delete(of);
    const additions = mergeAdditions(views, parts);
    if (additions.every((sums) => sums === undefined)) return;
    for (const thread of threads) thread.send({ type: 'views', rank, additions });
    this.#shown = { rank, additions };
  }

  async #answerOf(thread: WorkerThread, number: number): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#box(number, thread).next();
  }

  /** Lets the threads end and adds up what they counted; what an early end cut off is counted as if it had not run. */
  async stop(): Promise<void> {
    const pool = this.#started();
    if (this.#cut === undefined) await pool.stop(this.#outlet.policy.isClosed ? 'open' : 'censored');
    await this.#addUp();
  }

  /** After a failure: adds up what was counted up to it; of a thread that died, up to where it was last heard of. */
  async stopAtFailure(): Promise<void> {
    if (this.#isCounted || this.#pool === undefined) return;
    const isByTime = this.#plan.options.order === 'time';
    // A thread that dies now has its last word already, and the failure stands.
    if (isByTime && this.#failure === undefined) await this.#pool.stop('open').catch(() => undefined);
    await this.#addUp();
  }

  async #addUp(): Promise<void> {
    this.#isCounted = true;
    await this.#pool?.destroy();
    this.#counts.addKept();
    const cut = this.#cut;
    if (this.#start === undefined || cut === undefined || cut.place.events === 0) return;
    await recount(this.#start, cut, (counted) => this.#counts.add(counted));
  }

  /** Ends the threads at once, after a failure or an abort. */
  async abort(): Promise<void> {
    await this.#pool?.destroy();
  }

  /** Hands on everything of one chunk; gives the slots it filled, or `undefined` when the run wants no more. */
  async #handOn({ chunk, thread }: Dealt): Promise<number | undefined> {
    const { policy, delivery } = this.#outlet;
    const before = policy.accepted;
    let failures = 0;
    let answer: Answer | undefined;
    try {
      for (let slots = 0; ;) {
        answer = undefined;
        // A thread whose handler never comes says nothing any more.
        answer = await policy.patience.wait(this.#answerOf(thread, chunk.number));
        if (answer === undefined) {
          this.#cutAt(chunk, { events: policy.accepted - before, failures: Infinity });
          return undefined;
        }
        if (answer.type === 'done') {
          this.#mail.delete(chunk.number);
          this.#counts.note(thread, answer.counted);
          return slots;
        }
        slots += slotsFilled(answer, delivery.batchSize);
        if (answer.type === 'failure') failures++;
        await this.#handItems(receive(thread, answer));
        if (!policy.isClosed) continue;
        this.#cutAt(chunk, { events: policy.accepted - before, failures: Infinity });
        return undefined;
      }
    } catch (thrown) {
      const isOfActor = answer?.type === 'failure';
      const events = isOfActor || answer?.type === 'fault' ? Infinity : policy.accepted - before;
      this.#cutAt(chunk, { events, failures: isOfActor ? failures : Infinity });
      throw thrown;
    }
  }

  #cutAt(chunk: Chunk, place: CutPlace): void {
    this.#cut = { chunk, place, shown: this.#shown };
  }

  async #handItems(items: ReceivedItems | undefined): Promise<void> {
    const { delivery, policy } = this.#outlet;
    if (items === undefined) return;
    if (items.kind === 'fault') throw items.error;
    if (items.kind === 'failure') return policy.fail(items.failure);
    if (items.kind === 'lines') {
      return delivery.handLines(items.batch.first(policy.admit(items.batch.count)), items.release);
    }
    const events = items.events.slice(0, policy.admit(items.events.length));
    for (const event of events) this.#outlet.ordered?.apply(event);
    await delivery.handEvents(events);
    items.release();
  }

  #hear(thread: WorkerThread, answer: Answer): void {
    const { warn } = this.#outlet;
    if (answer.type === 'warning') return warn(answer.code, answer.message);
    if (answer.type === 'done') thread.assignments.shift();
    if (answer.type === 'batch') this.#outlet.atThread?.(thread.thread, answer.ends.length);
    if (answer.type === 'objects') this.#outlet.atThread?.(thread.thread, answer.events.length);
    if (answer.type !== 'stopped') return this.#box(answer.of, thread).put(answer);
    if (answer.folds !== undefined) this.#outlet.folds?.merge(answer.folds);
    this.#counts.addWhole(thread, answer);
  }

  #box(number: number, thread: WorkerThread): Mailbox {
    const boxes = this.#mail.get(number) ?? new Map<WorkerThread, Mailbox>();
    this.#mail.set(number, boxes);
    const box = boxes.get(thread) ?? new Mailbox();
    boxes.set(thread, box);
    return box;
  }

  #started(): Pool {
    if (this.#pool === undefined) throw new TypeError('the crew has not been started');
    return this.#pool;
  }
}

function describeEnd({ until }: Window): string {
  return Number.isFinite(until) ? new Date(until).toISOString() : 'its begin';
}

/** The actors of a process that this run has. */
function sharesOf({ populations }: ProcessPlan, plan: Plan): readonly Share[] {
  return populations.map((each) => ({ population: plan.populations.indexOf(each), ...shardOf(each, plan) }));
}

/** How much of a slot an answer takes. */
function slotsFilled(answer: Answer, batchSize: number): number {
  if (answer.type === 'objects') return answer.events.length / batchSize;
  return answer.type === 'batch' ? Math.max(answer.length / SLOT_BYTES, answer.count / batchSize) : 0;
}
