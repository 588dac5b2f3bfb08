/** A check that a process brings, among those of the books. */
import type { FileCheckDefinition } from '../model/file-check.ts';
import { FindingLog, type FileCheck } from './check.ts';

export function processCheck({ id, name, of, begin }: FileCheckDefinition): FileCheck {
  const log = new FindingLog();
  const names = new Set(of);
  const reading = begin({
    row: () => {
      log.rows++;
    },
    fault: (targets, message) => log.add({ targets, message }),
  });
  return {
    id,
    name,
    log,
    see: ({ at, event }) => {
      if (names.has(event.name)) reading.see(event, at);
    },
    end: () => reading.end?.(),
  };
}
