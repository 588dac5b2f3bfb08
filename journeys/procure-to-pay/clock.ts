/** The clock of a company, as every process reads it. */
export { clockOf, DAY_MS, dateOn, type Clock } from '../world/clock.ts';
