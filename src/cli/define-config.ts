import type { ExportOptions } from '../exports/options.ts';
import type { AsyncApiOptions } from '../contracts/async-api-options.ts';
import type { OutputAdapter } from '../model/adapter.ts';
import type { EventOf } from '../model/event.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Scenario } from '../model/scenario.ts';

/** What a config file exports: what to simulate, and how. */
export interface SynodeConfig<
  J extends AnyJourney | readonly AnyJourney[] = AnyJourney | readonly AnyJourney[],
> extends Omit<RunOptions<EventOf<J>>, 'adapter'> {
  readonly journeys?: J;
  /** Instead of journeys. */
  readonly scenario?: Scenario;
  /** An adapter, a function that makes one, or a target as in `--to`: a path, an address, `'console'`, `'-'`, `'null'`. */
  readonly adapter?: OutputAdapter<EventOf<J>> | (() => OutputAdapter<EventOf<J>>) | string;
  /** Topics and form of the records, for `--export asyncapi`. */
  readonly asyncApi?: AsyncApiOptions;
  /** What `generate --out` exports, as `--export` does: ids, or formats with their options. */
  readonly exports?:
    readonly string[] | (Omit<ExportOptions, 'folder' | 'formats'> & { readonly formats: readonly string[] });
}

/** What a config function learns. */
export interface ConfigRequest {
  /** The command that asks: `generate`, `validate`, `preview`, … */
  readonly command: string;
  /** The flags as typed, by their names in camelCase. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** A config that depends on what is asked for. */
export type ConfigFunction<J extends AnyJourney | readonly AnyJourney[]> = (
  request: ConfigRequest,
) => SynodeConfig<J> | Promise<SynodeConfig<J>>;

/**
 * Gives a config its types; returns it as it is. It is checked when a command loads it.
 *
 * @example export default defineConfig({ journeys: [shop], users: 100, seed: 42, adapter: 'out/events.ndjson' })
 * @example export default defineConfig(({ flags }) => ({ journeys: [shop], users: flags.users === undefined ? 10 : 1000 }))
 */
export function defineConfig<const J extends AnyJourney | readonly AnyJourney[]>(
  config: SynodeConfig<J>,
): SynodeConfig<J>;
export function defineConfig<const J extends AnyJourney | readonly AnyJourney[]>(
  config: ConfigFunction<J>,
): ConfigFunction<J>;
export function defineConfig(config: unknown): unknown {
  return config;
}
