/** What a stock controller does: counts month by month, and new standards with each fiscal year. */
import { defineAdventure, defineJourney, definePopulation, never, once, type Surroundings } from '../../src/index.ts';
import { countPlan } from '../world/counts.ts';
import { runInOf } from '../world/initial-stock.ts';
import { OPENING_PROCESS } from '../world/opening/open-items.ts';
import { countControllers, type Desk } from './controller.ts';
import { countAction, planCountsAction } from './count.ts';
import type { ResolvedInventoryOptions } from './options.ts';
import { noteFirstDayAction, planYearAction, releaseAction, revalueAction } from './revalue.ts';

/** The controllers of all plants of a world. */
export function controllers(options: ResolvedInventoryOptions, surroundings: Surroundings) {
  const desk: Desk = {
    counts: countPlan(options),
    isOpened: surroundings.processes.some(({ id }) => id === OPENING_PROCESS),
    runIn: runInOf(surroundings),
  };
  return definePopulation({
    id: 'stock-controller',
    size: countControllers(surroundings),
    starts: 'together',
    journeys: [
      defineJourney({
        id: 'first-day',
        arrivals: once({ at: 'start' }),
        adventures: [defineAdventure({ id: 'note', actions: [noteFirstDayAction(desk)] })],
      }),
      defineJourney({
        id: 'stock-care',
        arrivals: once(),
        adventures: [defineAdventure({ id: 'plan', actions: [planCountsAction(desk)] })],
      }),
      defineJourney({
        id: 'cycle-count',
        arrivals: never(),
        adventures: [defineAdventure({ id: 'count', actions: [countAction(desk)] })],
      }),
      defineJourney({
        id: 'standards',
        arrivals: once(),
        adventures: [defineAdventure({ id: 'plan', actions: [planYearAction(desk)] })],
      }),
      defineJourney({
        id: 'release-standards',
        arrivals: never(),
        adventures: [defineAdventure({ id: 'release', actions: [releaseAction(desk)] })],
      }),
      defineJourney({
        id: 'revalue-stock',
        arrivals: never(),
        adventures: [defineAdventure({ id: 'revalue', actions: [revalueAction(desk)] })],
      }),
    ],
  });
}
