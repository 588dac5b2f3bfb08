/** Datasets → how a row is made. */
import { describeValue } from '../errors.ts';
import type { Dataset, DatasetDefinition } from '../model/dataset.ts';
import { deepFreeze } from '../model/freeze.ts';
import { compileFields, type FieldPlan } from './action.ts';
import { checkId, IdScope, type Scope } from './scope.ts';

export interface DatasetPlan {
  readonly id: string;
  readonly count: number;
  /** Fields to draw; absent where the rows are given. */
  readonly fields: readonly FieldPlan[] | undefined;
  readonly rows: readonly object[] | undefined;
  readonly keep: number;
  readonly path: readonly string[];
}

const MAX_COUNT = 100_000_000;
const DEFAULT_KEEP = 100_000;

/** Compiles definitions and given datasets together: an id in both is a fault. `scope` stands above them. */
export function compileDatasets(
  datasets: readonly (DatasetDefinition<object> | Dataset<object>)[],
  scope: Scope,
): readonly DatasetPlan[] {
  const ids = new IdScope();
  return datasets.flatMap((dataset) => {
    if (typeof dataset !== 'object' || dataset === null) {
      scope.wrongShape('a dataset is no object', 'a dataset made by defineDataset or readDataset', dataset);
      return [];
    }
    const at = scope.child(['dataset', String(dataset.id)], `dataset '${String(dataset.id)}'`);
    if (!checkId(dataset.id, 'dataset', at)) return [];
    if (!ids.claim(dataset.id, dataset, 'dataset', at)) return [];
    return [isGiven(dataset) ? givenDataset(dataset, at) : definedDataset(dataset, at)];
  });
}

/** Datasets that fields may name, with the fields of their rows where those are known before any row is. */
export type KnownDatasets = ReadonlyMap<string, readonly string[] | undefined>;

/** What is known of datasets as authored, as far as they can be read. */
export function knownDatasets(datasets: readonly unknown[]): KnownDatasets {
  const known = new Map<string, readonly string[] | undefined>();
  for (const dataset of datasets as readonly (Partial<DatasetDefinition<object>> | null)[]) {
    if (typeof dataset?.id !== 'string') continue;
    const { fields } = dataset;
    known.set(dataset.id, typeof fields === 'object' && fields !== null ? Object.keys(fields) : undefined);
  }
  return known;
}

function isGiven(dataset: DatasetDefinition<object> | Dataset<object>): dataset is Dataset<object> {
  return 'rows' in dataset;
}

function givenDataset(dataset: Dataset<object>, scope: Scope): DatasetPlan {
  const rows = Array.isArray(dataset.rows) ? dataset.rows : [];
  if (rows !== dataset.rows) scope.wrongShape('rows are no list', 'a list of objects', dataset.rows);
  for (const [i, row] of rows.entries()) {
    if (typeof row === 'object' && row !== null) deepFreeze(row);
    else scope.labelled(`row ${i}`).wrongShape('a row is no object', 'an object', row);
  }
  return { id: dataset.id, count: rows.length, fields: undefined, rows, keep: rows.length, path: scope.path };
}

function definedDataset(dataset: DatasetDefinition<object>, scope: Scope): DatasetPlan {
  const { id, count, keep = DEFAULT_KEEP } = dataset;
  scope.checkKeys(dataset, ['id', 'name', 'count', 'fields', 'keep', 'groups'], `dataset '${id}'`);
  if (!isCount(count, MAX_COUNT)) {
    scope
      .labelled("'count'")
      .wrongShape(`count is ${describeValue(count)}`, 'a whole number from 0 to 100,000,000', count);
  }
  if (!isCount(keep, MAX_COUNT)) {
    scope.labelled("'keep'").wrongShape(`keep is ${describeValue(keep)}`, 'a whole number of rows', keep);
  }
  const fields = compileFields(dataset.fields, scope, { groups: dataset.groups, seesActor: false, sofarOf: rowSofar });
  return { id, count, fields, rows: undefined, keep, path: scope.path };
}

/** Field functions of a dataset get `{ index, data }`. */
function rowSofar(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return given['data'] as Readonly<Record<string, unknown>>;
}

function isCount(value: unknown, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
}
