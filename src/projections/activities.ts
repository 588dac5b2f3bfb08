/** What events are called in a log of activities. */
import type { Process } from '../model/scenario.ts';

/** The label of an event's name: as its process says, else its words, `purchase_order.approved` as `Purchase order approved`. */
export function activities(processes: readonly Pick<Process, 'activities'>[]): (eventName: string) => string {
  const declared = new Map(processes.flatMap((process) => Object.entries(process.activities)));
  return (name) => declared.get(name) ?? inWords(name);
}

function inWords(name: string): string {
  const words = name.replaceAll(/[._-]+/g, ' ').trim();
  return words === '' ? name : words.slice(0, 1).toUpperCase() + words.slice(1);
}
