/** K3: who did what was entitled to, and no two steps that control each other were done by one person. */
import { FindingLog, type FileCheck, type FileEvent, type MasterTables } from '../../../src/index.ts';
import { Staff } from './staff.ts';

/** Says that something does not hold; `''` and false are nothing. */
export type Fault = string | false | undefined;

/** What a process says of its duties. */
export interface Duties {
  /** The pool whose people may do what an event tells, by its name. */
  readonly pools: Readonly<Record<string, string>>;
  /** What else holds of an event: who must be another person, who may decide on how much. */
  readonly judge: Readonly<Record<string, (event: FileEvent, staff: Staff) => readonly Fault[]>>;
}

/** Finds who does what is not theirs. Without tables of people duties are compared by name alone. */
export function dutyCheck({ pools, judge }: Duties, masters: MasterTables): FileCheck {
  const log = new FindingLog();
  const staff = Staff.of(masters);
  return {
    id: 'K3',
    name: 'duties-are-apart-and-limits-hold',
    log,
    of: [...new Set([...Object.keys(pools), ...Object.keys(judge)])],
    see: ({ at, event }) => {
      const { name, payload, id } = event;
      const faults = [poolFault(event, pools[name], staff), ...(judge[name]?.(event, staff) ?? [])];
      log.rows++;
      const said = faults.filter((fault) => typeof fault === 'string' && fault !== '');
      if (said.length === 0) return;
      const document = String(payload['documentId']);
      log.add({ targets: [id, document], message: `line ${at}: ${name} of ${document}: ${said.join('; ')}` });
    },
  };
}

function poolFault({ ms, payload }: FileEvent, pool: string | undefined, staff: Staff): Fault {
  const { performedBy, company } = payload;
  if (pool === undefined || !staff.isKnown || typeof performedBy !== 'string') return undefined;
  const code = String(company);
  return staff.faultOf(performedBy, { company: code, pool, date: staff.dateOf(code, ms) });
}

/** A fault where one person has both duties. */
export function apart(conflict: string, one: string | undefined, other: string, what: string): Fault {
  return one !== undefined && one === other && `${conflict}: ${other} is ${what}`;
}
