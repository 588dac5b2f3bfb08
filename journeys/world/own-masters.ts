/** The author's own vendors, customers and materials: read from files, checked all at once, completed to full rows. */
import type { Dataset, IssueList } from '../../src/index.ts';
import type { Company, GivenMaster } from './companies.ts';
import type { ResolvedMasters } from './options.ts';

/** The author's rows of a kind for a company; undefined where there are none and rows are made. */
export type OwnMasters = (kind: GivenMaster, company: Company) => Dataset<object> | undefined;

export function readOwnMasters(
  _masters: ResolvedMasters,
  _companies: readonly Company[],
  _issues: IssueList,
): OwnMasters {
  return () => undefined;
}
