/**
 * K1 and K2: what `control.performed` tells, against what a control's predicate says again. Each process brings its own
 * controls; what they say of one id is told as one.
 */
import { FindingLog, type FileCheck, type FileEvent, type MasterTables } from '../../../src/index.ts';
import { Begun } from './begun.ts';
import { Staff } from './staff.ts';

/** Something that a control is due for. */
export interface Asked {
  readonly objectId: string;
  /** What its evidence has to name beside the object. */
  readonly evidence: readonly string[];
  /** Whether the predicate holds, by what was followed until it is performed. */
  readonly holds: () => boolean;
}

/** A control as a reader of events knows it. */
export interface Control {
  readonly id: string;
  /** The event that makes it due. */
  readonly on: string;
  /** What it is due for; undefined where this event asks for none. */
  readonly ask: (event: FileEvent) => Asked | undefined;
  /** The pool of who performs it; undefined for a system. */
  readonly pool?: string;
}

/** A process's controls, and the events to be followed for them. */
export interface Controlled {
  readonly controls: readonly Control[];
  readonly follow: Readonly<Record<string, (event: FileEvent) => void>>;
}

/** The event that tells of a control, in any process. */
const PERFORMED = 'control.performed';

interface Due {
  readonly asked: Asked;
  readonly at: number;
}

interface Performed {
  readonly company: string;
  readonly controlId: string;
  readonly objectId: string;
  readonly result: string;
  readonly performedBy: string;
  readonly evidence: readonly string[];
}

/** K2, and K1 beside it, over the controls of a process. */
export function controlChecks({ controls, follow }: Controlled, masters: MasterTables): FileCheck {
  const [results, events] = [new FindingLog(), new FindingLog()];
  const staff = Staff.of(masters);
  const due = new Map<string, Due>();
  // Of what began before the file nothing can be said.
  const begun = Begun.of(masters);
  const older = new Set<string>();
  const byId = new Map(controls.map((control) => [control.id, control]));
  const judge = (at: number, event: FileEvent): void => {
    const told = event.payload as unknown as Performed;
    const control = byId.get(told.controlId);
    if (control === undefined) return;
    const key = `${told.controlId} of ${told.objectId}`;
    if (older.delete(key)) return;
    const targets = [event.id, told.objectId];
    const asked = due.get(key)?.asked;
    due.delete(key);
    const faults = asked === undefined ? ['nothing asked for it'] : performedFaults(event, { control, asked, staff });
    if (asked === undefined) events.rows++;
    for (const fault of faults) events.add({ targets, message: `line ${at}: ${key}: ${fault}` });
    if (asked === undefined) return;
    results.rows++;
    const expected = asked.holds() ? 'effective' : 'exception';
    if (told.result === expected) return;
    results.add({ targets, message: `line ${at}: ${key} says ${told.result}, recomputed it is ${expected}` });
  };
  const see: FileCheck['see'] = ({ at, event }) => {
    if (event.name === PERFORMED) return judge(at, event);
    const isWhole = begun.isWhole(event);
    if (isWhole) follow[event.name]?.(event);
    for (const control of controls) {
      if (control.on !== event.name) continue;
      if (!isWhole) older.add(`${control.id} of ${String(event.payload['documentId'])}`);
      const asked = isWhole ? control.ask(event) : undefined;
      if (asked === undefined) continue;
      events.rows++;
      due.set(`${control.id} of ${asked.objectId}`, { asked, at });
    }
  };
  const end = (): void => {
    for (const [key, { at }] of due) {
      events.add({ targets: key.split(' of '), message: `line ${at}: ${key} is due and was not performed` });
    }
  };
  const of = [...new Set([...Object.keys(follow), ...controls.map(({ on }) => on), PERFORMED])];
  const k1 = { id: 'K1', name: 'results-of-controls-recomputed', log: results, of: [], see: () => undefined };
  return { id: 'K2', name: 'due-controls-are-performed', log: events, of, follows: begun, see, end, beside: [k1] };
}

/** Who performed it was there and has the duty; the evidence names what was looked at. */
function performedFaults(
  { payload, ms }: FileEvent,
  { control, asked, staff }: { readonly control: Control; readonly asked: Asked; readonly staff: Staff },
): readonly string[] {
  const { company, objectId, performedBy, evidence } = payload as unknown as Performed;
  const faults: string[] = [];
  const { pool } = control;
  if (pool === undefined) {
    if (!performedBy.startsWith('system:')) faults.push(`is performed by ${performedBy}, it is one of a system`);
  } else if (staff.isKnown) {
    const fault = staff.faultOf(performedBy, { company, pool, date: staff.dateOf(company, ms) });
    if (fault !== '') faults.push(`is performed by the wrong one: ${fault}`);
  }
  for (const named of [objectId, ...asked.evidence]) {
    if (!evidence.includes(named)) faults.push(`its evidence does not name ${named}`);
  }
  return faults;
}
