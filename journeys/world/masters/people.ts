/** Who does something on a day: people of a pool, and the chain of leaders that approves an amount. */
import { SynodeError, type Context } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { PEOPLE_PER_SET, DUTY_POOLS, type DutyPool } from './duties.ts';
import type { Holder, Position } from './employees.ts';
import { datasetId, hash32, indexOfId, winners } from './keys.ts';

/** A person at work: the holder of a position. */
export interface Person extends Holder {
  readonly position: Position;
}

type Tables = Pick<Context, 'typedDataset'>;

/** Whether somebody is employed on a date, first and last day included. */
export function isEmployed({ hireDate, leaveDate }: Pick<Holder, 'hireDate' | 'leaveDate'>, date: string): boolean {
  return hireDate <= date && (leaveDate === '' || date <= leaveDate);
}

/** The members of a pool on a date. */
export function peopleIn(
  ctx: Tables,
  company: Company,
  { pool, date }: { readonly pool: DutyPool; readonly date: string },
): readonly Person[] {
  const positions = ctx.typedDataset<Position>(datasetId('employees', company.code));
  return positionsOf(pool, company.employees).flatMap((index) => employedAt(positions.row(index), date));
}

function positionsOf(pool: DutyPool, employees: number): readonly number[] {
  const at = DUTY_POOLS.indexOf(pool);
  const indices: number[] = [];
  for (let first = 0; first < employees; first += PEOPLE_PER_SET) {
    const last = pool === 'requester' ? first + PEOPLE_PER_SET - 1 : first + at;
    for (let index = first + at; index <= Math.min(last, employees - 1); index++) indices.push(index);
  }
  return indices;
}

function employedAt(position: Position, date: string): readonly Person[] {
  return peopleOf(position).filter((person) => isEmployed(person, date));
}

/** A row of employees says who holds it for all time. */
const holders = new WeakMap<Position, readonly Person[]>();

function peopleOf(position: Position): readonly Person[] {
  let people = holders.get(position);
  if (people === undefined) {
    people = position.holders.map((holder) => Object.assign({}, holder, { position }));
    holders.set(position, people);
  }
  return people;
}

/**
 * The member of a pool who takes a piece of work: the same for the same key, and another only where that one leaves or a
 * new member wins it.
 *
 * @throws SynodeError `INVALID_OPTION` on a date when nobody is employed
 */
export function personIn(
  ctx: Tables,
  company: Company,
  { pool, key, date }: { readonly pool: DutyPool; readonly key: string; readonly date: string },
): Person {
  const [person] = winners(peopleIn(ctx, company, { pool, date }), key);
  if (person !== undefined) return person;
  throw new SynodeError('INVALID_OPTION', `nobody of pool ${pool} works in company ${company.code} on ${date}`, {
    path: ['world', `company '${company.code}'`],
    expected: 'a date of the years people are hired for',
    received: `'${date}'`,
    suggestion: 'Stay inside the years of the calendars.',
  });
}

/**
 * Who asks for something: a member of the largest pool. It is chosen among the people of one set of positions, so that a
 * thousand of them are not looked at for every pencil.
 */
export function requesterIn(
  ctx: Tables,
  company: Company,
  { key, date }: { readonly key: string; readonly date: string },
): Person {
  const sets = Array.from({ length: Math.ceil(company.employees / PEOPLE_PER_SET) }, (_, set) => ({
    set,
    lot: hash32(`requesters ${set}`),
  }));
  const [chosen] = winners(sets, key);
  const positions = ctx.typedDataset<Position>(datasetId('employees', company.code));
  const start = (chosen?.set ?? 0) * PEOPLE_PER_SET;
  const people: Person[] = [];
  const end = Math.min(start + PEOPLE_PER_SET, company.employees);
  for (let index = start + DUTY_POOLS.indexOf('requester'); index < end; index++)
    people.push(...employedAt(positions.row(index), date));
  return winners(people, key)[0] ?? personIn(ctx, company, { pool: 'requester', key, date });
}

/** Above this two executives approve, dollars at the anchor. */
const TWO_EXECUTIVES = 2;

/** What is asked of a chain: for whom, how much, and on which days its people have to be there. */
export interface Approving {
  readonly requester: Position;
  /** Minor units of the company's currency. */
  readonly amount: number;
  readonly date: string;
  /** Last day on which one of them may have to decide; default `date`. */
  readonly until?: string;
}

/**
 * Who approves an amount of a requester, in order: leader after leader until one whose limit reaches it; above the limit of
 * the top two executives where there are two. Who leaves before `until` takes nothing on.
 */
export function approvalChain(
  ctx: Tables,
  company: Company,
  { requester, amount, date, until = date }: Approving,
): readonly Person[] {
  // A duty is handed over without a gap, whoever holds it then decides; another place may stand empty.
  const stays = (holder: Person): boolean => holder.position.pool !== 'requester' || isEmployed(holder, until);
  const chain: Person[] = [];
  let at: Position | undefined = leaderPosition(ctx, company, requester);
  while (at !== undefined) {
    const [person] = employedAt(at, date).filter(stays);
    // A place that stands empty is passed over: its own leader decides.
    if (person !== undefined) chain.push(person);
    if (person !== undefined && at.approvalLimit >= amount) return chain;
    at = leaderPosition(ctx, company, at);
  }
  const executives = secondExecutive(ctx, company, { chain, date }).filter(stays);
  return [...chain, ...executives];
}

/** Who holds the place of somebody on another day; of places that may stand empty, that one. */
export function holderOn(person: Person, date: string): Person {
  return employedAt(person.position, date)[0] ?? person;
}

function leaderPosition(ctx: Tables, company: Company, { leaderId }: Position): Position | undefined {
  const index = indexOfId('employees', company.code, leaderId);
  return index === undefined ? undefined : ctx.typedDataset<Position>(datasetId('employees', company.code)).row(index);
}

function secondExecutive(
  ctx: Tables,
  company: Company,
  { chain, date }: { readonly chain: readonly Person[]; readonly date: string },
): readonly Person[] {
  const here = chain.filter(({ position }) => position.level === 'executive').length;
  const positions = ctx.typedDataset<Position>(datasetId('employees', company.code));
  const others = Array.from({ length: Math.ceil(company.employees / PEOPLE_PER_SET) }, (_, set) => set * PEOPLE_PER_SET)
    .flatMap((index) => employedAt(positions.row(index), date))
    .filter(
      ({ employeeId, position }) =>
        position.level === 'executive' && chain.every((one) => one.employeeId !== employeeId),
    );
  return others.slice(0, Math.max(0, TWO_EXECUTIVES - here));
}
