/** Items that will not be paid: too old after the last reminder, or of somebody insolvent. A part may come back one day. */
import { defineAction, defineAdventure, defineJourney, never, when, type Context } from '../../src/index.ts';
import { until, untilWorkday } from './days.ts';
import {
  bankAccountOf,
  begin,
  localOf,
  newDocument,
  relationOf,
  settle,
  step,
  today,
  who,
  type Receivable,
  type Relation,
  type Seat,
} from './relation.ts';
import { rateOn } from './tables.ts';
import { tell, type Told } from './documents.ts';

const LAST_LEVEL = 4;
const RECOVERY_CHANCE = 0.05;
const RECOVERED_PERCENT = { from: 20, to: 60 } as const;
const RECOVERY_DAYS = { from: 30, to: 300 } as const;

/** Gives up items; each of them may be recovered in part. */
export function writeOff(
  ctx: Context,
  relation: Relation,
  { items, reason }: { readonly items: readonly Receivable[]; readonly reason: 'overdue' | 'insolvency' },
) {
  const day = today(ctx, relation);
  return items.map((receivable) => {
    const { item, invoice, amount, localAmount, rate9, dueDay } = receivable;
    receivable.amount = 0;
    receivable.localAmount = 0;
    settle(relation, receivable);
    const documentId = newDocument(ctx, relation, 'WO');
    if (ctx.random.chance(RECOVERY_CHANCE)) {
      const input: Recovery = { writtenOff: documentId, amount };
      ctx.start('recovery', { after: `${ctx.random.int(RECOVERY_DAYS.from, RECOVERY_DAYS.to)}d`, input });
    }
    return tell(
      ctx,
      'receivable.written_off',
      Object.assign(
        step(relation, { documentId, documentType: 'WO', performedBy: who(ctx, relation, 'creditManager', invoice) }),
        {
          partnerGroup: relation.customer.segment,
          currency: relation.customer.currency,
          rate9,
          amount,
          reason,
          invoice,
          daysOverdue: Math.max(0, day - dueDay),
          clears: [{ item, amount, localAmount }],
        },
      ),
    );
  });
}

function giveUp(seat: Seat) {
  return defineAction({
    id: 'give-up',
    emits: ['receivable.written_off'],
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      begin(ctx, relation);
      const day = today(ctx, relation);
      const items = relation.receivables.filter(
        ({ kind, level, dueDay, isReserved, isDisputed }) =>
          kind === 'invoice' &&
          level >= LAST_LEVEL &&
          day - dueDay > seat.options.writeOffAfterDays &&
          !isReserved &&
          !isDisputed,
      );
      return writeOff(ctx, relation, { items, reason: 'overdue' });
    },
  });
}

/** Looks at what is too old. */
export function writeOffJourney(seat: Seat) {
  return defineJourney({
    id: 'write-off',
    arrivals: never(),
    adventures: [defineAdventure({ id: 'give-up', actions: [giveUp(seat)] })],
  });
}

interface Recovery {
  readonly writtenOff: string;
  readonly amount: number;
}

interface Recovered {
  readonly receiptId: string;
  readonly writtenOff: string;
  readonly amount: number;
  readonly localAmount: number;
}

const KEY = 'recovered';

function receiveBack(seat: Seat) {
  return defineAction({
    id: 'receive-back',
    emits: ['receipt.banked'],
    timeSpan: (ctx) => {
      const { days } = relationOf(ctx, seat).trade;
      return until(ctx, days.at(days.banking(days.dayOf(ctx.nowMs) + 1), 9 + ctx.random.float() * 3));
    },
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const lost = ctx.input<Recovery>();
      if (lost === undefined) return [];
      const percent = ctx.random.int(RECOVERED_PERCENT.from, RECOVERED_PERCENT.to);
      const amount = Math.max(1, Math.round((lost.amount * percent) / 100));
      const { trade, customer } = relation;
      const day = today(ctx, relation);
      const rate9 = rateOn(ctx, trade, customer.currency, day);
      const receiptId = newDocument(ctx, relation, 'RC');
      const localAmount = localOf(relation, amount, rate9);
      const recovered: Recovered = { receiptId, writtenOff: lost.writtenOff, amount, localAmount };
      ctx.set(KEY, recovered, { scope: 'journey' });
      const date = trade.days.date(day);
      return [
        tell(
          ctx,
          'receipt.banked',
          Object.assign(step(relation, { documentId: receiptId, documentType: 'RC', performedBy: 'system:bank' }), {
            currency: customer.currency,
            rate9,
            rateDate: date,
            amount,
            fee: 0,
            method: 'transfer' as const,
            bankAccount: bankAccountOf(relation),
            valueDate: date,
            opens: { id: receiptId },
          }),
        ),
      ];
    },
  });
}

function bookBack(seat: Seat) {
  return defineAction({
    id: 'book-back',
    emits: ['receivable.recovered'],
    timeSpan: (ctx) => untilWorkday(ctx, relationOf(ctx, seat).trade.days, ctx.random.int(0, 1)),
    handler: (ctx): readonly Told[] => {
      const relation = relationOf(ctx, seat);
      const recovered = ctx.get<Recovered>(KEY);
      if (recovered === undefined) return [];
      const { receiptId, writtenOff, amount, localAmount } = recovered;
      const { trade, customer } = relation;
      const performedBy = who(ctx, relation, 'cashApplier', receiptId);
      return [
        tell(
          ctx,
          'receivable.recovered',
          Object.assign(step(relation, { documentId: receiptId, documentType: 'RC', performedBy }), {
            currency: customer.currency,
            rate9: rateOn(ctx, trade, customer.currency, today(ctx, relation)),
            amount,
            writtenOff,
            transit: { clears: [{ item: receiptId, amount, localAmount }] },
          }),
        ),
      ];
    },
  });
}

/** A part of what was given up comes back. */
export function recoveryJourney(seat: Seat) {
  return defineJourney({
    id: 'recovery',
    arrivals: never(),
    adventures: [
      defineAdventure({
        id: 'recover',
        actions: [receiveBack(seat), when((ctx) => ctx.get(KEY) !== undefined, [bookBack(seat)])],
      }),
    ],
  });
}
