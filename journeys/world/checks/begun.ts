/**
 * Which documents a file shows from their beginning. A run that begins in the middle goes on with documents whose first steps
 * lie before its first day: what a check recomputes from the whole course of a document cannot be said of those.
 */
import type { FileEvent, MasterTables } from '../../../src/index.ts';

/** An id of a document, alone or before that of its line. */
const DOCUMENT = /^[A-Z]{2}-\d{4}-[0-9A-Z]{12}(?:\/|$)/;
const ID_LENGTH = 20;
const DASH = 45;
/** What is named before it begins. */
const TO_COME: readonly string[] = ['purchaseOrder', 'wonOrder'];

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

/** What a check has to see beside its own events to tell the ones from the others. */
export const COURSES: readonly string[] = Object.freeze([MIDWAY, ...BEGINNINGS]);

/** Adds the documents that a payload names. */
function addDocuments(found: Set<string>, value: unknown): void {
  if (typeof value === 'string') {
    // Most texts are none: a letter tells it.
    if (value.charCodeAt(2) === DASH && DOCUMENT.test(value)) found.add(value.slice(0, ID_LENGTH));
  } else if (Array.isArray(value)) {
    for (const item of value) addDocuments(found, item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inside] of Object.entries(value)) if (!TO_COME.includes(key)) addDocuments(found, inside);
  }
}

/** Those of a reading follow the documents together: each is shown the same event, one after another. */
const readings = new WeakMap<MasterTables, Begun>();

export class Begun {
  #isMidway = false;
  readonly #begun = new Set<string>();
  #last: FileEvent | undefined;
  #wasWhole = true;

  /** What the checks of one reading share. */
  static of(masters: MasterTables): Begun {
    let known = readings.get(masters);
    if (known === undefined) readings.set(masters, (known = new Begun()));
    return known;
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
    const own = event.payload['documentId'];
    const isNew = this.#begins(event);
    const named = new Set<string>();
    addDocuments(named, event.payload);
    let isWhole = true;
    for (const id of named) isWhole &&= (isNew && id === own) || this.#begun.has(id);
    if (typeof own === 'string') {
      if (isWhole) this.#begun.add(own);
      else this.#begun.delete(own);
    }
    return isWhole;
  }

  /** A receipt begins with the bank, or, of a check, with its application: whichever opens what the other clears. */
  #begins({ name, payload }: FileEvent): boolean {
    if (!BEGINNINGS.has(name) || this.#begun.has(String(payload['documentId']))) return false;
    if (name === 'receipt.banked') return payload['opens'] !== undefined;
    if (name !== 'customer_receipt.applied') return true;
    return Object.hasOwn(Object(payload['transit']), 'opens');
  }
}
