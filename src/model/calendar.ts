/** Business days and opening hours, as plain data. */

/** Opening hours of one day: pairs of `HH:MM`, in order, not overlapping; `[]` is closed. */
export type DayHours = readonly (readonly [open: string, close: string])[];

/** A calendar given by value instead of by id. All times are UTC. */
export interface CalendarDefinition {
  readonly id: string;
  /** Days of the week that are no business days, 1 = Monday … 7 = Sunday. Default `[6, 7]`. */
  readonly weekend?: readonly number[];
  /** Dates `YYYY-MM-DD` that are no business days. */
  readonly holidays?: readonly string[];
  /** Dates `YYYY-MM-DD` on a weekend that are business days. */
  readonly workingDays?: readonly string[];
  /** The same hours for each business day, or seven lists from Monday. Default 09:00–17:00. */
  readonly openingHours?: DayHours | readonly [DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours];
}
