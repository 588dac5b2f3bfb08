/** The datasets of a world as a handler sees them, for tests. */
import { SynodeContext } from '../../src/index.ts';
import type { Company } from '../../journeys/world/companies.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import { world, worldOf } from '../../journeys/world/world.ts';

export interface Tables {
  readonly ctx: SynodeContext;
  readonly companies: readonly Company[];
  /** The first company. */
  readonly company: Company;
  all<T extends object>(id: string): readonly T[];
}

export function tablesOf(options: WorldOptions = {}, seed = 'world'): Tables {
  const { datasets } = world(options);
  const ctx = new SynodeContext(undefined, undefined, 'en', { seed, datasets });
  const { companies } = worldOf(ctx);
  const [company] = companies;
  if (company === undefined) throw new Error('a world without companies');
  return { ctx, companies, company, all: <T extends object>(id: string) => ctx.typedDataset<T>(id).getAllRows() };
}

/** Four standard errors of a share drawn n times. */
export function fourErrors(p: number, n: number): number {
  return 4 * Math.sqrt((p * (1 - p)) / n);
}
