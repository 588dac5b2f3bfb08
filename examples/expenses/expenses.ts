// expenses.ts
import { credit, debit, defineAction, defineAdventure, defineJourney, definePopulation, definePostings } from 'synode';
import { defineProcess, entry, FindingLog, int, poissonProcess, profile } from 'synode';
import type { Context, Event, FileCheckMaker, Surroundings } from 'synode';
import { approvalChain, isEmployed, worldOf, type Position } from 'synode/journeys';

const COMPANY = '1000';
const EMPLOYEES = `employees.${COMPANY}`;

/** What every event of a claim says; amounts in cents. */
interface Claim {
  readonly documentId: string;
  readonly company: string;
  readonly partner: { readonly kind: 'employee'; readonly id: string };
  readonly performedBy: string;
  readonly amount: number;
  readonly costCenter: string;
}
type Told<N extends string> = Event<`expense_claim.${N}`, Claim>;

// Which event books what: a pure function of the event.
const postings = definePostings<Told<'approved'> | Told<'reimbursed'>>({
  EX01: {
    on: 'expense_claim.approved',
    roles: ['travel', 'payables.employees'],
    rule: ({ payload: { amount, costCenter, partner, documentId } }, a) => [
      entry('GEN', [
        debit(a('travel'), amount, { costCenter }),
        credit(a('payables.employees'), amount, { partner, openItem: { id: documentId } }),
      ]),
    ],
  },
  EX02: {
    on: 'expense_claim.reimbursed',
    roles: ['payables.employees', 'cash.outgoing'],
    rule: ({ payload: { amount, partner, documentId: item } }, a) => [
      entry('BNK', [
        debit(a('payables.employees'), amount, { partner, clears: [{ item, amount, localAmount: amount }] }),
        // The bank has not executed it yet: it is under way.
        credit(a('cash.outgoing'), amount, { openItem: { id: `${item}/paid` } }),
      ]),
    ],
  },
});

const today = (ctx: Context): string => new Date(ctx.nowMs).toISOString().slice(0, 10);

// What happens, step by step. An actor is a position; whoever holds it that day submits.
const submit = defineAction({
  id: 'submit',
  emits: ['expense_claim.submitted'],
  fields: { amount: int({ min: 20_00, max: 1_800_00 }) },
  handler: (ctx, { amount }): Told<'submitted'>[] => {
    const { holders, costCenter, leaderId } = ctx.typedDataset<Position>(EMPLOYEES).row(ctx.actor.index);
    const employee = holders.find((holder) => isEmployed(holder, today(ctx)));
    ctx.set('claim', undefined, { scope: 'journey' });
    // Nobody holds the position today, or nobody is above it.
    if (employee === undefined || leaderId === '') return [];
    const { employeeId: id } = employee;
    const documentId = `EX-${COMPANY}-${ctx.generateId()}`;
    const partner = { kind: 'employee', id } as const;
    const claim: Claim = { documentId, company: COMPANY, partner, performedBy: id, amount, costCenter };
    ctx.set('claim', claim, { scope: 'journey' });
    return [ctx.event('expense_claim.submitted', claim)];
  },
});

const approve = defineAction({
  id: 'approve',
  emits: ['expense_claim.approved'],
  timeSpan: { min: '1bd', max: '3bd' },
  handler: (ctx): Told<'approved'>[] => {
    const claim = ctx.get<Claim>('claim');
    const company = worldOf(ctx).companies.find(({ code }) => code === COMPANY);
    if (claim === undefined || company === undefined) return [];
    const requester = ctx.typedDataset<Position>(EMPLOYEES).row(ctx.actor.index);
    const approver = approvalChain(ctx, company, { requester, amount: claim.amount, date: today(ctx) }).at(-1);
    return [ctx.event('expense_claim.approved', { ...claim, performedBy: approver?.employeeId ?? 'system:payroll' })];
  },
});

const reimburse = defineAction({
  id: 'reimburse',
  emits: ['expense_claim.reimbursed'],
  timeSpan: '2bd',
  handler: (ctx): Told<'reimbursed'>[] => {
    const claim = ctx.get<Claim>('claim');
    return claim ? [ctx.event('expense_claim.reimbursed', { ...claim, performedBy: 'system:payroll' })] : [];
  },
});

// What has to hold of the file, whoever wrote it. It shares no code with the journey.
const claimsAreApproved: FileCheckMaker = (masters) => {
  const log = new FindingLog();
  const limits = new Map<string, number>();
  for (const { approvalLimit, holders } of (masters?.rows(EMPLOYEES) ?? []) as Iterable<Position>)
    for (const { employeeId } of holders) limits.set(employeeId, approvalLimit);
  const open = new Map<string, Claim & { readonly step: string }>();
  return {
    id: 'EX1',
    name: 'claims-are-approved-and-paid-once',
    log,
    of: ['expense_claim.submitted', 'expense_claim.approved', 'expense_claim.reimbursed'],
    see: ({ at, event }) => {
      const step = event.name.replace('expense_claim.', '');
      const claim = event.payload as unknown as Claim;
      const { documentId, amount, performedBy, partner } = claim;
      const before = open.get(documentId);
      const wanted = { submitted: undefined, approved: 'submitted', reimbursed: 'approved' }[step];
      const limit = limits.get(performedBy) ?? 0;
      const faults = [
        before?.step !== wanted && `is ${step} after it was ${before?.step ?? 'nothing'}`,
        before !== undefined && before.amount !== amount && `is of ${amount}, it was of ${before.amount}`,
        step === 'approved' && performedBy === partner.id && `is approved by ${performedBy}, who submitted it`,
        step === 'approved' && limit < amount && `is of ${amount}, ${performedBy} may approve ${limit}`,
      ].filter((fault) => fault !== false);
      open.set(documentId, { ...claim, step });
      if (step === 'reimbursed') open.delete(documentId);
      log.rows++;
      if (faults.length > 0)
        log.add({ targets: [documentId], message: `line ${at}: ${documentId} ${faults.join('; ')}` });
    },
  };
};

/** One for each position of the company; none where there is no world. */
const positionsIn = ({ datasets }: Surroundings): number => {
  const table = datasets.find(({ id }) => id === EMPLOYEES);
  return table === undefined ? 0 : 'rows' in table ? table.rows.length : table.count;
};

const hours = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
const weekdays = [1, 1, 1, 1, 1, 0, 0];

const claiming = defineJourney({
  id: 'claim',
  arrivals: poissonProcess({ rate: 1, per: '30d', profile: profile({ hours, weekdays, holidays: 0 }) }),
  adventures: [defineAdventure({ id: 'claim', actions: [submit, approve, reimburse] })],
});

export const expenses = defineProcess({
  id: 'expenses',
  emits: ['expense_claim.submitted', 'expense_claim.approved', 'expense_claim.reimbursed'],
  postings,
  fileChecks: [claimsAreApproved],
  populations: (_options, around) => [
    definePopulation({ id: 'position', size: positionsIn(around), starts: 'together', journeys: [claiming] }),
  ],
});
