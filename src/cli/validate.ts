/** `synode validate`: every fault at once, nothing opened, nothing written. */
import { compilePlan, type Plan } from '../plan/plan.ts';
import { judgedChoice } from './all-faults.ts';
import { chooseAdapter, kafkaDocument } from './targets.ts';
import { EXIT } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { counted, grouped } from './numbers.ts';
import { prepareRun } from './prepare-run.ts';
import { splitSettings } from './set-option.ts';
import type { Shell } from './shell.ts';

/** Checks the config as a run would. */
export async function runValidate(file: string | undefined, flags: RunFlags, shell: Shell): Promise<number> {
  const settings = splitSettings(flags);
  const ofRun = { ...flags, ...(flags.set === undefined ? {} : { set: settings.config }) };
  const prepared = await prepareRun({ command: 'validate', file, flags: ofRun, onFallback: shell.warn });
  const { config, input, options } = prepared;
  shell.about(config.shown);
  const destination = {
    targets: flags.to ?? [],
    settings: settings.target,
    folder: undefined,
    configured: config.adapter,
    color: shell.color,
  };
  await judgedChoice(prepared, () => chooseAdapter(destination));
  const plan = compilePlan(input, options as never);
  if (flags.export !== undefined || config.exports !== undefined) {
    const { askedExports, foldOptions, makeExports, makeFolds } = await import('./exports.ts');
    const asked = askedExports(flags.export, config.exports);
    const kafka = kafkaDocument({ targets: flags.to ?? [], configured: config.adapter, settings: settings.target });
    await makeExports(asked, prepared, { examples: false, kafka });
    const folds = foldOptions(asked, { folder: 'out', configured: config.exports });
    if (folds !== undefined) await makeFolds(prepared, folds);
  }
  const { hash, warnings } = plan;
  const all = [...prepared.warnings, ...warnings];
  if (shell.isJson) shell.json({ ok: true, plan: { hash, ...sizes(plan) }, warnings: all });
  if (shell.isQuiet) return EXIT.completed;
  const screen = shell.isJson ? shell.err : shell.out;
  screen.write(`${screen.style('green', 'valid')}  ${config.shown}: ${describe(plan)}\n`);
  for (const { code, message } of warnings) screen.write(`${screen.style('yellow', `[${code}]`)} ${message}\n`);
  return EXIT.completed;
}

function sizes({ populations, processes }: Plan) {
  const datasets = processes.flatMap((process) => process.datasets);
  const journeys = populations.flatMap((population) => population.journeys);
  return {
    users: populations.reduce((sum, { size }) => sum + size, 0),
    journeys: journeys.length,
    actions: journeys.reduce((sum, { actions }) => sum + actions.length, 0),
    datasets: datasets.length,
    rows: datasets.reduce((sum, { count }) => sum + count, 0),
  };
}

function describe(plan: Plan): string {
  const { users, journeys, actions, datasets, rows } = sizes(plan);
  const parts = [counted(journeys, 'journey'), counted(actions, 'action'), counted(users, 'user')];
  if (datasets > 0) parts.push(`${counted(datasets, 'dataset')} of ${grouped(rows)} rows`);
  return `${parts.join(', ')}; plan ${plan.hash.slice(0, 12)}, seed ${plan.options.seed}`;
}
