/** What the controller of a company does: cash and stock on the first day, equity on the second midnight. */
import {
  compileFiscal,
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  id,
  once,
  share,
  SynodeError,
  wait,
  type Context,
  type Surroundings,
} from '../../src/index.ts';
import type { Company } from '../world/companies.ts';
import { dateOfDay, DAY_MS, dayOfDate, yearOfDate } from '../world/dates.ts';
import { openingCash } from '../world/masters/demand.ts';
import { personIn } from '../world/masters/people.ts';
import { worldOf, type WorldFacts } from '../world/world.ts';
import type { OpeningItem } from '../world/opening/documents.ts';
import type { OpeningEvent } from './documents.ts';
import { opened, type Contribution } from './opened.ts';
import { countsIn, withShrinkage, type CountPlan, type SupplyNeeds } from '../world/counts.ts';
import { initialStock, runInOf, stockAtStart, type OnHand, type RunIn } from '../world/initial-stock.ts';
import { movedBefore, neededFirst, stockOnHand, type Stock } from './stock.ts';

const DOCUMENT_ID = id();
/** Capital, premium, retained earnings: parts of a hundred. */
const EQUITY_SHARES = [10, 30, 60];

/** The first day of a company, as its documents say it. */
interface FirstDay {
  readonly company: Company;
  readonly date: string;
  readonly fiscalYear: number;
}

function companyOf(ctx: Context): Company {
  const company = worldOf(ctx).companies[ctx.actor.index];
  if (company === undefined) throw new RangeError(`no company has controller ${ctx.actor.index}`);
  return company;
}

function firstDayOf(ctx: Context): FirstDay {
  const known = ctx.get<FirstDay>('first-day');
  if (known !== undefined) return known;
  const company = companyOf(ctx);
  const date = dateOfDay(Math.floor(ctx.nowMs / DAY_MS));
  const fiscalYear = compileFiscal(company.fiscalCalendar).yearOf(dayOfDate(date)).year;
  const made = { company, date, fiscalYear };
  ctx.set('first-day', made);
  return made;
}

/** What every document of opening says. */
function head(ctx: Context, { company, date, fiscalYear }: FirstDay, documentType: string) {
  const documentId = `${documentType}-${company.code}-${ctx.draw(documentType, DOCUMENT_ID).slice(0, 12).toUpperCase()}`;
  return {
    documentId,
    documentType,
    company: company.code,
    performedBy: personIn(ctx, company, { pool: 'controller', key: documentId, date }).employeeId,
    documentDate: date,
    postingDate: date,
    fiscalYear,
    fiscalPeriod: 0 as const,
    currency: company.currency,
  };
}

const SAME_CURRENCY = 1_000_000_000;

const FIRST_STOCK = 'first-stock';

/** What the scenario says of stock before the first day. */
interface Outlook {
  readonly counts: CountPlan | undefined;
  readonly runIn: RunIn;
}

function needsOf(ctx: Context, company: Company, { counts }: Outlook): SupplyNeeds {
  return withShrinkage(ctx, company, { needs: ctx.view(neededFirst), counts });
}

/** Asked for first when simulation begins: on the first day, or as much earlier as is run in. */
function firstStock(ctx: Context, company: Company, outlook: Outlook): readonly OnHand[] | undefined {
  const known = ctx.get<{ readonly stock: readonly OnHand[] | undefined }>(FIRST_STOCK);
  if (known !== undefined) return known.stock;
  const stock = stockAtStart(ctx, company, { needs: needsOf(ctx, company, outlook), runIn: outlook.runIn });
  ctx.set(FIRST_STOCK, { stock });
  return stock;
}

/** What was on hand when simulation began and has moved since, or what is planned for now. */
function stockToday(ctx: Context, { company, fiscalYear }: FirstDay, outlook: Outlook): readonly Stock[] {
  const first = firstStock(ctx, company, outlook);
  if (first !== undefined) return stockOnHand(first, ctx.view(movedBefore), fiscalYear);
  const day = Math.floor(ctx.nowMs / DAY_MS);
  return stockOnHand(initialStock(ctx, company, { day, needs: needsOf(ctx, company, outlook) }), {}, fiscalYear);
}

const surveyAction = (outlook: Outlook) =>
  defineAction({
    id: 'survey',
    emits: [],
    handler: (ctx): readonly never[] => {
      firstStock(ctx, companyOf(ctx), outlook);
      return [];
    },
  });

const itemsAction = (outlook: Outlook) =>
  defineAction({
    id: 'items',
    emits: ['opening_item.recorded'],
    handler: (ctx): OpeningEvent<'opening_item.recorded'>[] => {
      const day = firstDayOf(ctx);
      const { company } = day;
      const open = (item: Pick<OpeningItem, 'role' | 'amount'> & Partial<OpeningItem>) =>
        ctx.event(
          'opening_item.recorded',
          Object.assign(head(ctx, day, 'OB'), { rate9: SAME_CURRENCY, side: 'debit' as const }, item),
        );
      const cash = company.bankAccounts
        .map((bankAccount) => ({
          bankAccount,
          amount: openingCash(ctx, company, { bankAccount, year: yearOfDate(day.date) }),
        }))
        .filter(({ amount }) => amount > 0);
      const stock = stockToday(ctx, day, outlook);
      return [
        ...cash.map((account) => open({ role: 'cash.bank', ...account })),
        ...stock.flatMap(({ material, quantity, uomScale, unitCost, value }) => {
          const { materialId, type, plant, uom } = material;
          const goods = {
            materialId,
            materialType: type,
            plant,
            uom,
            uomScale,
            quantity: Math.abs(quantity),
            unitCost,
          };
          const side = quantity < 0 ? ('credit' as const) : ('debit' as const);
          return quantity === 0 ? [] : [open({ role: 'inventory', side, amount: value, ...goods })];
        }),
      ];
    },
  });

const equity = defineAction({
  id: 'equity',
  emits: ['opening_equity.recorded'],
  handler: (ctx): OpeningEvent<'opening_equity.recorded'>[] => {
    const day = firstDayOf(ctx);
    const contributions = ctx.view(opened)[day.company.code] ?? [];
    const total = contributions.reduce((sum, { localAmount }) => sum + localAmount, 0);
    if (total < 0) throw negative(day, contributions);
    if (total === 0) return [];
    const [capital = 0, premium = 0, retained = 0] = share(total, EQUITY_SHARES);
    const parts = { capital, premium, retained, contributions: [...contributions] };
    return [ctx.event('opening_equity.recorded', Object.assign(head(ctx, day, 'OE'), parts))];
  },
});

function negative({ company, date }: FirstDay, contributions: readonly Contribution[]): SynodeError {
  const listed = contributions.map(({ role, localAmount }) => `${role} ${localAmount}`).join(', ');
  const total = contributions.reduce((sum, { localAmount }) => sum + localAmount, 0);
  return new SynodeError(
    'OPENING_EQUITY_NEGATIVE',
    `company ${company.code} opens on ${date} with more debts than assets`,
    {
      path: [`company '${company.code}'`],
      expected: 'opening equity of 0 or more',
      received: `${total} minor units of ${company.currency}: ${listed}`,
      suggestion: 'Let it owe less: fewer or smaller vendors, shorter terms; or give it more planned revenue.',
    },
  );
}

/** The controllers of all companies of the world. */
export function controllers(surroundings: Surroundings) {
  const { datasets } = surroundings;
  const outlook: Outlook = { counts: countsIn(surroundings), runIn: runInOf(surroundings) };
  const world = datasets.find((one) => one.id === 'world');
  const [facts] = world !== undefined && 'rows' in world ? (world.rows as readonly WorldFacts[]) : [];
  return definePopulation({
    id: 'controller',
    size: facts?.companies.length ?? 0,
    starts: 'together',
    journeys: [
      defineJourney({
        id: 'look-around',
        arrivals: once(),
        adventures: [defineAdventure({ id: 'look', actions: [surveyAction(outlook)] })],
      }),
      defineJourney({
        id: 'open-books',
        arrivals: once({ at: 'start' }),
        adventures: [defineAdventure({ id: 'open', actions: [itemsAction(outlook), wait('1d'), equity] })],
      }),
    ],
  });
}
