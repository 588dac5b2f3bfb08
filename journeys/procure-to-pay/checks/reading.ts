/** What the checks of procure to pay have in common: typed payloads of a file, and counts by order line. */
import {
  FindingLog,
  type FileCheckMaker,
  type FileEntry,
  type FileEvent,
  type MasterTables,
} from '../../../src/index.ts';
import { Begun } from '../../world/checks/begun.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import type { OpeningItem } from '../../world/opening/documents.ts';
import type { P2pEventName, PayloadOf } from '../documents.ts';

type Handlers = {
  readonly [N in P2pEventName]?: (payload: PayloadOf<N>, event: FileEvent) => void;
} & {
  readonly 'journal_entry.posted'?: (payload: FileEntry, event: FileEvent) => void;
  /** What is open on the first day. */
  readonly 'opening_item.recorded'?: (payload: OpeningItem) => void;
  /** Documents that stand open on the first day. */
  readonly 'opening_document.recorded'?: (payload: { readonly documentType: string }) => void;
  /** Of the process that sells. */
  readonly 'delivery.goods_issued'?: (payload: Moves & { readonly goodsIssueDate: string }) => void;
  readonly 'customer_return.received'?: (payload: Moves, event: FileEvent) => void;
  /** Of the process that counts. */
  readonly 'count_difference.posted'?: (payload: Moves & { readonly documentDate: string }) => void;
  /** Of the process that sells. */
  readonly 'outbound_freight.accrued'?: (payload: { readonly item: string; readonly amount: number }) => void;
};

/** What moves goods, as far as it matters here. */
interface Moves {
  readonly company: string;
  readonly lines: readonly {
    readonly materialId?: string;
    readonly quantity: number;
    readonly direction?: 'in' | 'out';
  }[];
}

/** A check as it is written here: a handler for each event it sees. */
export interface Written {
  /** Whether it reads what is open on the first day; if not, it judges nothing that began before the file. */
  readonly seesAll?: boolean;
  readonly id: string;
  readonly name: string;
  begin(judge: Judge, masters: MasterTables): { readonly on: Handlers; readonly end?: () => void };
}

/** Judges a row: a fault says which and how. */
export type Judge = (holds: boolean, targets: readonly string[], message: () => string) => void;

/** The form that `synode verify` takes: made anew for each reading of the files. */
export function fileCheck(written: Written): FileCheckMaker {
  const { id, name, seesAll = false } = written;
  return (masters = eventsAlone()) => {
    const log = new FindingLog();
    const begun = Begun.of(masters);
    let at = 0;
    const { on, end } = written.begin((holds, targets, message) => {
      log.rows++;
      if (!holds) log.add({ targets, message: `line ${at}: ${message()}` });
    }, masters);
    const handlers = on as Readonly<Record<string, ((payload: unknown, event: FileEvent) => void) | undefined>>;
    return {
      id,
      name,
      log,
      of: Object.keys(on),
      ...(seesAll ? {} : { follows: begun }),
      see: (seen) => {
        at = seen.at;
        const isEntry = seen.event.name === 'journal_entry.posted';
        if (!seesAll && !isEntry && !begun.isWhole(seen.event)) return;
        handlers[seen.event.name]?.(seen.event.payload, seen.event);
      },
      ...(end === undefined ? {} : { end }),
    };
  };
}

/** An order line as the file tells it. */
export interface LineCount {
  ordered: number;
  price: number;
  readonly grBased: boolean;
  received: number;
  returned: number;
  invoiced: number;
  credited: number;
}

/** A receipt of goods, or of work. */
export type Received = PayloadOf<'goods_receipt.posted' | 'service_entry.accepted'>;

/** Order lines of open orders, by `order/line`: what was ordered, received, billed. */
export class OrderLines {
  readonly #lines = new Map<string, LineCount>();

  get(documentId: string, line: number): LineCount | undefined {
    return this.#lines.get(`${documentId}/${line}`);
  }

  /** Handlers that keep the counts; a check adds its own around them. */
  created({ documentId, lines }: PayloadOf<'purchase_order.created'>): void {
    for (const { line, quantity, unitPrice, grBased } of lines) {
      const counts = { received: 0, returned: 0, invoiced: 0, credited: 0 };
      this.#lines.set(`${documentId}/${line}`, { ordered: quantity, price: unitPrice, grBased, ...counts });
    }
  }

  changed({ documentId, line, field, to }: PayloadOf<'purchase_order.changed'>): void {
    const known = this.get(documentId, line);
    if (known === undefined || typeof to !== 'number') return;
    if (field === 'quantity') known.ordered = to;
    else if (field === 'unitPrice') known.price = to;
  }

  received({ lines }: Received): void {
    for (const { reference, quantity } of lines) this.#add(reference, 'received', quantity);
  }

  returned({ lines }: PayloadOf<'vendor_return.posted'>): void {
    for (const { reference, quantity } of lines) this.#add(reference, 'returned', quantity);
  }

  invoiced({ lines }: PayloadOf<'vendor_invoice.posted'>): void {
    for (const { reference, quantity } of lines)
      if (reference !== undefined) this.#add(reference, 'invoiced', quantity);
  }

  uninvoiced({ lines }: PayloadOf<'vendor_invoice.reversed'>): void {
    for (const { reference, quantity } of lines)
      if (reference !== undefined) this.#add(reference, 'invoiced', -quantity);
  }

  credited({ lines }: PayloadOf<'vendor_credit_memo.posted'>): void {
    for (const { reference, quantity } of lines) this.#add(reference, 'credited', quantity);
  }

  /** The lines of an order that is over, and forgets them. */
  close(documentId: string): readonly (LineCount & { readonly line: number })[] {
    const closed: (LineCount & { readonly line: number })[] = [];
    for (let line = 1; ; line++) {
      const known = this.get(documentId, line);
      if (known === undefined) return closed;
      this.#lines.delete(`${documentId}/${line}`);
      closed.push({ ...known, line });
    }
  }

  #add(
    { documentId, line }: { readonly documentId: string; readonly line: number },
    what: 'received' | 'returned' | 'invoiced' | 'credited',
    quantity: number,
  ): void {
    const known = this.get(documentId, line);
    if (known !== undefined) known[what] += quantity;
  }
}
