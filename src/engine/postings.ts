/**
 * Posting: each event that a rule books is followed by its entries, in the same actor, at the same instant, with the next
 * sequence numbers. An entry that breaks a law of the books stops the actor before its event is told.
 */
import type { Event } from '../model/event.ts';
import { newItemBook, noteItems, type ItemBook } from '../ledger/items.ts';
import { entriesOf } from '../ledger/post.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { PostingPlan } from '../plan/postings.ts';
import { isEmitted, judgeEvent, send, type Call, type EventSink } from './emit.ts';
import { LABEL_EVENT } from './label.ts';
import type { NameCounter } from './tally.ts';
import type { Turn } from './turn.ts';

/** Where an actor keeps its open items; no projection of an author has such an id. */
const ITEMS = '@items';

/** The rules of a process as one lane applies them. */
export class Postings {
  readonly #turn: Turn;
  readonly #plan: PostingPlan;

  constructor(turn: Turn, plan: PostingPlan) {
    this.#turn = turn;
    this.#plan = plan;
  }

  /** Emits the events of one handler call, each with its entries behind it. */
  emit(events: readonly Event[], counters: readonly (NameCounter | undefined)[], call: Call, sink: EventSink): void {
    const { state, world } = this.#turn;
    for (const [i, made] of events.entries()) {
      const ms = made.timestamp.getTime();
      const sequence = state.emitted++;
      if (ms >= world.horizon) {
        world.tally.droppedAfterEnd++;
        // Its entries would have numbers too: so numbers do not tell when a run ends.
        state.emitted += this.entriesFor(made, events).length;
        continue;
      }
      const judged = judgeEvent(this.#turn, made, sequence);
      const isTold = isEmitted(world.process, made, ms);
      const counter = counters[i] ?? world.tally.meet(made.name);
      if (isTold) {
        counter.count++;
        world.emitted.count++;
        if (judged === undefined) world.tally.droppedBySchema++;
      }
      if (judged === undefined) continue;
      const entries = this.entriesFor(judged, events);
      this.#tell(judged, { ms, sequence, isTold, call }, sink);
      for (const entry of entries) {
        if (isTold) this.count();
        this.#tell(entry, { ms, sequence: state.emitted++, isTold, call }, sink);
      }
    }
  }

  /** What the rules make of an event; `batch` holds the labels that say which of their faults are meant. */
  entriesFor(event: Event, batch: readonly Event[]): readonly Event[] {
    const rule = this.#plan.rules.get(event.name)?.find(({ when }) => when === undefined || when(event));
    if (rule === undefined) return NOTHING;
    const { documentId } = event.payload;
    const excused = (check: string, entryId: string): boolean =>
      batch.some(({ name, payload }) => {
        if (name !== LABEL_EVENT || !Array.isArray(payload['breaks'])) return false;
        return payload['breaks'].includes(check) && [entryId, event.id, documentId].includes(payload['targetId']);
      });
    const { userId, sessionId, timestamp } = event;
    return entriesOf(event, rule, this.#plan.books, excused).map((entry) => {
      noteItems(this.#items(), entry, () => excused('B3', entry.entryId));
      const payload = entry as unknown as Event['payload'];
      return { id: entry.entryId, userId, sessionId, name: ENTRY_EVENT, timestamp, payload };
    });
  }

  /** Counts an entry as emitted. */
  count(): void {
    const { tally, emitted } = this.#turn.world;
    tally.meet(ENTRY_EVENT).count++;
    emitted.count++;
  }

  #items(): ItemBook {
    const { state } = this.#turn;
    const known = state.ownFold(ITEMS) as ItemBook | undefined;
    if (known !== undefined) return known;
    const made = newItemBook();
    state.setOwnFold(ITEMS, made);
    return made;
  }

  #tell(event: Event, { ms, sequence, isTold, call }: Telling, sink: EventSink): void {
    const { state, world } = this.#turn;
    world.views?.fold(event, ms, state);
    if (!isTold) return;
    world.folds?.apply(event);
    send(this.#turn, event, call, sequence, sink);
  }
}

interface Telling {
  readonly ms: number;
  readonly sequence: number;
  /** Whether it leaves the engine: an entry does when its event does. */
  readonly isTold: boolean;
  readonly call: Call;
}

const NOTHING: readonly Event[] = [];
