/** The master records that an event touches. */

type Payload = Readonly<Record<string, unknown>>;

/** A master record, and what it is to the event. */
export interface Touched {
  readonly type: string;
  readonly id: string;
  readonly qualifier: string;
}

const PARTNERS: Readonly<Record<string, string>> = {
  vendor: 'Vendor',
  customer: 'Customer',
  employee: 'Employee',
  company: 'Company',
  authority: 'Authority',
  bank: 'Bank',
};

const ITEMS: Readonly<Record<string, string>> = { materialId: 'Material', serviceId: 'Service', assetId: 'Asset' };

/** Partner, company, what lines are about, batches, and who did it. */
export function mastersIn(
  payload: Payload,
  { masters, performer }: { readonly masters: boolean; readonly performer: boolean },
): readonly Touched[] {
  const found: Touched[] = [];
  const add = (type: string, id: unknown, qualifier: string): void => {
    if (typeof id === 'string' && id !== '') found.push({ type, id, qualifier });
  };
  if (masters) {
    const { partner, company, bankAccount, lines } = payload;
    if (isRecord(partner) && typeof partner['kind'] === 'string') {
      add(PARTNERS[partner['kind']] ?? 'Partner', partner['id'], partner['kind']);
    }
    add('Company', company, 'company');
    add('BankAccount', bankAccount, 'bankAccount');
    for (const line of [payload, ...(Array.isArray(lines) ? (lines as readonly unknown[]) : [])]) {
      if (isRecord(line)) for (const [key, type] of Object.entries(ITEMS)) add(type, line[key], 'item');
    }
  }
  for (const [key, id] of Object.entries(payload)) {
    // `paymentRunId`: a batch that the event belongs to.
    if (/[a-z]RunId$/.test(key)) add(key.slice(0, 1).toUpperCase() + key.slice(1, -2), id, 'within');
  }
  const { performedBy } = payload;
  if (performer && typeof performedBy === 'string' && !performedBy.startsWith('system:'))
    add('Employee', performedBy, 'performer');
  return found;
}

function isRecord(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
