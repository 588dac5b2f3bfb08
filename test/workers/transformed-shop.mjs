/** A shop whose customers leave some day, and transforms for it. */
import {
  defineAction,
  defineAdventure,
  defineJourney,
  defineTransform,
  int,
  never,
  oneOf,
  poissonProcess,
  wait,
} from 'synode';

const view = defineAction({ id: 'view', fields: { page: oneOf(['/a', '/b']) } });

const order = defineAction({
  id: 'order',
  fields: { total: int({ min: 1, max: 99 }) },
  handler: (ctx, fields) => {
    ctx.start('ship', { after: '6h' });
    return [ctx.event('order.placed', fields), ctx.event('mail.sent', {}, { after: '10m' })];
  },
});

/** Some handlers wait, so that lanes have something to do. */
const ship = defineAction({ id: 'ship', handler: async (ctx) => [ctx.event('parcel.shipped')] });

export const journeys = [
  defineJourney({
    id: 'visit',
    arrivals: poissonProcess({ rate: 2, per: '7d', count: 6 }),
    adventures: [defineAdventure({ id: 'browse', actions: [view, wait({ min: '1m', max: '2d' }), order] })],
  }),
  defineJourney({
    id: 'ship',
    arrivals: never(),
    adventures: [defineAdventure({ id: 'out', actions: [ship] })],
  }),
];

/** Transforms that lose, echo, delay, drop and double events as often as the rates say, 0..1. */
export function transformsOf({ lost, echoed, late, dropped, doubled }) {
  const anomaly = defineTransform({
    id: 'anomaly',
    stage: 'anomaly',
    init: () => ({ seen: 0 }),
    apply: (batch, t) => {
      t.state.seen += batch.length;
      return batch.flatMap((event) => {
        if (t.random.chance(lost)) return [];
        if (t.random.chance(late)) return [{ ...event, timestamp: new Date(event.timestamp.getTime() + 86_400_000) }];
        if (!t.random.chance(echoed)) return [event];
        const copy = t.event('echo', { of: event.name, seen: t.state.seen }, { after: '36h' });
        t.label({ type: 'E.echo', category: 'E', targetKind: 'event', targetId: copy.id, change: 'added' });
        return [copy, event];
      });
    },
    end: (t) => [t.event('account.closed', { seen: t.state.seen })],
  });

  const noise = {
    id: 'noise',
    stage: 'noise',
    apply: (batch, t) =>
      batch.flatMap((event) => {
        if (t.random.chance(dropped)) return [];
        return t.random.chance(doubled) ? [event, { ...event, payload: { ...event.payload, again: true } }] : [event];
      }),
  };

  return [anomaly, noise];
}
