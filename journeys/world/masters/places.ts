/** Where partners are: regions abroad, states at home, tax numbers. */
import { regionCodes, weighted, type Generator, type RegionCode } from '../../../src/index.ts';
import { US_STATES } from '../tax/us-states.ts';

/** A region other than one's own, each equally likely. */
export function abroad(own: RegionCode): Generator<RegionCode> {
  return weighted(regionCodes.filter((region) => region !== own).map((region) => [region, 1] as const));
}

/** A state of the United States by its population. */
export const stateByPopulation: Generator<string> = weighted(
  US_STATES.map(({ state, population }) => [state, population] as const),
);

/** The state of a partner: the company's own in a quarter of cases. */
export function stateNear(own: string): Generator<string> {
  return weighted([
    [own, OWN_STATE_SHARE],
    ...US_STATES.map(({ state, population }) => [state, ((1 - OWN_STATE_SHARE) * population) / POPULATION] as const),
  ]);
}

const OWN_STATE_SHARE = 0.25;
const POPULATION = US_STATES.reduce((sum, { population }) => sum + population, 0);

/** A tax number in the form of its region, from drawn digits. */
export function taxIdFrom(region: RegionCode, digits: string): string {
  switch (region) {
    case 'US':
      return `${digits.slice(0, 2)}-${digits.slice(2, 9)}`;
    case 'FR':
      return `FR${digits.slice(0, 11)}`;
    case 'IT':
      return `IT${digits.slice(0, 11)}`;
    case 'ES':
      return `ESB${digits.slice(0, 8)}`;
    case 'DE':
    case 'GB':
      return `${region}${digits.slice(0, 9)}`;
    default:
      return region + digits.slice(0, 10);
  }
}
