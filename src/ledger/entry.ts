/** What posting rules are written with: an entry and its lines, as plain values. */
import type {
  AccountChoice,
  Clearing,
  EntryDraft,
  EntryHeader,
  JournalCode,
  LineDetails,
  LineDraft,
  Partner,
  Postings,
  PostingRule,
  Side,
} from '../model/ledger.ts';
import type { AnyEvent } from '../model/event.ts';
import { proRata } from './amounts.ts';

/**
 * Posting rules by id: which event is booked, which roles it may touch, and the entries it gives.
 *
 * @example definePostings<DeliveryIssued>({ OC01: { on: 'delivery.goods_issued', roles: ['cogs', 'inventory'], rule: (e, a) =>
 *   [entry('INV', [debit(a('cogs'), e.payload.cost), credit(a('inventory'), e.payload.cost)])] } })
 */
export function definePostings<E extends AnyEvent>(rules: Readonly<Record<string, RuleOf<E>>>): Postings {
  return Object.freeze({ ...rules }) as unknown as Postings;
}

/** A rule of one of the events, so that `on` says what the rule gets; one of several names gets any of them. */
type RuleOf<E extends AnyEvent> =
  { [N in E['name']]: RuleOn<N, Extract<E, { readonly name: N }>> }[E['name']] | RuleOn<readonly E['name'][], E>;

interface RuleOn<N, E extends AnyEvent> extends Pick<PostingRule<E>, 'when' | 'roles' | 'rule'> {
  readonly on: N;
}

/** An entry of a journal. What `header` leaves out is taken from the payload of the source event. */
export function entry(journal: JournalCode, lines: readonly LineDraft[], header: EntryHeader = {}): EntryDraft {
  return { journal, lines, header };
}

/** A line on the debit side; the details that the account was chosen by are taken over. 0: no line. */
export function debit(choice: AccountChoice, amount: number, details: LineDetails = {}): LineDraft {
  return lineOf('debit', choice, amount, details);
}

/** A line on the credit side; see `debit`. */
export function credit(choice: AccountChoice, amount: number, details: LineDetails = {}): LineDraft {
  return lineOf('credit', choice, amount, details);
}

/** A line whose side depends on the sign: a debit from 0 on, a credit below. */
export function signed(choice: AccountChoice, amount: number, details: LineDetails = {}): LineDraft {
  return lineOf(amount < 0 ? 'credit' : 'debit', choice, Math.abs(amount), details);
}

function lineOf(side: Side, choice: AccountChoice, amount: number, details: LineDetails): LineDraft {
  return { side, choice, amount, details: Object.assign(dimensionsOf(choice), details) };
}

/** Fields of a document's line that are fields of the entry's line too. By name and not in a loop: every line passes here. */
function dimensionsOf({ dimensions }: AccountChoice): LineDetails {
  const { costCenter, profitCenter, segment, project, materialId, assetId, taxCode, quantity, partner } = dimensions;
  const found: { -readonly [K in keyof LineDetails]: LineDetails[K] } = {};
  if (typeof costCenter === 'string') found.costCenter = costCenter;
  if (typeof profitCenter === 'string') found.profitCenter = profitCenter;
  if (typeof segment === 'string') found.segment = segment;
  if (typeof project === 'string') found.project = project;
  if (typeof materialId === 'string') found.materialId = materialId;
  if (typeof assetId === 'string') found.assetId = assetId;
  if (typeof taxCode === 'string') found.taxCode = taxCode;
  if (typeof quantity === 'number') found.quantity = quantity;
  if (typeof partner === 'object' && partner !== null) found.partner = partner as Partner;
  return found;
}

/** What is left of an open item, as a journey keeps it. */
export interface OpenAmount {
  readonly id: string;
  readonly amount: number;
  readonly localAmount: number;
}

/**
 * Takes an amount off an open item: what the line has to say in `clears`, and what is left. The local amount is pro rata,
 * and the last clearing takes the rest.
 */
export function clearing<T extends OpenAmount>(
  item: T,
  amount: number,
): { readonly clears: Required<Clearing>; readonly rest: T } {
  const localAmount = proRata(amount, item);
  return {
    clears: { item: item.id, amount, localAmount },
    rest: Object.assign({}, item, { amount: item.amount - amount, localAmount: item.localAmount - localAmount }),
  };
}
