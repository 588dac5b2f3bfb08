/**
 * The master rows of vendors: set up when a vendor is new, and changed when it says so. What it asks for is called back and
 * confirmed by a second person. Actors of their own, one a vendor, numbered like those who buy from it.
 */
import {
  chance,
  type Context,
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  fake,
  lognormal,
  once,
  poissonProcess,
  type Surroundings,
  wait,
  when,
} from '../../src/index.ts';
import type { Company } from '../world/companies.ts';
import { dayOfDate } from '../world/dates.ts';
import { accountText } from '../world/masters/bank-account.ts';
import { accountIn } from '../world/masters/banks.ts';
import { datasetId } from '../world/masters/keys.ts';
import type { Vendor } from '../world/masters/vendors.ts';
import { worldOf } from '../world/world.ts';
import { type Clock, clockOf } from '../world/clock.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { countRelations, documentId, doer, placeOf } from './relation.ts';

/** A vendor of a company, and the account it is known by. */
interface Kept {
  readonly company: Company;
  readonly vendor: Vendor;
  readonly clock: Clock;
  readonly partner: { readonly kind: 'vendor'; readonly id: string };
  account: string;
}

const KEPT = 'kept';

function keptOf(ctx: Context): Kept {
  let kept = ctx.get<Kept>(KEPT);
  if (kept !== undefined) return kept;
  const { company, row } = placeOf(ctx.actor.index, worldOf(ctx).companies);
  const vendor = ctx.typedDataset<Vendor>(datasetId('vendors', company.code)).row(row);
  const partner = { kind: 'vendor' as const, id: vendor.vendorId };
  kept = { company, vendor, clock: clockOf(company), partner, account: accountText(vendor.bankAccount) };
  ctx.set(KEPT, kept);
  return kept;
}

/** Working days from a vendor's letter to the call back, and to the change. */
const LOOKED_AT = lognormal({ median: 1, p95: 4, max: 8 });
const CONFIRMED = lognormal({ median: 0.5, p95: 2, max: 5 });
const STREET = fake((f) => f.location.streetAddress());
const CITY = fake((f) => f.location.city());
const POSTAL_CODE = fake((f) => f.location.zipCode());
const BY_LETTER = chance(0.4);

/** What every change says: who keeps the row, and who confirms it. */
function changeOf(ctx: Context, kept: Kept, documentType: 'VB' | 'VA' | 'VN') {
  const { company, clock, partner } = kept;
  const id = documentId(ctx, documentType, kept);
  return {
    documentId: id,
    documentType,
    company: company.code,
    partner,
    performedBy: doer(ctx, kept, 'vendorMaster', id),
    confirmedBy: doer(ctx, kept, 'controller', id),
    date: clock.dateOf(ctx.nowMs),
  };
}

/** A letter or a message comes; somebody looks at it when there is time. */
const REQUEST = 'request';

interface Asked {
  readonly date: string;
  readonly channel: 'letter' | 'portal';
  readonly next: number;
}

const askedOf = (ctx: Context): Asked => {
  const asked = ctx.get<Asked>(REQUEST);
  if (asked === undefined) throw new TypeError('nobody asked for a change');
  return asked;
};
const changedAt = (ctx: Context): Date => new Date(askedOf(ctx).next);

const ask = defineAction({
  id: 'ask',
  emits: [],
  handler: (ctx): P2pEvent[] => {
    const { clock } = keptOf(ctx);
    const days = ctx.draw('looked-at', LOOKED_AT) + ctx.draw('confirmed', CONFIRMED);
    const channel = ctx.draw('letter', BY_LETTER) ? ('letter' as const) : ('portal' as const);
    const asked: Asked = { date: clock.dateOf(ctx.nowMs), channel, next: clock.workAfter(ctx.nowMs, days) };
    ctx.set(REQUEST, asked, { scope: 'journey' });
    return [];
  },
});

/** Another bank account: called back under the number that is known, confirmed by a second person (C011). */
const changeBank = defineAction({
  id: 'change-bank',
  emits: ['vendor.bank_details_changed', 'control.performed'],
  handler: (ctx): P2pEvent[] => {
    const kept = keptOf(ctx);
    const { date: requestedDate, channel } = askedOf(ctx);
    const from = kept.account;
    kept.account = accountText(accountIn(ctx, kept.vendor.region));
    const change = Object.assign(changeOf(ctx, kept, 'VB'), { requestedDate, channel, from, to: kept.account });
    return [
      ctx.event('vendor.bank_details_changed', Object.assign({}, change, { calledBack: true })),
      control(ctx, change),
    ];
  },
});

function control(
  ctx: Context,
  {
    company,
    documentId: objectId,
    performedBy,
    confirmedBy,
  }: Pick<ReturnType<typeof changeOf>, 'company' | 'documentId' | 'performedBy' | 'confirmedBy'>,
): P2pEvent<'control.performed'> {
  return ctx.event('control.performed', {
    company,
    controlId: 'C011',
    objectId,
    result: 'effective',
    performedBy: confirmedBy,
    evidence: [objectId, performedBy],
  });
}

const changeAddress = defineAction({
  id: 'change-address',
  emits: ['vendor.address_changed'],
  handler: (ctx): P2pEvent[] => {
    const kept = keptOf(ctx);
    const { date: requestedDate, channel } = askedOf(ctx);
    const to = {
      street: ctx.draw('street', STREET),
      city: ctx.draw('city', CITY),
      postalCode: ctx.draw('postal-code', POSTAL_CODE),
      region: kept.vendor.region,
    };
    return [
      ctx.event('vendor.address_changed', Object.assign(changeOf(ctx, kept, 'VA'), { requestedDate, channel, to })),
    ];
  },
});

/** The day a vendor becomes one; those of before the run are vendors already. */
const isNew = (ctx: Context): boolean => {
  const { vendor, clock } = keptOf(ctx);
  return vendor.since >= clock.dateOf(ctx.nowMs);
};

const sinceDay = (ctx: Context): Date => {
  const { vendor, clock } = keptOf(ctx);
  return new Date(Math.max(ctx.nowMs, clock.at(clock.following(dayOfDate(vendor.since)), 9)));
};

const onboard = defineAction({
  id: 'onboard',
  emits: ['vendor.onboarded', 'control.performed'],
  handler: (ctx): P2pEvent[] => {
    const kept = keptOf(ctx);
    const { category, terms, currency, taxId } = kept.vendor;
    const change = changeOf(ctx, kept, 'VN');
    const row = { category, terms, currency, taxId, bankAccount: kept.account };
    return [ctx.event('vendor.onboarded', Object.assign({}, change, row)), control(ctx, change)];
  },
});

const YEAR = '365d';

/** The keepers of all vendors of a world. */
export function vendorCare({ vendorChanges }: ResolvedP2pOptions, surroundings: Surroundings) {
  const changed = (id: string, rate: number, action: typeof changeBank) =>
    defineJourney({
      id,
      arrivals: poissonProcess({ rate, per: YEAR }),
      adventures: [defineAdventure({ id: 'change', actions: [ask, wait({ until: changedAt }), action] })],
    });
  const welcome = defineAdventure({ id: 'onboard', actions: [when(isNew, [wait({ until: sinceDay }), onboard])] });
  return definePopulation({
    id: 'vendor-care',
    size: countRelations(surroundings),
    starts: 'together',
    journeys: [
      defineJourney({ id: 'onboarding', arrivals: once({ at: 'start' }), adventures: [welcome] }),
      changed('bank-change', vendorChanges.bankPerYear, changeBank),
      changed('address-change', vendorChanges.addressPerYear, changeAddress),
    ],
  });
}
