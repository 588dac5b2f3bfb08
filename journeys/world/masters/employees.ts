/**
 * Employees. A row is a position: its level, duty and leader follow from its number, so each row is found alone and the
 * tree of leaders stays one whatever the size. Who holds it changes over the years: people leave, others follow.
 */
import {
  defineDataset,
  exponential,
  fake,
  int,
  minorDecimals,
  normal,
  type Context,
  type DatasetDefinition,
} from '../../../src/index.ts';
import { tenTo } from '../arithmetic.ts';
import type { Company } from '../companies.ts';
import { dateOfDay, dayOfDate } from '../dates.ts';
import type { Department } from '../products.ts';
import { REGIONS } from '../regions.ts';
import { strata } from '../strata.ts';
import type { BankAccount } from './bank-account.ts';
import { accountFrom } from './bank-account.ts';
import { bankOf } from './banks.ts';
import { costCenterOf, DEPARTMENT_SHARES, departmentsOf } from './cost-centers.ts';
import { inCurrency, lot, minorInCurrency, twelveDigits, type RowPlace } from './draws.ts';
import { PEOPLE_PER_SET, POOL_DEPARTMENTS, poolOf, type DutyPool } from './duties.ts';
import { datasetId, rowId } from './keys.ts';
import { leaderOf, levelOf, LEVELS, type Level } from './levels.ts';
import { COST_YEARS } from './materials.ts';

/** Somebody who holds a position for a time. */
export interface Holder {
  readonly employeeId: string;
  readonly name: string;
  readonly hireDate: string;
  /** Last day; `''` for who stays. */
  readonly leaveDate: string;
  /** Minor units a year. */
  readonly salary: number;
  readonly bankAccount: BankAccount;
  readonly lot: number;
}

/** A position: row of `employees.<company>`. */
export interface Position {
  readonly positionId: string;
  readonly company: string;
  readonly level: Level;
  readonly pool: DutyPool;
  readonly department: Department;
  readonly costCenter: string;
  /** Position of the leader; `''` at the top. */
  readonly leaderId: string;
  /** Minor units of the company's currency. */
  readonly approvalLimit: number;
  readonly payGroup: 'monthly' | 'biweekly';
  /** Hours a week. */
  readonly scheduleHours: number;
  readonly isDirectOperator: boolean;
  readonly holders: readonly Holder[];
}

const FIRST_DAY = dayOfDate(`${COST_YEARS.first}-01-01`);
const END_DAY = dayOfDate(`${COST_YEARS.last + 1}-01-01`);
const DAYS_PER_YEAR = 365;
const TURNOVER_PER_YEAR = 0.12;
/** Longest service before the first day; leaving has no memory of it. */
const PAST_DAYS = int({ min: 30, max: 10 * DAYS_PER_YEAR });
const STAYS_DAYS = exponential({ mean: DAYS_PER_YEAR / TURNOVER_PER_YEAR });
const HANDOVER_DAYS = int({ min: 5, max: 20 });
const VACANT_DAYS = int({ min: 10, max: 60 });
const PAID = normal({ mean: 1, sd: 0.08, min: 0.7, max: 1.3 });
const NAME = fake((f) => f.person.fullName());

/** Positions of a company; row i depends on nothing but i. */
export function employeeDataset(company: Company): DatasetDefinition<Position> {
  const { code, currency, region } = company;
  const departments = requesterDepartments(company);
  const department = (index: number): Department => {
    const pool = poolOf(index);
    return pool === 'requester' ? departments.kindOf(requesterRank(index)) : POOL_DEPARTMENTS[pool];
  };
  return defineDataset({
    id: datasetId('employees', code),
    name: `Employees of ${company.name}`,
    count: company.employees,
    fields: {
      positionId: (_ctx: Context, { index }: RowPlace) => rowId('employees', code, index),
      company: code,
      level: (_ctx: Context, { index }: RowPlace) => levelOf(index),
      pool: (_ctx: Context, { index }: RowPlace) => poolOf(index),
      department: (_ctx: Context, { index }: RowPlace) => department(index),
      costCenter: (_ctx: Context, { index }: RowPlace) => costCenterOf(company, department(index), index),
      leaderId: (_ctx: Context, { index }: RowPlace) => {
        const leader = leaderOf(index);
        return leader === undefined ? '' : rowId('employees', code, leader);
      },
      approvalLimit: (_ctx: Context, { index }: RowPlace) => minorInCurrency(LEVELS[levelOf(index)].limitUsd, currency),
      payGroup: region === 'US' ? ('biweekly' as const) : ('monthly' as const),
      scheduleHours: region === 'FR' ? 35 : 40,
      isDirectOperator: (_ctx: Context, { index }: RowPlace) =>
        department(index) === 'PRD' && ['staff', 'senior'].includes(levelOf(index)),
      holders: (ctx: Context, { index }: RowPlace) => holdersOf(ctx, company, index),
    },
  }) as unknown as DatasetDefinition<Position>;
}

/** Departments of those without a special duty, so that all people together come close to the shares. */
function requesterDepartments(company: Company): ReturnType<typeof strata<Department>> {
  const left = Object.fromEntries(
    departmentsOf(company).map((one) => {
      const special = Object.values(POOL_DEPARTMENTS).filter((other) => other === one).length;
      return [one, Math.max(1, Math.round(DEPARTMENT_SHARES[one] * PEOPLE_PER_SET) - special)];
    }),
  );
  return strata(left as Record<Department, number>);
}

const POOLS = Object.keys(POOL_DEPARTMENTS).length;

function requesterRank(index: number): number {
  const [set, at] = [Math.floor(index / PEOPLE_PER_SET), index % PEOPLE_PER_SET];
  return set * (PEOPLE_PER_SET - POOLS) + (at - POOLS);
}

/** Everybody who holds a position up to the last year, in order. */
function holdersOf(ctx: Context, company: Company, index: number): readonly Holder[] {
  const holders: Holder[] = [];
  let hired = FIRST_DAY - ctx.draw('past', PAST_DAYS);
  let from = FIRST_DAY;
  while (from < END_DAY) {
    const n = holders.length;
    const left = Math.floor(from + ctx.draw(`stays.${n}`, STAYS_DAYS));
    holders.push(holderOf(ctx, company, { index, n, hired, left }));
    // A duty is handed over while its holder is still there; elsewhere the place stands empty for a while.
    from =
      poolOf(index) === 'requester'
        ? left + ctx.draw(`vacant.${n}`, VACANT_DAYS)
        : left - ctx.draw(`handover.${n}`, HANDOVER_DAYS);
    from = Math.max(from, hired + 1);
    hired = from;
  }
  return holders;
}

interface Tenure {
  readonly index: number;
  readonly n: number;
  readonly hired: number;
  readonly left: number;
}

function holderOf(ctx: Context, company: Company, { index, n, hired, left }: Tenure): Holder {
  const id = rowId('employees', company.code, index);
  const digits = ctx.draw(`account.${n}`, twelveDigits);
  const bank = bankOf(ctx, company.region, Number(digits.slice(0, 9)));
  const { salaryUsd } = LEVELS[levelOf(index)];
  const yearly = inCurrency(salaryUsd * REGIONS[company.region].wageFactor, company.currency);
  return {
    employeeId: n === 0 ? id : `${id}.${n + 1}`,
    name: ctx.draw(`name.${n}`, NAME),
    hireDate: dateOfDay(hired),
    leaveDate: left >= END_DAY ? '' : dateOfDay(left),
    salary: Math.round(yearly * ctx.draw(`paid.${n}`, PAID)) * tenTo(minorDecimals(company.currency)),
    bankAccount: accountFrom({ region: company.region, code: bank.code, bankLetters: bank.bic.slice(0, 4) }, digits),
    lot: ctx.draw(`lot.${n}`, lot),
  };
}
