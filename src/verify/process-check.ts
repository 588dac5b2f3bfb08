/** A check that a process brings, among those of the books. */
import type { FileCheckDefinition, MasterTables } from '../model/file-check.ts';
import { FindingLog, type FileCheck } from './check.ts';

export function processCheck(check: FileCheckDefinition, masters: MasterTables): FileCheck {
  const { id, name, of, needs = [] } = check;
  const log = new FindingLog();
  const names = of === 'all' ? undefined : new Set(of);
  const wanted = needs.map((need) => (typeof need === 'string' ? need : need.id));
  // Which of many there have to be, the check itself finds out.
  const lacking = wanted.filter((table) => !table.endsWith('*') && !masters.has(table));
  if (lacking.length > 0) {
    const missing = `the output has no master/${lacking[0] ?? ''}.ndjson`;
    return { id, name, log, missing, see: () => undefined };
  }
  const findings = {
    row: () => {
      log.rows++;
    },
    fault: (targets: readonly string[], message: string) => log.add({ targets, message }),
  };
  const reading = check.begin(findings, masters);
  return {
    id,
    name,
    log,
    see: ({ at, event }) => {
      if (names === undefined || names.has(event.name)) reading.see(event, at);
    },
    end: () => reading.end?.(),
  };
}
