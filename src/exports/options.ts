/** What an export may be told, and what is wrong with what it was told. */
import { aBoolean, OptionCheck, oneOf, someText, type Rule } from '../../adapters/options.ts';
import { didYouMean } from '../errors.ts';
import { EXPORT_IDS, type ExportFormat } from './formats.ts';

/** Options of `exporter`. */
export interface ExportOptions {
  /** The folder that the formats stand in, a folder each; it is made. */
  readonly folder: string;
  /** Each once. */
  readonly formats: readonly ExportFormat[];
  /** `'fail'`: a folder of a format that holds something is left alone (`FILE_EXISTS`). Default `'replace'`. */
  readonly ifExists?: 'replace' | 'fail';
  /** Of event logs. */
  readonly ocel?: OcelOptions;
}

/** Options of the formats `ocel-json`, `ocel-xml`, `ocel-sqlite` and `xes`. */
export interface OcelOptions {
  /** Ids of the processes whose events are told. Default: all. */
  readonly processes?: readonly string[];
  /** Whether vendors, customers, materials, services, companies, … are objects. Default true. */
  readonly masters?: boolean;
  /** Whether entries of the books are objects. Default true. */
  readonly journalEntries?: boolean;
  /** Whether posting an entry is an event of its own, behind the one that caused it; entries have to be objects. Default false. */
  readonly journalEvents?: boolean;
  /** Who did it: an attribute of the event (`'attribute'`, the default), or an object of type `Employee`. */
  readonly resources?: 'attribute' | 'objects';
  /** Whether the lines of documents are objects too: a `PurchaseOrderItem` is `partOf` its order. Default false. */
  readonly lines?: boolean;
  /** JSON: all values as text, for readers of the older schema. Default false. */
  readonly valuesAsStrings?: boolean;
  /** `xes` and `models`: names of object types, a file each. Default: all types of documents that processes declare. */
  readonly flatten?: readonly string[];
  /**
   * Whether `models/` stands beside the logs: `<process>.json` with the states and transitions of each journey, and
   * `<ObjectType>.pnml`, a workflow net for each type of `flatten` whose life a process declares. Default true.
   */
  readonly models?: boolean;
}

const formats: Rule = (value) => {
  const expected = `a list of ${EXPORT_IDS.join(', ')}, each once`;
  if (!Array.isArray(value) || value.length === 0) return { expected };
  const list = value as readonly unknown[];
  const other = list.find((id) => !EXPORT_IDS.some((known) => known === id));
  if (other !== undefined) {
    const suggestion = typeof other === 'string' ? didYouMean(other, EXPORT_IDS) : `Give ${expected}.`;
    return { expected, suggestion, received: typeof other === 'string' ? `'${other}'` : 'something else' };
  }
  return new Set(list).size === list.length ? undefined : { expected, received: 'one twice' };
};

const someNames =
  (expected: string): Rule =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
      ? undefined
      : { expected };

const OCEL_RULES = {
  processes: someNames('a list of ids of processes'),
  masters: aBoolean,
  journalEntries: aBoolean,
  journalEvents: aBoolean,
  resources: oneOf('attribute', 'objects'),
  valuesAsStrings: aBoolean,
  lines: aBoolean,
  flatten: someNames('a list of object types'),
  models: aBoolean,
} satisfies Record<string, Rule>;

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, all faults at once */
export function checkExportOptions(options: ExportOptions): void {
  const check = new OptionCheck('exporter');
  check.object(
    options,
    { folder: someText, formats, ifExists: oneOf('replace', 'fail'), ocel: () => undefined },
    { required: ['folder', 'formats'] },
  );
  if (options.ocel !== undefined) {
    check.object(options.ocel, OCEL_RULES, { inside: 'ocel' });
    const { journalEvents, journalEntries } = options.ocel;
    if (journalEvents === true && journalEntries === false) {
      check.fault('ocel.journalEvents', true, {
        expected: 'false, or journalEntries: an event makes the entry it posts',
      });
    }
  }
  check.throwIfAny();
}
