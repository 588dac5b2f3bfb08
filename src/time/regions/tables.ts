/**
 * The holidays of fifteen regions from 2020 to 2030, as facts, each with its source. They are what law and government
 * list; once-only days (elections, mourning) are left out, save those proclaimed in England.
 */
import { BR, CA, MX, US } from './america.ts';
import { AU, CN, IN, JP, KR, SG } from './asia-pacific.ts';
import { DE, ES, FR, GB, IT } from './europe.ts';

export const REGIONS = { US, DE, GB, CN, JP, IN, BR, MX, AU, SG, KR, FR, IT, ES, CA } as const;

/** Code of a region, ISO 3166: those with a calendar of their own. */
export type RegionCode = keyof typeof REGIONS;
