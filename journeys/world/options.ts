/** What an author may say of a world, with defaults and descriptions. Completed and checked once, here. */
import { z } from 'zod';

import { regionCodes } from '../../src/index.ts';
import { CURRENCIES } from './regions.ts';

export const INDUSTRIES = [
  'manufacturing',
  'retail',
  'technology',
  'professionalServices',
  'healthcare',
  'energy',
  'transportation',
  'realEstate',
  'telecommunications',
  'financialServices',
] as const;

export const ROLES = ['manufacturer', 'distributor', 'service', 'holding'] as const;
export const FRAMEWORKS = ['US_GAAP', 'IFRS', 'FR_PCG', 'DE_SKR04'] as const;
export const COMPLEXITIES = ['small', 'medium', 'large'] as const;
export const PRESETS = ['single', 'distributor', 'group3'] as const;

const code = z.string().regex(/^\d{4}$/, 'four digits');
const rows = z.int().min(0).max(1_000_000);
const region = z.enum(regionCodes as readonly [string, ...string[]]);
const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);

/** Fiscal years: calendar years, years of months from any month, or of weeks. */
const fiscalCalendar = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('calendar') }),
  z.strictObject({ type: z.literal('months'), startMonth: z.int().min(1).max(12) }),
  z.strictObject({
    type: z.enum(['4-4-5', '4-5-4', '5-4-4']),
    yearEnd: z.enum(['last', 'nearest']),
    weekday,
    month: z.int().min(1).max(12),
  }),
]);

/** One company; what is left out comes from its region, its role and the world. */
export const companyOptions = z.strictObject({
  code: code.default('1000').describe('Four digits, unique in the world'),
  name: z.string().min(1).optional().describe('Default by code and region'),
  region: region.default('US').describe('Where it is: calendar, currency, taxes, wages'),
  currency: z
    .enum(CURRENCIES as readonly [string, ...string[]])
    .optional()
    .describe('ISO 4217 code of its books; default by region'),
  industry: z.enum(INDUSTRIES).default('manufacturing').describe('Mix of revenue, margins and materials'),
  role: z
    .enum(ROLES)
    .default('manufacturer')
    .describe('What it does with goods: makes them, sells them on, or neither'),
  parent: code.optional().describe('Code of the company that owns it; default none'),
  ownershipBp: z.int().min(0).max(10_000).default(10_000).describe('Share its parent holds, basis points'),
  framework: z
    .enum(FRAMEWORKS)
    .optional()
    .describe('Numbers and captions of accounts; default US_GAAP in the US, else IFRS'),
  fiscalCalendar: fiscalCalendar.default({ type: 'calendar' }).describe('Fiscal years and their twelve periods'),
  plants: z.int().min(1).max(20).default(1).describe('Number of plants, all in its region'),
  customers: rows.optional().describe('Default 100 × scale'),
  vendors: rows.optional().describe('Default 50 × scale'),
  materials: rows.optional().describe('Default 200 × scale'),
  services: rows.optional().describe('Default 12'),
  employees: rows.optional().describe('At least 24; default 90 × scale, of a distributor 45 × scale'),
});

const rate = z.strictObject({
  region,
  state: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capitals')
    .optional()
    .describe('Of a US rate'),
  taxClass: z.enum(['standard', 'reduced']).default('standard'),
  rateBp: z.int().min(0).max(10_000).describe('Basis points'),
  validFrom: z.iso.date().describe('First day it holds'),
});

/** Indirect tax as far as it reaches documents. */
export const taxOptions = z.strictObject({
  rates: z.array(rate).default([]).describe('Rates that replace those of the table from a day on'),
  adjustDiscounts: z.boolean().default(true).describe('A cash discount takes its tax with it; never in the US'),
  useTax: z.boolean().default(true).describe('US: tax on supplies bought without it is self-assessed'),
  stateOfCompany: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capitals')
    .default('CA')
    .describe('State of US companies'),
  nexusStates: z
    .int()
    .min(1)
    .max(47)
    .default(6)
    .describe("US states in which sales are taxed, the company's own first"),
});

const dataset = z.custom<{ readonly id: string; readonly rows: readonly Readonly<Record<string, unknown>>[] }>(
  (value) => typeof value === 'object' && value !== null && Array.isArray((value as { rows?: unknown }).rows),
  'a dataset of readDataset',
);

/** The author's own masters instead of those that are made. */
export const ownMasters = z.strictObject({
  vendors: dataset.optional().describe('Rows of `readDataset`, each with its company'),
  customers: dataset.optional().describe('Rows of `readDataset`, each with its company'),
  materials: dataset.optional().describe('Rows of `readDataset`, each with its company'),
});

/** All of a world's options. */
export const worldOptions = z.strictObject({
  preset: z.enum(PRESETS).default('single').describe('Which companies, where `companies` does not say'),
  scale: z.number().gt(0).max(10_000).default(1).describe('Multiplies customers, vendors, materials and employees'),
  chart: z.enum(COMPLEXITIES).default('small').describe('How finely accounts are divided'),
  companies: z.array(companyOptions).min(1).max(100).optional().describe('Default: those of the preset'),
  startYear: z.int().default(2025).describe('First year with contracts and budgets; 2020 to 2030'),
  years: z.int().min(1).max(11).default(2).describe('Years with contracts and budgets'),
  indirectBudgetShare: z.number().min(0).max(0.8).default(0.05).describe('Budgets, of planned revenue'),
  recurringShare: z.number().min(0).max(0.8).default(0.025).describe('Recurring contracts, of planned revenue'),
  capexShareOfRevenue: z
    .number()
    .min(0)
    .max(0.8)
    .optional()
    .describe('Asset plans, of planned revenue; default .04, of a distributor .02'),
  tax: taxOptions.prefault({}).describe('Indirect tax as far as it reaches documents'),
  masters: ownMasters.prefault({}).describe("The author's own vendors, customers, materials"),
});

/** Options of a world as an author writes them. */
export type WorldOptions = z.input<typeof worldOptions>;
/** Options of a world, completed. */
export type ResolvedWorldOptions = z.output<typeof worldOptions>;
/** A company as an author writes it. */
export type CompanyOptions = z.input<typeof companyOptions>;
/** A company with the defaults that do not depend on others. */
export type ResolvedCompanyOptions = z.output<typeof companyOptions>;
/** Indirect tax options, completed. */
export type ResolvedTaxOptions = z.output<typeof taxOptions>;
/** The author's own masters, completed. */
export type ResolvedMasters = z.output<typeof ownMasters>;
