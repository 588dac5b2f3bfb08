/** The chain of processes with anomalies that its readers see, and noise that nobody but the adapter does. */
import { defineTransform } from 'synode';

export { scenario } from './chain-module.ts';

const doubled = defineTransform({
  id: 'doubled',
  stage: 'anomaly',
  init: () => ({ calls: 0 }),
  apply: (batch, t) => {
    t.state.calls++;
    return batch.flatMap((event) => {
      if (event.name === 'demand.raised' && t.random.chance(0.2)) return [];
      return t.random.chance(0.2) ? [event, { ...event, id: '' }] : [event];
    });
  },
});

const lost = defineTransform({
  id: 'lost',
  stage: 'noise',
  apply: (batch, t) => batch.filter(() => !t.random.chance(0.1)),
});

export const transforms = [doubled, lost];
