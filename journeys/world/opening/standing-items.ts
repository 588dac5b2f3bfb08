/** What an actor has open when the period begins: folded from its own entries, unit layers of order lines one by one. */
import { proRata, type Event, type JournalEntry, type Projection } from '../../../src/index.ts';

/** Counted in units: what is left of them is worth what the books of the company say. */
export const isUnits = (role: string): boolean => role === 'grir' || role === 'grir.capex';
/** Balances that are told as one sum. */
const BALANCE_ROLES: readonly string[] = ['contract.liability', 'prepaid'];

type Line = JournalEntry['lines'][number];

/** Units that were posted together, and what is left of their value in company currency. */
export interface StandingLayer {
  readonly quantity: number;
  readonly localAmount: number;
  readonly documentId: string;
  readonly documentDate: string;
}

/** An item as it stands open. */
export interface Standing {
  readonly id: string;
  readonly role: string;
  readonly side: 'debit' | 'credit';
  amount: number;
  localAmount: number;
  /** Of items that are counted in units, oldest first. */
  layers: readonly StandingLayer[];
  readonly currency: string;
  readonly rate9: number;
  readonly documentId: string;
  readonly documentDate: string;
  readonly partner: Line['partner'];
  readonly openItem: NonNullable<Line['openItem']>;
}

/** By item; and what an actor has cleared of items that others opened, in company currency. */
export interface StandingItems {
  readonly items: Readonly<Record<string, Standing>>;
  readonly clearedOfOthers: Readonly<Record<string, number>>;
  /** By role, debits above 0, company currency. */
  readonly balances: Readonly<Record<string, number>>;
}

/** Plain data. */
export interface StandingState {
  items: Record<string, Standing>;
  clearedOfOthers: Record<string, number>;
  balances: Record<string, number>;
  /** Once it is told nobody asks again. */
  isTold: boolean;
}

/** Entries of the actors of a process up to the first day; each asks for its own. */
export function standingFold(
  id: string,
  process: string,
): Projection<StandingState, StandingItems, Event, StandingItems> {
  const init = (): StandingState => ({ items: {}, clearedOfOthers: {}, balances: {}, isTold: false });
  return Object.freeze({
    id,
    of: ['journal_entry.posted'],
    lookBackDays: 1,
    init,
    apply: (state: StandingState, { payload, userId }: Event): StandingState | void => {
      if (state.isTold || !userId.startsWith(`${process}/`)) return;
      const entry = payload as unknown as JournalEntry;
      if (entry.sourceEvent.startsWith('opening_')) return { ...init(), isTold: true };
      for (const line of entry.lines) note(state, entry, line);
    },
    // Only an actor's own entries are asked for: those of others are dropped where they would be put together.
    merge: (): StandingState => init(),
    // Entries are booked when they are dated, and it is asked for once: nothing later is in it.
    finish: ({ items, clearedOfOthers, balances }: StandingState, _asOf: number) => ({
      items,
      clearedOfOthers,
      balances,
    }),
    combine: (_earlier: StandingItems, own: StandingItems) => own,
  });
}

function note(state: StandingState, entry: JournalEntry, line: Line): void {
  const { role, side, amount, localAmount, openItem, partner, quantity = 0 } = line;
  if (BALANCE_ROLES.includes(role)) {
    state.balances[role] = (state.balances[role] ?? 0) + (side === 'debit' ? localAmount : -localAmount);
  }
  for (const { item, amount: cleared, localAmount: local = cleared } of line.clears ?? []) {
    const known = state.items[item];
    if (known === undefined) {
      state.clearedOfOthers[item] = (state.clearedOfOthers[item] ?? 0) + local;
      continue;
    }
    known.amount -= isUnits(role) ? local : cleared;
    known.localAmount -= local;
    known.layers = withoutOldest(known.layers, quantity);
    if (known.amount <= 0 && known.localAmount <= 0) delete state.items[item];
  }
  if (openItem === undefined) return;
  const own = isUnits(role) ? localAmount : amount;
  const { currency, rate9, documentId, documentDate } = entry;
  const layers = quantity === 0 ? [] : [{ quantity, localAmount, documentId, documentDate }];
  const known = state.items[openItem.id];
  if (known !== undefined) {
    known.amount += own;
    known.localAmount += localAmount;
    known.layers = [...known.layers, ...layers];
    return;
  }
  const { id } = openItem;
  const place = { documentId, documentDate, currency, rate9 };
  state.items[id] = { id, role, side, amount: own, localAmount, layers, partner, openItem, ...place };
}

/** The oldest units go first, each layer at its own value: what is left of one is worth what its first units left of it. */
function withoutOldest(layers: readonly StandingLayer[], quantity: number): readonly StandingLayer[] {
  let wanted = quantity;
  return layers.flatMap((layer) => {
    const taken = Math.min(wanted, layer.quantity);
    wanted -= taken;
    const localAmount = layer.localAmount - proRata(taken, { amount: layer.quantity, localAmount: layer.localAmount });
    return taken === layer.quantity
      ? []
      : [Object.assign({}, layer, { quantity: layer.quantity - taken, localAmount })];
  });
}
