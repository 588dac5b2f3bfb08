/**
 * Texts of the model job, as a program reads them from its master data: 1 % are not ASCII and 0.1 % hold a character that
 * JSON escapes, so the slow branch of every encoder is inside the measurement.
 */

const NAMES = ['Northwind', 'Albatross', 'Hartmann', 'Kestrel', 'Lindqvist', 'Meridian', 'Okafor', 'Pemberton'];
const TRADES = ['Supply', 'Bearings', 'Systems', 'Packaging', 'Tools'];
const FORMS = ['Ltd.', 'GmbH', 'Inc.', 'S.A.', 'plc'];
const PARTS = ['hex bolt', 'ball bearing', 'shaft seal', 'drive belt', 'filter insert', 'control relay', 'gasket set'];
const REASONS = ['GR/IR', 'raw stock', 'freight', 'input tax'];

/** Texts a person would call a list of 1,000: every 100th has an umlaut, every 1,000th a quotation mark as well. */
function pool(text: (i: number) => string, accented: string, quoted: string): readonly string[] {
  const texts = Array.from({ length: 1000 }, (_, i) => (i === 777 ? quoted : i % 100 === 50 ? accented : text(i)));
  // Through JSON, as texts read from a file are: flat, not joined from parts.
  return JSON.parse(JSON.stringify(texts)) as string[];
}

function at(list: readonly string[], i: number): string {
  return list[i % list.length] ?? '';
}

export const VENDORS = pool(
  (i) => `${at(NAMES, i)} ${at(TRADES, i >> 3)} ${at(FORMS, i >> 5)}`,
  'Müller & Söhne Präzisionsteile GmbH',
  'Schmidt "Blitz" Logistik KG',
);

export const MATERIALS = pool(
  (i) => `${at(PARTS, i)} M${4 + (i % 28)}`,
  'Förderband 20 m, rostfrei',
  'pipe 3/4" stainless',
);

export const LINE_TEXTS = pool((i) => `${at(REASONS, i)} ${i}`, 'Rückstellung 2100', '"memo" 2025\\12');

export const COMPANY_CODES = JSON.parse('["1000","1100","2000","2100","3000","4000","5000","6000"]') as string[];
export const CURRENCIES = JSON.parse('["EUR","USD","GBP","CHF"]') as string[];
export const PLANTS = numbered(50, 1010, 10);
export const ACCOUNTS = numbered(60, 1600, 100);
export const COST_CENTERS = numbered(200, 4_100, 5);

function numbered(count: number, first: number, step: number): readonly string[] {
  return JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => String(first + i * step)))) as string[];
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2025, 0, 1) / DAY_MS;
const DAYS = JSON.parse(
  JSON.stringify(
    Array.from({ length: 100 * 366 }, (_, i) => new Date((FIRST_DAY + i) * DAY_MS).toISOString().slice(0, 10)),
  ),
) as string[];

/** The date so many days after an instant, from a list made once: `Date` costs as much as the rest of a payload. */
export function dayText(ms: number, days: number): string {
  return DAYS[Math.floor(ms / DAY_MS) + days - FIRST_DAY] ?? '';
}
