/** The business days of each company, as a reader of its events knows them. */
import {
  calendarById,
  compileCalendar,
  regionUtcOffsetMinutes,
  type FileEvent,
  type MasterTables,
  type RegionCode,
} from '../../../src/index.ts';
import { DAY_MS } from '../dates.ts';
import { textOf, type Row } from './finding.ts';

interface Place {
  readonly region: string;
  readonly offsetMs: number;
  readonly isBusinessDay: (ms: number) => boolean;
  /** Days judged already, by number: a year has few. */
  readonly known: Map<number, boolean>;
  /** Date and employee of each weekend session; read when the first document asks. */
  sessions: ReadonlySet<string> | undefined;
}

/** What moves stock, is told by a bank or belongs to a payment run. */
const NEVER_ON_WEEKENDS =
  /^(goods_receipt|vendor_return|delivery|customer_return\.(received|scrapped)|outbound_freight|cycle_count|count_difference|standard_cost|receipt|payment|vendor_payment|down_payment\.released|customer_refund)\b/;

function sessionsOf(place: Place, masters: MasterTables, company: string): ReadonlySet<string> {
  return (place.sessions ??= new Set(
    Array.from(masters.rows(`weekendSessions.${company}`), (row) => {
      const saturday = textOf(row, 'date');
      const sunday = new Date(Date.parse(saturday) + DAY_MS).toISOString().slice(0, 10);
      return [...idsOf(row, saturday, 'saturday'), ...idsOf(row, sunday, 'sunday')];
    }).flat(),
  ));
}

function idsOf(row: Row, date: string, field: 'saturday' | 'sunday'): readonly string[] {
  const ids = row[field];
  return Array.isArray(ids) ? ids.map((id) => `${date} ${String(id)}`) : [];
}

export class WorkWeek {
  readonly #places: ReadonlyMap<string, Place>;

  readonly #masters: MasterTables;

  constructor(masters: MasterTables) {
    this.#masters = masters;
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
    if (sessionsOf(place, this.#masters, String(company)).has(`${date} ${performedBy}`)) {
      return NEVER_ON_WEEKENDS.test(name) ? `${name} on ${date}: stock, banks and payment runs rest on weekends` : '';
    }
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
    sessions: undefined,
  };
}
