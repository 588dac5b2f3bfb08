/** Names of datasets and rows, and choices among rows that a new row changes only where it wins. */

/** Master tables that every company has of its own. */
export type MasterKind =
  | 'vendors'
  | 'customers'
  | 'materials'
  | 'services'
  | 'employees'
  | 'costCenters'
  | 'bankAccounts'
  | 'contracts'
  | 'budgets'
  | 'assetPlan'
  | 'weekendSessions';

/** Id of a company's dataset: `customers.1000`. Its rows depend on no other company's. */
export function datasetId(kind: MasterKind, company: string): string {
  return `${kind}.${company}`;
}

const LETTER: Readonly<Record<MasterKind, string>> = {
  vendors: 'V',
  customers: 'C',
  materials: 'M',
  services: 'S',
  employees: 'E',
  costCenters: 'K',
  bankAccounts: 'B',
  contracts: 'R',
  budgets: 'G',
  assetPlan: 'A',
  weekendSessions: 'W',
};

/** Id of a row: `C-1000-0017` is row 16. */
export function rowId(kind: MasterKind, company: string, index: number): string {
  return `${LETTER[kind]}-${company}-${String(index + 1).padStart(4, '0')}`;
}

/** Row of an id that `rowId` made; undefined for any other text. */
export function indexOfId(kind: MasterKind, company: string, id: string): number | undefined {
  const start = `${LETTER[kind]}-${company}-`;
  const digits = id.startsWith(start) ? id.slice(start.length) : '';
  return /^\d{4,}$/.test(digits) && Number(digits) > 0 && rowId(kind, company, Number(digits) - 1) === id
    ? Number(digits) - 1
    : undefined;
}

/** Somebody or something that can be chosen. `lot` is a keyed draw of its row: 0 to 2³² − 1. */
export interface Candidate {
  readonly lot: number;
  /** How often it is chosen against others; default 1. */
  readonly sizeWeight?: number;
}

/** 32 bits of a text by FNV-1a (Fowler, Noll, Vo); code units, so the same everywhere. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Uniform in (0, 1) of a candidate's lot and a key: the finalizer of MurmurHash3 (Appleby) over both. */
export function scoreOf(lot: number, key: number): number {
  let h = lot ^ Math.imul(key, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (((h ^ (h >>> 16)) >>> 0) + 0.5) / 4_294_967_296;
}

/**
 * The `n` candidates that win a key, best first: weighted rendezvous hashing (Thaler and Ravishankar 1998; weights after
 * Schindelhauer and Schomaker 2005). Each wins in proportion to its weight, and one that is added or leaves changes only
 * the keys that it wins.
 */
export function winners<C extends Candidate>(candidates: readonly C[], key: string, n = 1): readonly C[] {
  const hashed = hash32(key);
  const time = ({ lot, sizeWeight = 1 }: C): number => -Math.log(scoreOf(lot, hashed)) / sizeWeight;
  if (n === 1) return best(candidates, time);
  return candidates
    .map((candidate) => ({ candidate, at: time(candidate) }))
    .sort((a, b) => a.at - b.at || a.candidate.lot - b.candidate.lot)
    .slice(0, n)
    .map(({ candidate }) => candidate);
}

function best<C extends Candidate>(candidates: readonly C[], time: (candidate: C) => number): readonly C[] {
  let winner: C | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const at = time(candidate);
    if (at < least || (at === least && candidate.lot < (winner?.lot ?? 0))) [winner, least] = [candidate, at];
  }
  return winner === undefined ? [] : [winner];
}
