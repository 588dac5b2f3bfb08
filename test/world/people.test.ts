import { describe, expect, it } from 'vitest';

import { CONFLICTS, DUTY_POOLS } from '../../journeys/world/masters/duties.ts';
import type { Position } from '../../journeys/world/masters/employees.ts';
import { leaderOf, levelOf, LEVELS } from '../../journeys/world/masters/levels.ts';
import { approvalChain, isEmployed, peopleIn, personIn } from '../../journeys/world/masters/people.ts';
import { scoreOf, winners } from '../../journeys/world/masters/keys.ts';
import { fourErrors, tablesOf } from './tables.ts';

const small = tablesOf({ companies: [{ code: '1000', employees: 24 }] });
const big = tablesOf({ companies: [{ code: '1000', employees: 1000 }] });
const positions = big.all<Position>('employees.1000');

describe('the levels', () => {
  it('have their shares, and limits that rise with them', () => {
    const count = (level: string): number => positions.filter((one) => one.level === level).length;

    expect(Object.keys(LEVELS).map(count)).toEqual([10, 40, 80, 120, 250, 500]);
    expect(Object.values(LEVELS).map(({ limitUsd }) => limitUsd)).toEqual([
      10_000_000, 500_000, 100_000, 25_000, 5000, 1000,
    ]);
  });

  it.each([24, 45, 90, 250, 1000, 5000])(
    'of %i positions form one tree without a circle, nobody led by a lower one',
    (n) => {
      const order = Object.keys(LEVELS);
      const led = new Map<number, number>();
      for (let at = 1; at < n; at++) {
        const leader = leaderOf(at) ?? -1;
        expect(leader).toBeGreaterThanOrEqual(0);
        expect(leader).toBeLessThan(at);
        expect(order.indexOf(levelOf(leader))).toBeLessThanOrEqual(order.indexOf(levelOf(at)));
        led.set(leader, (led.get(leader) ?? 0) + 1);
      }
      const spans = [...led.values()];
      expect(leaderOf(0)).toBeUndefined();
      expect(Math.max(...spans)).toBeLessThanOrEqual(8);
      // Only those whose people the company has not hired yet lead fewer than three.
      expect(spans.filter((span) => span < 3).length).toBeLessThanOrEqual(3);
    },
  );
});

describe('the duty pools', () => {
  it('each have one person where there are twenty-four, ten where there are a thousand', () => {
    for (const pool of DUTY_POOLS) {
      const places = ({ ctx, company }: typeof small): number =>
        new Set(peopleIn(ctx, company, { pool, date: '2020-01-01' }).map(({ position }) => position.positionId)).size;
      expect(places(small)).toBe(1);
      expect(places(big)).toBe(pool === 'requester' ? 770 : 10);
    }
  });

  it('never fall empty: a successor has started before the last member leaves', () => {
    const days = Array.from(
      { length: 11 * 12 },
      (_, i) => `${2020 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}-15`,
    );
    const special = small.all<Position>('employees.1000').filter(({ pool }) => pool !== 'requester');
    for (const { holders } of special) {
      for (const [i, holder] of holders.entries()) {
        const next = holders[i + 1];
        if (next !== undefined) expect(next.hireDate < holder.leaveDate).toBe(true);
        expect(holder.hireDate < (holder.leaveDate || '9999')).toBe(true);
      }
      for (const day of days) expect(holders.some((holder) => isEmployed(holder, day))).toBe(true);
    }
  });

  it('hold nobody twice, so that duties which control each other meet in nobody', () => {
    const memberIds = DUTY_POOLS.map((pool) =>
      peopleIn(big.ctx, big.company, { pool, date: '2025-06-30' }).map(({ employeeId }) => employeeId),
    );

    expect(new Set(memberIds.flat()).size).toBe(memberIds.flat().length);
    expect(Object.values(CONFLICTS).every(([one, other]) => one !== other)).toBe(true);
  });

  it('lose twelve of a hundred people a year', () => {
    const leaves = positions
      .flatMap(({ holders }) => holders)
      .filter(({ leaveDate }) => leaveDate !== '' && leaveDate < '2030-01-01');
    const years = 10 * positions.length;

    // Vacancies take about a week of every year of a place.
    expect(Math.abs(leaves.length / years - 0.12)).toBeLessThanOrEqual(fourErrors(0.12, years) + 0.12 * 0.02);
  });
});

describe('a person for a piece of work', () => {
  const pick = (key: string, date = '2025-03-03') =>
    personIn(big.ctx, big.company, { pool: 'buyer', key, date }).employeeId;

  it('is the same for the same key, and shares the work with the others', () => {
    const keys = Array.from({ length: 2000 }, (_, i) => `PO-${i}`);
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(pick(key), (counts.get(pick(key)) ?? 0) + 1);

    expect(counts.size).toBe(peopleIn(big.ctx, big.company, { pool: 'buyer', date: '2025-03-03' }).length);
    for (const count of counts.values())
      expect(Math.abs(count / 2000 - 1 / counts.size)).toBeLessThanOrEqual(fourErrors(1 / counts.size, 2000));
  });

  it('changes only where a new member wins or an old one leaves', () => {
    const members = Array.from({ length: 10 }, (_, i) => ({ lot: 1_000_003 * (i + 1) }));
    const newcomer = { lot: 77 };
    const keys = Array.from({ length: 1000 }, (_, i) => `key ${i}`);
    const moved = keys.filter((key) => winners(members, key)[0] !== winners([...members, newcomer], key)[0]);

    expect(moved.every((key) => winners([...members, newcomer], key)[0] === newcomer)).toBe(true);
    expect(Math.abs(moved.length / 1000 - 1 / 11)).toBeLessThanOrEqual(fourErrors(1 / 11, 1000));
  });

  it('is chosen in proportion to weight where there is one', () => {
    const [heavy, light] = [
      { lot: 5, sizeWeight: 3 },
      { lot: 9, sizeWeight: 1 },
    ];
    const won = Array.from({ length: 4000 }, (_, i) => winners([light, heavy], `k${i}`)[0]).filter(
      (one) => one === heavy,
    ).length;

    expect(Math.abs(won / 4000 - 0.75)).toBeLessThanOrEqual(fourErrors(0.75, 4000));
    expect(scoreOf(1, 2)).toBeGreaterThan(0);
  });

  it('is nobody on a day before there are people, and that is said', () => {
    expect(() => pick('x', '1999-01-01')).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

describe('the chain that approves', () => {
  const staff = positions.find(({ level, leaderId }) => level === 'staff' && leaderId !== '') as Position;
  const chain = (amount: number) =>
    approvalChain(big.ctx, big.company, { requester: staff, amount, date: '2025-03-03' });

  it('ends at the first leader whose limit reaches the amount', () => {
    const short = chain(1_000_000);
    const long = chain(40_000_000);

    expect(short.at(-1)?.position.approvalLimit).toBeGreaterThanOrEqual(1_000_000);
    expect(short.slice(0, -1).every(({ position }) => position.approvalLimit < 1_000_000)).toBe(true);
    expect(long.at(-1)?.position.level).toBe('vp');
    expect(long.length).toBeGreaterThan(short.length);
  });

  it('has two executives above the highest limit', () => {
    const executives = chain(2_000_000_000).filter(({ position }) => position.level === 'executive');

    expect(executives.length).toBeGreaterThanOrEqual(2);
    expect(new Set(executives.map(({ employeeId }) => employeeId)).size).toBe(executives.length);
  });

  it('never holds the requester', () => {
    const own = staff.holders.map(({ employeeId }) => employeeId);

    expect(chain(2_000_000_000).some(({ employeeId }) => own.includes(employeeId))).toBe(false);
  });
});
