/**
 * Which documents a file shows from their beginning. A run that begins in the middle goes on with documents whose first steps
 * lie before its first day: what a check recomputes from the whole course of a document cannot be said of those.
 */
import type { FileEvent } from '../../../src/index.ts';

/** Ids of documents as they stand in payloads. */
const DOCUMENT = /"([A-Z]{2}-\d{4}-[0-9A-Z]{12})[/"]/g;
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

/** Documents that an event names: checks of one reading see the same event, one after another. */
const named = new WeakMap<FileEvent, readonly string[]>();

function documentsIn(event: FileEvent): readonly string[] {
  let ids = named.get(event);
  if (ids === undefined) {
    const text = JSON.stringify(event.payload, (key, value: unknown) => (TO_COME.includes(key) ? undefined : value));
    ids = [...new Set(Array.from(text.matchAll(DOCUMENT), ([, id]) => id ?? ''))];
    named.set(event, ids);
  }
  return ids;
}

export class Begun {
  #isMidway = false;
  readonly #begun = new Set<string>();

  /** Whether all that an event names began in the file; always where the file is the beginning. */
  isWhole(event: FileEvent): boolean {
    if (event.name === MIDWAY) this.#isMidway = true;
    if (!this.#isMidway || event.name.startsWith('opening_')) return true;
    const own = event.payload['documentId'];
    const isNew = this.#begins(event);
    const isWhole = documentsIn(event).every((id) => (isNew && id === own) || this.#begun.has(id));
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
