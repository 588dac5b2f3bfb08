/** The business days of each company, as a reader of its events knows them. */
import {
  calendarById,
  compileCalendar,
  regionUtcOffsetMinutes,
  type FileEvent,
  type MasterTables,
  type RegionCode,
} from '../../../src/index.ts';
import { textOf } from './finding.ts';

const DAY_MS = 86_400_000;

interface Place {
  readonly region: string;
  readonly offsetMs: number;
  readonly isBusinessDay: (ms: number) => boolean;
  /** Days judged already, by number: a year has few. */
  readonly known: Map<number, boolean>;
}

export class WorkWeek {
  readonly #places: ReadonlyMap<string, Place>;

  constructor(masters: MasterTables) {
    this.#places = new Map(
      Array.from(masters.rows('companies'), (row) => [textOf(row, 'code'), placeOf(textOf(row, 'region'))]),
    );
  }

  /** What is wrong with the day of an event, '' where nothing is; undefined for what no person does. */
  judge({ name, ms, payload }: FileEvent): string | undefined {
    const { performedBy, company } = payload;
    // What was before the first day is taken over on it, whatever day that is.
    if (name.startsWith('opening_')) return undefined;
    if (typeof performedBy !== 'string' || performedBy.startsWith('system:')) return undefined;
    const place = this.#places.get(String(company));
    if (place === undefined) return undefined;
    const local = ms + place.offsetMs;
    const day = Math.floor(local / DAY_MS);
    let isOpen = place.known.get(day);
    if (isOpen === undefined) place.known.set(day, (isOpen = place.isBusinessDay(ms)));
    if (isOpen) return '';
    const date = new Date(local).toISOString().slice(0, 10);
    return `${performedBy} worked on ${date}, no business day in ${place.region}`;
  }
}

/** On the company's own clock: a Friday evening in New York is Saturday in UTC. */
function placeOf(region: string): Place {
  const utcOffsetMinutes = regionUtcOffsetMinutes(region as RegionCode);
  const calendar = compileCalendar({ ...calendarById(region), utcOffsetMinutes });
  return {
    region,
    offsetMs: utcOffsetMinutes * 60_000,
    isBusinessDay: (ms) => calendar.isBusinessDay(ms),
    known: new Map(),
  };
}
