/** The worker module of a config that is made: of data, by a function, or by choosing some of its parts. */
import { readAddress } from './config-address.ts';
import { loadConfig } from './load-config.ts';
import { selected } from './select.ts';

const what = readAddress(import.meta.url);

// The main thread has loaded the same before, and said what there is to say.
const config = await loadConfig({ ...what, flags: { ...what.flags }, onFallback: () => undefined });
const input = selected(config.input, what.flags);

/** All that a worker module may export, whichever of it the config has. */
export const journeys = 'kind' in input ? undefined : input;
export const scenario = 'kind' in input ? input : undefined;
export const { persona, datasets, preloadedDatasets, eventSchema, idGenerator, projections, checks, transforms } =
  config.options;
