/** Who works for a company and what they may approve, as its exported table of positions says. */
import { regionUtcOffsetMinutes, type MasterTables, type RegionCode } from '../../../src/index.ts';

interface Holder {
  readonly limit: number;
  readonly hireDate: string;
  readonly leaveDate: string;
}

interface Staff {
  readonly offsetMs: number;
  /** Currency of the books. */
  readonly currency: string;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly topLimit: number;
  readonly atTop: number;
}

/** Read when the first event of a company asks; undefined where there is no such table. */
export class People {
  readonly #masters: MasterTables;
  readonly #staff = new Map<string, Staff | undefined>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  /** Why somebody could not do a thing at an instant; '' where they could, or nobody can say. */
  absence(company: string, employeeId: string, ms: number): string {
    const staff = this.of(company);
    if (staff === undefined || employeeId.startsWith('system:')) return '';
    const date = new Date(ms + staff.offsetMs).toISOString().slice(0, 10);
    const holder = staff.holders.get(employeeId);
    if (holder === undefined) return `${employeeId} is nobody of company ${company}`;
    const isThere = holder.hireDate <= date && (holder.leaveDate === '' || date <= holder.leaveDate);
    return isThere ? '' : `${employeeId} does not work there on ${date}`;
  }

  /** Whether of those who approved an amount one may, or above all limits two of those at the top. */
  mayApprove(company: string, approvers: readonly string[], amount: number): boolean {
    const staff = this.of(company);
    if (staff === undefined) return true;
    const limits = approvers.map((one) => staff.holders.get(one)?.limit ?? 0);
    if (limits.some((limit) => limit >= amount)) return true;
    const top = limits.filter((limit) => limit === staff.topLimit).length;
    return amount > staff.topLimit && top >= Math.min(2, staff.atTop);
  }

  of(company: string): Staff | undefined {
    if (!this.#staff.has(company)) this.#staff.set(company, this.#read(company));
    return this.#staff.get(company);
  }

  #read(code: string): Staff | undefined {
    const company = [...this.#masters.rows('companies')].find((row) => row['code'] === code);
    const id = `employees.${code}`;
    if (company === undefined || !this.#masters.has(id)) return undefined;
    const holders = new Map<string, Holder>();
    const limits: number[] = [];
    for (const position of this.#masters.rows(id)) {
      const limit = Number(position['approvalLimit']);
      limits.push(limit);
      for (const one of position['holders'] as readonly (Holder & { readonly employeeId: string })[])
        holders.set(one.employeeId, { limit, hireDate: one.hireDate, leaveDate: one.leaveDate });
    }
    const topLimit = limits.reduce((most, limit) => Math.max(most, limit), 0);
    return {
      offsetMs: regionUtcOffsetMinutes(company['region'] as RegionCode) * 60_000,
      currency: String(company['currency']),
      holders,
      topLimit,
      atTop: limits.filter((limit) => limit === topLimit).length,
    };
  }
}
