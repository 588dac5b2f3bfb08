/**
 * Which documents a file shows from their beginning. A run that begins in the middle goes on with documents whose first steps
 * lie before its first day: what a check recomputes from the whole course of a document cannot be said of those.
 */
import type { FileEvent, Follower, MasterTables, Seen } from '../../../src/index.ts';

/** An id of a document, alone or before that of its line. */
const DOCUMENT = /^[A-Z]{2}-\d{4}-[0-9A-Z]{12}(?:\/|$)/;
const ID_LENGTH = 20;
const DASH = 45;
/** Keys under which a document is named before it begins. */
const [TO_COME, WON] = ['purchaseOrder', 'wonOrder'];

/** Events with which documents begin. */
const BEGINNINGS: ReadonlySet<string> = new Set([
  'requisition.created',
  'purchase_order.created',
  'goods_receipt.posted',
  'service_entry.submitted',
  'down_payment.released',
  'down_payment.cleared',
  'vendor.onboarded',
  'vendor.bank_details_changed',
  'vendor.address_changed',
  'vendor_return.posted',
  'vendor_invoice.received',
  'vendor_credit_memo.posted',
  'vendor_payment.proposed',
  'grir_balance.written_off',
  'quote.created',
  'sales_order.created',
  'delivery.created',
  'customer_invoice.posted',
  'receipt.banked',
  'customer_receipt.applied',
  'credit_memo.posted',
  'customer_return.announced',
  'dunning_notice.sent',
  'customer_charge.posted',
  'unapplied_receipt.applied',
  'customer_refund.released',
  'subscription.signed',
  'receivable.written_off',
]);

/** The event that says that a file begins in the middle. */
const MIDWAY = 'opening_document.recorded';

/** What tells the ones from the others. */
const COURSES: readonly string[] = Object.freeze([MIDWAY, ...BEGINNINGS]);

/** Those of a reading share one. */
const readings = new WeakMap<MasterTables, Begun>();

export class Begun implements Follower {
  readonly of = COURSES;
  #isMidway = false;
  readonly #begun = new Set<string>();
  #last: FileEvent | undefined;
  #wasWhole = true;

  /** What the checks of one reading follow together. */
  static of(masters: MasterTables): Begun {
    let known = readings.get(masters);
    if (known === undefined) readings.set(masters, (known = new Begun()));
    return known;
  }

  see({ event }: Seen): void {
    this.isWhole(event);
  }

  /** Whether all that an event names began in the file; always where the file is the beginning. */
  isWhole(event: FileEvent): boolean {
    if (event === this.#last) return this.#wasWhole;
    this.#last = event;
    this.#wasWhole = this.#judge(event);
    return this.#wasWhole;
  }

  #judge(event: FileEvent): boolean {
    if (event.name === MIDWAY) this.#isMidway = true;
    if (!this.#isMidway || event.name.startsWith('opening_')) return true;
    const { documentId } = event.payload;
    const own = typeof documentId === 'string' ? documentId : '';
    const isWhole = this.#hasBegun(event.payload, this.#begins(event) ? own : '');
    if (own !== '') {
      if (isWhole) this.#begun.add(own);
      else this.#begun.delete(own);
    }
    return isWhole;
  }

  /** Whether every document named in a value has begun; `beginning` begins now. */
  #hasBegun(value: unknown, beginning: string): boolean {
    if (typeof value === 'string') {
      // Most texts are none: a letter tells it.
      if (value.charCodeAt(2) !== DASH || !DOCUMENT.test(value)) return true;
      const id = value.length === ID_LENGTH ? value : value.slice(0, ID_LENGTH);
      return id === beginning || this.#begun.has(id);
    }
    if (Array.isArray(value)) return value.every((item) => this.#hasBegun(item, beginning));
    if (typeof value !== 'object' || value === null) return true;
    for (const key in value) {
      if (key === TO_COME || key === WON) continue;
      if (!this.#hasBegun((value as Readonly<Record<string, unknown>>)[key], beginning)) return false;
    }
    return true;
  }

  /** A receipt begins with the bank, or, of a check, with its application: whichever opens what the other clears. */
  #begins({ name, payload }: FileEvent): boolean {
    if (!BEGINNINGS.has(name) || this.#begun.has(String(payload['documentId']))) return false;
    if (name === 'receipt.banked') return payload['opens'] !== undefined;
    if (name !== 'customer_receipt.applied') return true;
    return Object.hasOwn(Object(payload['transit']), 'opens');
  }
}
