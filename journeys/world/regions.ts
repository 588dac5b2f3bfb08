/** What is true of a region for every company in it. Currencies are ISO 4217; wage factors are ours, rounded. */
import type { RegionCode } from '../../src/index.ts';

/** Facts of a region. */
export interface RegionFacts {
  readonly name: string;
  readonly currency: string;
  /** Locale in which its people and firms are named. */
  readonly locale: string;
  readonly inEu: boolean;
  /** Wages against those of the United States; also of labour rates in production. */
  readonly wageFactor: number;
}

/** The fifteen regions: those with a calendar. */
export const REGIONS: Readonly<Record<RegionCode, RegionFacts>> = Object.freeze({
  US: { name: 'United States', currency: 'USD', locale: 'en_US', inEu: false, wageFactor: 1 },
  DE: { name: 'Germany', currency: 'EUR', locale: 'de', inEu: true, wageFactor: 0.8 },
  GB: { name: 'United Kingdom', currency: 'GBP', locale: 'en_GB', inEu: false, wageFactor: 0.75 },
  CN: { name: 'China', currency: 'CNY', locale: 'zh_CN', inEu: false, wageFactor: 0.25 },
  JP: { name: 'Japan', currency: 'JPY', locale: 'ja', inEu: false, wageFactor: 0.55 },
  IN: { name: 'India', currency: 'INR', locale: 'en_IN', inEu: false, wageFactor: 0.15 },
  BR: { name: 'Brazil', currency: 'BRL', locale: 'pt_BR', inEu: false, wageFactor: 0.22 },
  MX: { name: 'Mexico', currency: 'MXN', locale: 'es_MX', inEu: false, wageFactor: 0.25 },
  AU: { name: 'Australia', currency: 'AUD', locale: 'en_AU', inEu: false, wageFactor: 0.85 },
  SG: { name: 'Singapore', currency: 'SGD', locale: 'en', inEu: false, wageFactor: 0.75 },
  KR: { name: 'South Korea', currency: 'KRW', locale: 'ko', inEu: false, wageFactor: 0.5 },
  FR: { name: 'France', currency: 'EUR', locale: 'fr', inEu: true, wageFactor: 0.7 },
  IT: { name: 'Italy', currency: 'EUR', locale: 'it', inEu: true, wageFactor: 0.6 },
  ES: { name: 'Spain', currency: 'EUR', locale: 'es', inEu: true, wageFactor: 0.55 },
  CA: { name: 'Canada', currency: 'CAD', locale: 'en_CA', inEu: false, wageFactor: 0.75 },
});

/** Currencies of the regions, those the rates are made for. */
export const CURRENCIES: readonly string[] = Object.freeze([
  ...new Set(Object.values(REGIONS).map(({ currency }) => currency)),
]);
