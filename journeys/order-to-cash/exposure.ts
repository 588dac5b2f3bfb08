/** What a customer owes and will owe, and what that says of a new order. */
import { type Relation } from './relation.ts';
import { localOf } from './relation.ts';

/** Days an item may be overdue before nothing more is sold on credit. */
export const MOST_OVERDUE_DAYS = 60;

/** Amounts in company currency. */
export interface Exposure {
  readonly openItems: number;
  readonly undeliveredOrders: number;
  readonly thisOrder: number;
  readonly creditLimit: number;
  readonly oldestOverdueDays: number;
}

/** The exposure of a customer who orders for so much more. Charges count for nothing here. */
export function exposureOf(relation: Relation, thisOrder: number, day: number): Exposure {
  let openItems = 0;
  let oldestOverdueDays = 0;
  for (const { kind, localAmount, dueDay } of relation.receivables) {
    if (kind === 'charge') continue;
    openItems += localAmount;
    oldestOverdueDays = Math.max(oldestOverdueDays, day - dueDay);
  }
  let undeliveredOrders = 0;
  for (const { gross, rate9 } of relation.orders.values()) undeliveredOrders += localOf(relation, gross, rate9);
  return { openItems, undeliveredOrders, thisOrder, creditLimit: relation.creditLimit, oldestOverdueDays };
}

/** Why an order is blocked; undefined where it is not. */
export function blockedBy({
  openItems,
  undeliveredOrders,
  thisOrder,
  creditLimit,
  oldestOverdueDays,
}: Exposure): 'limit' | 'overdue' | undefined {
  if (openItems + undeliveredOrders + thisOrder > creditLimit) return 'limit';
  return oldestOverdueDays > MOST_OVERDUE_DAYS ? 'overdue' : undefined;
}
