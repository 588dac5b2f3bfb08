/** Reads what claims to be an entry: nothing behind this point meets a field of another kind. */
import type { FileEntry } from './check.ts';

type Plain = Readonly<Record<string, unknown>>;

const TEXTS = ['entryId', 'ruleId', 'company', 'ledger', 'journal', 'documentDate', 'postingDate', 'currency'] as const;
const MORE_TEXTS = ['sourceEvent', 'sourceId', 'documentId', 'kind', 'enteredBy', 'enteredAt'] as const;
const NUMBERS = ['fiscalYear', 'fiscalPeriod', 'rate9'] as const;

/** The entry, or what is wrong with it. */
export function readEntry(payload: Plain): FileEntry | string {
  for (const key of [...TEXTS, ...MORE_TEXTS]) if (typeof payload[key] !== 'string') return `its ${key} is no text`;
  for (const key of NUMBERS) if (!Number.isSafeInteger(payload[key])) return `its ${key} is no whole number`;
  const { lines } = payload;
  if (!Array.isArray(lines) || lines.length === 0) return 'it has no lines';
  for (const [i, line] of (lines as readonly unknown[]).entries()) {
    const fault = isPlain(line) ? lineFault(line) : 'it is no object';
    if (fault !== '') return `line ${i + 1}: ${fault}`;
  }
  return payload as unknown as FileEntry;
}

function lineFault(line: Plain): string {
  for (const key of ['glAccount', 'role', 'side']) if (typeof line[key] !== 'string') return `its ${key} is no text`;
  for (const key of ['amount', 'localAmount'])
    if (!Number.isSafeInteger(line[key])) return `its ${key} is no whole number`;
  const { partner, openItem, clears, quantity, assetId } = line;
  if (partner !== undefined && !(isPlain(partner) && isText(partner['kind']) && isText(partner['id']))) {
    return 'its partner is no { kind, id }';
  }
  if (openItem !== undefined && !(isPlain(openItem) && isText(openItem['id']))) return 'its openItem has no id';
  if (quantity !== undefined && !Number.isSafeInteger(quantity)) return 'its quantity is no whole number';
  if (assetId !== undefined && !isText(assetId)) return 'its assetId is no text';
  if (clears === undefined) return '';
  if (!Array.isArray(clears)) return 'its clears is no list';
  const isClearing = (one: unknown): boolean =>
    isPlain(one) &&
    isText(one['item']) &&
    Number.isSafeInteger(one['amount']) &&
    Number.isSafeInteger(one['localAmount']);
  return clears.every(isClearing) ? '' : 'its clears is no list of { item, amount, localAmount }';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
