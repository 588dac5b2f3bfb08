/** The worker module of a config that is data: its own address says which config, and what `--set` changes in it. */
import { loadConfig } from './load-config.ts';

const { searchParams } = new URL(import.meta.url);

const { input, options } = await loadConfig({
  command: 'generate',
  flags: {},
  file: searchParams.get('config') ?? undefined,
  settings: searchParams.getAll('set'),
  // The main thread has loaded the same before, and said it.
  onFallback: () => undefined,
});

/** All that a worker module may export, whichever of it the config has. */
export const journeys = 'kind' in input ? undefined : input;
export const scenario = 'kind' in input ? input : undefined;
export const { persona, datasets, preloadedDatasets, eventSchema, idGenerator, projections, checks, transforms } =
  options;
