/** Who works where, with which duty and up to which amount: exported positions as a reader of documents looks them up. */
import { regionUtcOffsetMinutes, type MasterTables, type RegionCode } from '../../../src/index.ts';
import { DAY_MS } from '../dates.ts';
import { numberOf, rowsOf, textOf, type Row } from './finding.ts';

/** Somebody who holds a position for a time. */
export interface Staffer {
  readonly positionId: string;
  readonly leaderId: string;
  readonly pool: string;
  /** Minor units of the company's currency. */
  readonly approvalLimit: number;
  readonly hireDate: string;
  /** `''` for who stays. */
  readonly leaveDate: string;
}

/** What is asked of a person. */
export interface Duty {
  readonly company: string;
  readonly pool: string;
  readonly date: string;
}

/** What is asked of who decides on an amount; minor units of the company's currency. */
export interface Authority extends Duty {
  readonly amount: number;
  /** Who signs beside, where the amount asks for it. */
  readonly approvedBy?: string | undefined;
}

interface Company {
  readonly currency: string;
  readonly offsetMs: number;
  /** Read when the first document asks. */
  people: People | undefined;
}

interface People {
  readonly byEmployee: ReadonlyMap<string, Staffer>;
  /** Position → the one that leads it. */
  readonly leaderOf: ReadonlyMap<string, string>;
  readonly highestLimit: number;
  /** Positions that have it. */
  readonly atTop: number;
}

const MINUTE_MS = 60_000;

/** Tables of one reading are read once: rows do not change while it lasts. */
const known = new WeakMap<MasterTables, Staff>();

export class Staff {
  /** The staff of these tables. */
  static of(masters: MasterTables): Staff {
    let staff = known.get(masters);
    if (staff === undefined) known.set(masters, (staff = new Staff(masters)));
    return staff;
  }

  readonly #masters: MasterTables;
  /** By day: a year has few. */
  readonly #dates = new Map<number, string>();
  readonly #companies: ReadonlyMap<string, Company>;

  private constructor(masters: MasterTables) {
    this.#masters = masters;
    this.#companies = new Map(Array.from(masters.rows('companies'), (row) => [textOf(row, 'code'), companyOf(row)]));
  }

  /** Whether there are tables to look people up in. */
  get isKnown(): boolean {
    return this.#companies.size > 0;
  }

  /** Date of an instant in a company's zone. */
  dateOf(company: string, ms: number): string {
    const day = Math.floor((ms + (this.#companies.get(company)?.offsetMs ?? 0)) / DAY_MS);
    let date = this.#dates.get(day);
    if (date === undefined) this.#dates.set(day, (date = new Date(day * DAY_MS).toISOString().slice(0, 10)));
    return date;
  }

  currencyOf(company: string): string {
    return this.#companies.get(company)?.currency ?? '';
  }

  find(company: string, employeeId: string): Staffer | undefined {
    return this.#peopleOf(company)?.byEmployee.get(employeeId);
  }

  /** The highest limit of a position in a company. */
  highestLimit(company: string): number {
    return this.#peopleOf(company)?.highestLimit ?? 0;
  }

  /** Whether there is a table of a company's people. */
  knows(company: string): boolean {
    return this.#companies.has(company) && this.#masters.has(`employees.${company}`);
  }

  /** Whether of those who approved an amount one may, or above all limits two of those at the top; nobody known, all may. */
  mayApprove(company: string, approvers: readonly string[], amount: number): boolean {
    if (!this.knows(company)) return true;
    const { highestLimit = 0, atTop = 0 } = this.#peopleOf(company) ?? {};
    const limits = approvers.map((one) => this.find(company, one)?.approvalLimit ?? 0);
    if (limits.some((limit) => limit >= amount)) return true;
    return amount > highestLimit && limits.filter((limit) => limit === highestLimit).length >= Math.min(2, atTop);
  }

  /** Why somebody may not do a piece of work; '' where nothing speaks against it. */
  faultOf(employeeId: string, { company, pool, date }: Duty): string {
    const person = this.find(company, employeeId);
    if (person === undefined) return `${employeeId} is no employee of ${company}`;
    if (pool !== '' && person.pool !== pool) return `${employeeId} is of pool ${person.pool}, not ${pool}`;
    const { hireDate, leaveDate } = person;
    if (hireDate <= date && (leaveDate === '' || date <= leaveDate)) return '';
    return `${employeeId} works from ${hireDate} to ${leaveDate === '' ? 'today' : leaveDate}, not on ${date}`;
  }

  /** Why somebody, and who signs beside, may not decide on an amount. */
  limitFaultOf(employeeId: string, { approvedBy, amount, ...duty }: Authority): string {
    const own = this.faultOf(employeeId, duty);
    if (own !== '') return own;
    const person = this.find(duty.company, employeeId);
    if (person === undefined || person.approvalLimit >= amount) return '';
    const over = `${employeeId} may decide on ${person.approvalLimit}, not on ${amount}`;
    if (approvedBy === undefined) return over;
    const above = this.faultOf(approvedBy, { ...duty, pool: '' });
    if (above !== '') return above;
    if (!this.#leads(duty.company, approvedBy, person)) return `${approvedBy} does not lead ${employeeId}`;
    const { approvalLimit: limit = 0, leaderId } = this.find(duty.company, approvedBy) ?? {};
    // Nobody stands above the top: there is nobody else to ask.
    return limit >= amount || leaderId === '' ? '' : `${approvedBy} may decide on ${limit}, not on ${amount}`;
  }

  #leads(company: string, leader: string, { leaderId }: Staffer): boolean {
    const wanted = this.find(company, leader)?.positionId;
    const leaderOf = this.#peopleOf(company)?.leaderOf ?? new Map<string, string>();
    // As many steps as there are positions: a circle ends too.
    for (let [at, steps] = [leaderId, 0]; at !== '' && steps <= leaderOf.size; steps++) {
      if (at === wanted) return true;
      at = leaderOf.get(at) ?? '';
    }
    return false;
  }

  #peopleOf(company: string): People | undefined {
    const known = this.#companies.get(company);
    if (known === undefined) return undefined;
    return (known.people ??= readPeople(this.#masters.rows(`employees.${company}`)));
  }
}

function companyOf(row: Row): Company {
  const minutes = regionUtcOffsetMinutes(textOf(row, 'region') as RegionCode);
  return { currency: textOf(row, 'currency'), offsetMs: minutes * MINUTE_MS, people: undefined };
}

function readPeople(positions: Iterable<Row>): People {
  const byEmployee = new Map<string, Staffer>();
  const leaderOf = new Map<string, string>();
  const limits: number[] = [];
  for (const row of positions) {
    const [positionId, leaderId] = [textOf(row, 'positionId'), textOf(row, 'leaderId')];
    const position = { positionId, leaderId, pool: textOf(row, 'pool'), approvalLimit: numberOf(row, 'approvalLimit') };
    leaderOf.set(positionId, leaderId);
    limits.push(position.approvalLimit);
    for (const holder of rowsOf(row, 'holders')) {
      const [hireDate, leaveDate] = [textOf(holder, 'hireDate'), textOf(holder, 'leaveDate')];
      byEmployee.set(textOf(holder, 'employeeId'), { ...position, hireDate, leaveDate });
    }
  }
  const highestLimit = limits.reduce((most, limit) => Math.max(most, limit), 0);
  return { byEmployee, leaderOf, highestLimit, atTop: limits.filter((limit) => limit === highestLimit).length };
}
