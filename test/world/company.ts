/** A company for tests, complete. */
import { IssueList } from '../../src/index.ts';
import { completeCompanies, type Company } from '../../journeys/world/companies.ts';
import { worldOptions, type WorldOptions } from '../../journeys/world/options.ts';

export function companiesOf(options: WorldOptions = {}): readonly Company[] {
  const issues = new IssueList();
  const companies = completeCompanies(worldOptions.parse(options), issues);
  issues.throwIfAny('the world');
  return companies;
}
