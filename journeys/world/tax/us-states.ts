/**
 * States of the United States that tax sales, with their general rate (state level and what it collects everywhere, without
 * local additions) on 2025-01-01. Source: Federation of Tax Administrators and Tax Foundation, state sales tax rates 2025.
 * Population in thousands: Census 2020. States that tax nothing have rate 0; those whose rate is no whole number of basis
 * points (Minnesota, Missouri, New Jersey, New Mexico) are left out.
 */

/** A state, its general rate in basis points, its population in thousands. */
export interface UsState {
  readonly state: string;
  readonly rateBp: number;
  readonly population: number;
}

const ROWS: readonly (readonly [state: string, percent: number, population: number])[] = [
  ['CA', 7.25, 39_538],
  ['TX', 6.25, 29_146],
  ['FL', 6, 21_538],
  ['NY', 4, 20_201],
  ['PA', 6, 13_003],
  ['IL', 6.25, 12_813],
  ['OH', 5.75, 11_799],
  ['GA', 4, 10_712],
  ['NC', 4.75, 10_439],
  ['MI', 6, 10_077],
  ['VA', 5.3, 8_631],
  ['WA', 6.5, 7_705],
  ['AZ', 5.6, 7_152],
  ['MA', 6.25, 7_030],
  ['TN', 7, 6_910],
  ['IN', 7, 6_786],
  ['MD', 6, 6_177],
  ['WI', 5, 5_894],
  ['CO', 2.9, 5_774],
  ['SC', 6, 5_118],
  ['AL', 4, 5_024],
  ['LA', 5, 4_658],
  ['KY', 6, 4_506],
  ['OR', 0, 4_237],
  ['OK', 4.5, 3_959],
  ['CT', 6.35, 3_606],
  ['UT', 6.1, 3_272],
  ['IA', 6, 3_190],
  ['NV', 6.85, 3_105],
  ['AR', 6.5, 3_012],
  ['MS', 7, 2_961],
  ['KS', 6.5, 2_938],
  ['NE', 5.5, 1_962],
  ['ID', 6, 1_839],
  ['WV', 6, 1_794],
  ['HI', 4, 1_455],
  ['NH', 0, 1_378],
  ['ME', 5.5, 1_362],
  ['MT', 0, 1_084],
  ['RI', 7, 1_097],
  ['DE', 0, 990],
  ['SD', 4.2, 887],
  ['ND', 5, 779],
  ['AK', 0, 733],
  ['DC', 6, 690],
  ['VT', 6, 643],
  ['WY', 4, 577],
];

/** States by population, largest first. */
export const US_STATES: readonly UsState[] = Object.freeze(
  ROWS.map(([state, percent, population]) =>
    Object.freeze({ state, rateBp: Math.round(percent * 100), population }),
  ).sort((a, b) => b.population - a.population),
);
