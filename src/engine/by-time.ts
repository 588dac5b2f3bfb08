/**
 * Time order: all actors advance together, window by window. For the window that ends at T each process in turn advances
 * to its frontier, which lies past T as far as those that read it look ahead; what is dated before T is handed on in total
 * order, the rest waits.
 */
import type { Spool } from '../model/spool.ts';
import type { ProcessPlan } from '../plan/process.ts';
import type { Crowd } from './crowd.ts';
import type { RunSink } from './lanes.ts';
import type { Views } from './views.ts';
import { handOn, HeldEvents } from './held.ts';
import { WaitingRoom } from './held-lines.ts';
import type { Window, Windows } from './window.ts';

/** A crowd and the process it belongs to. Crowds come in total order: rank, then population id. */
export interface CrowdOf {
  readonly process: ProcessPlan;
  readonly crowd: Crowd;
}

interface Member extends CrowdOf {
  readonly held: HeldEvents;
}

/** What the crowds of a thread share. */
export interface CompanyParts {
  readonly views: Views;
  /** Says when nothing more is wanted, and whether it takes lines. */
  readonly sink: Pick<RunSink, 'isClosed' | 'takesLines' | 'patience'>;
  /** Where lines wait for which memory has no room. */
  readonly spool: Spool;
  /** Bytes of them in memory. */
  readonly heldBytes?: number | undefined;
}

/** The crowds of one thread, moving through windows. */
export class Company {
  readonly #members: readonly Member[];
  readonly #views: Views;
  readonly #room: WaitingRoom;
  /** Crowds that have come to their frontier in this window. */
  #arrived = 0;

  constructor(crowds: readonly CrowdOf[], { views, sink, spool, heldBytes }: CompanyParts) {
    this.#room = new WaitingRoom(spool, heldBytes);
    this.#members = crowds.map((each, population) => {
      const isAhead = each.process.readers.some(({ lookAheadMs }) => lookAheadMs > 0);
      const room = isAhead && sink.takesLines === true ? this.#room : undefined;
      return { ...each, held: new HeldEvents(sink, { population, room }) };
    });
    this.#views = views;
  }

  /** The earliest instant at which anything is due. */
  get due(): number {
    return Math.min(...this.#members.map(dueOf));
  }

  /** Advances the processes before `rank` to their frontiers, in their order. */
  async advance({ until, reach }: Window, rank: number): Promise<void> {
    for (; this.#arrived < this.#members.length; this.#arrived++) {
      const member = this.#members[this.#arrived];
      if (member === undefined || member.process.rank >= rank) return;
      await member.crowd.advance(reach[member.process.rank] ?? until, member.held);
    }
  }

  /** Advances what has not been yet, and hands on what is dated before the end of the window; gives how much that is. */
  async finish(window: Window, sink: RunSink): Promise<number> {
    await this.advance(window, Infinity);
    this.#arrived = 0;
    const { until, reach } = window;
    const count = await handOn(
      this.#members.map(({ held }) => held.takeBefore(until)),
      sink,
    );
    for (const [rank, frontier] of reach.entries()) this.#views.forget(rank, frontier);
    return count;
  }

  /** Counts what is open when no time is left. */
  close(as: 'censored' | 'open'): void {
    this.#room.spool.close();
    for (const { crowd } of this.#members) crowd.close(as);
  }
}

function dueOf({ process, crowd, held }: Member): number {
  return Math.min(held.due, crowd.due < process.horizon ? crowd.due : Infinity);
}

/** Runs the crowds of the only thread to the end of the period and of their tails. */
export async function runByTime(company: Company, windows: Windows, sink: RunSink): Promise<void> {
  let isCut = true;
  try {
    for (;;) {
      const window = sink.isClosed ? undefined : windows.next(company.due);
      if (window === undefined) break;
      windows.adapt(await company.finish(window, sink));
    }
    isCut = sink.isClosed;
  } finally {
    // A failure cuts off what is open, as any early end does.
    company.close(isCut ? 'open' : 'censored');
  }
}
