/** What stands beside event logs as their ground truth: journeys as states and transitions, lives of documents as nets. */
import { join } from 'node:path';

import { writePnml } from '../../adapters/exports/pnml.ts';
import { TextFile } from '../../adapters/exports/text-file.ts';
import type { FileReport } from '../model/adapter.ts';
import type { ProcessModel } from '../model/process-model.ts';
import type { Process } from '../model/scenario.ts';
import { workflowNet } from '../projections/workflow-net.ts';
import { SYNODE_VERSION } from '../version.ts';
import { flatTypes, livingIn, toldProcesses, type Living } from './object-types.ts';
import type { OcelOptions } from './options.ts';
import type { Sink, SinkContext } from './sink.ts';

/** Writes `models/<process>.json` and `models/<ObjectType>.pnml` below the folder of all exports. */
export async function modelsSink(context: SinkContext, ocel: OcelOptions): Promise<Sink> {
  const { scenario, run } = context;
  const models = (await run.models?.()) ?? [];
  const { processes } = toldProcesses(scenario, ocel);
  const folder = join(context.folder, 'models');
  const isFlat = new Set(ocel.flatten ?? flatTypes(scenario, ocel));
  return {
    of: [],
    see: () => undefined,
    finish: () => [
      ...processes.map((process) => writeModel(folder, process, models)),
      ...[...livesOf(processes).values()]
        .filter(({ name }) => isFlat.has(name))
        .map(({ name, life }) => writePnml(folder, workflowNet(name, life, context.activityOf))),
    ],
    abandon: () => undefined,
  };
}

/** The documents whose lives are told, by name. */
function livesOf(processes: readonly Process[]): ReadonlyMap<string, Living> {
  return new Map(processes.flatMap(({ objectTypes }) => livingIn(objectTypes).map((type) => [type.name, type])));
}

function writeModel(folder: string, { id, objectTypes }: Process, models: readonly ProcessModel[]): FileReport {
  const journeys = models.find(({ process }) => process === id)?.journeys ?? [];
  const documents = Object.entries(objectTypes).map(([documentType, { name, document, life }]) => ({
    documentType,
    name,
    document,
    life: life ?? null,
  }));
  const model = { format: 'synode-model/1', version: SYNODE_VERSION, process: id, journeys, documents };
  const file = new TextFile(join(folder, `${id}.json`), 'json');
  file.write(`${JSON.stringify(model, undefined, 1)}\n`, journeys.length);
  return file.finish();
}
